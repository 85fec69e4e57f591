/* Asks the browser for a passkey, or to make one, when a form that says so is sent. Without scripts a code does the same. */
document.querySelectorAll("form[data-passkey]").forEach((form) => {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const wrong = form.querySelector("[role=alert]");
    wrong.hidden = true;
    try {
      let options = form.dataset.options ? JSON.parse(form.dataset.options) : null;
      if (!options) {
        const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
        options = (await answer.json()).request_options;
      }
      const passkey = window.webauthnJSON[form.dataset.passkey];
      form.querySelector("[data-answer]").value = JSON.stringify(await passkey(options));
      form.submit();
    } catch {
      wrong.hidden = false;
    }
  });
});
