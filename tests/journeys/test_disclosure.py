"""Somebody asks, somebody decides, somebody records: disclosures in a real browser, with and without scripts."""

import pytest

from tests.disclosures.conftest import lado_asks, minutes_ago, today

__all__ = ["today"]


@pytest.fixture
def look(axe, screens):
    """Checks a page for accessibility on a desktop and on a phone, and keeps pictures of both."""

    def looked(page, name):
        width = page.viewport_size["width"]
        for wide, size in (("desktop", 1366), ("phone", 390)):
            page.set_viewport_size({"width": size, "height": 800})
            axe(page)
            screens(page, f"{name}-{wide}")
        page.set_viewport_size({"width": width, "height": 800})

    return looked


def put(page, name, value):
    """Type, tick or choose one answer, whatever kind of field it is."""
    field = page.locator(f"[name={name}]").first
    kind, codes = field.get_attribute("type"), value if isinstance(value, list) else [value]
    if kind in {"radio", "checkbox"}:
        for code in codes:
            page.check(f"[name={name}]" if code == "on" else f"[name={name}][value='{code}']")
    elif field.evaluate("node => node.tagName") == "SELECT":
        field.select_option(value)
    else:
        field.fill(value)


def answer(page, answers):
    """Answer question after question until the answers are to be checked."""
    while not page.url.endswith("/check/"):
        slug = page.url.rstrip("/").rpartition("/")[2]
        for name, value in answers[slug].items():
            put(page, name, value)
            if name == "look_for":
                page.click("button[name=find]")
        page.click("button:has-text('Continue')")


def start(page, what="asked"):
    page.goto("/disclosures/new/")
    page.check(f"[name=what][value={what}]")
    page.click("button:has-text('Continue')")


def ask(page, answers):
    """Ask, up to the decision page."""
    start(page)
    answer(page, answers)
    page.click("button:has-text('Get a decision')")
    page.wait_for_url("**/disclosures/*/")


def record_what_went(page):
    for name, value in {
        "went_identity": "on",
        "what_identity": "Her name and date of birth",
        "went_safeguarding_concern": "on",
        "what_safeguarding_concern": "What was seen on two days",
        "sent_to": "Hannah Quinn",
        "same_recipient": "yes",
        "sent_at": minutes_ago(0),
        "sent_channel": "secure_email",
        "told_in_confidence": "yes",
        "accepted": "yes",
    }.items():
        put(page, name, value)
    page.set_input_files(
        "[name=file_identity]", {"name": "card.txt", "mimeType": "text/plain", "buffer": b"Dee, 6 May 1941"}
    )
    page.click("button:has-text('Record what went')")


def test_ama_shares_with_a_designated_officer_from_question_to_record(as_, today, look):
    # Given a designated officer who was rung back asks Ama about somebody she looks after
    ama = as_(today.ama)
    start(ama)
    answers = lado_asks(today)
    # When she answers, checks her answers and asks for a decision
    look(ama, "question")
    answer(ama, answers)
    look(ama, "check")
    ama.click("button:has-text('Get a decision')")
    # Then it goes to the office that decides, without the name
    assert "Refer this to the" in ama.inner_text("h1")
    look(ama, "refer")
    ama.click("nav.actions >> text=Refer it")
    put(ama, "office_question", "May we tell a designated officer about marks on Dee's arm?")
    ama.click("button:has-text('Refer it')")
    assert "Leave the person's name out" in ama.inner_text(".error-summary")
    look(ama, "refer-with-a-name")
    put(ama, "office_question", "May we tell a designated officer about marks on somebody's arm?")
    ama.click("button:has-text('Refer it')")
    case = ama.url
    # And Mo finds it waiting, decides it without the name, and gives reasons
    mo = as_(today.mo)
    mo.goto("/disclosures/office/")
    assert "Dee" not in mo.inner_text("main")
    look(mo, "office")
    mo.click("main h2 a")
    assert "Dee" not in mo.inner_text("main")
    mo.click("button:has-text('Take it up'), a:has-text('Take it up')")
    mo.click("button:has-text('Take it up')")
    look(mo, "office-case")
    mo.click("nav.actions >> text=Approve")
    look(mo, "approve")
    put(mo, "office_reasons", "Somebody may be hurt again.")
    put(mo, "confirmed", "on")
    mo.click("button:has-text('Approve')")
    assert "share this" in mo.inner_text("h1")
    # And Ama records what in fact went, and the case closes
    ama.goto(case)
    look(ama, "to-carry-out")
    ama.click("nav.actions >> text=Record what went")
    look(ama, "carry-out")
    record_what_went(ama)
    assert "Shared and recorded" in ama.inner_text("h1")
    look(ama, "recorded")


def test_somebody_in_immediate_danger(as_, today, look):
    # Given Ama found somebody who does not answer
    ama = as_(today.ama, width=390)
    start(ama, "emergency")
    look(ama, "emergency")
    put(ama, "to", "subject")
    put(ama, "danger", "She is on the kitchen floor and does not answer.")
    put(ama, "ask", ["identity", "health"])
    put(ama, "what", "Heart condition")
    # When she tells somebody who rang her
    put(ama, "reached", "not_checked")
    put(ama, "kind", "lado")
    put(ama, "name", "Somebody on the telephone")
    ama.click("button:has-text('Share this now')")
    # Then the page says whom to ring, and has kept her words
    assert "01632 960101" in ama.inner_text("main")
    assert ama.input_value("[name=danger]").startswith("She is on the kitchen floor")
    look(ama, "emergency-call-back")
    # And once she has rung 999 the minimum is shared, and the record is due in a day
    put(ama, "reached", "rang_999")
    ama.click("button:has-text('Share this now')")
    assert "complete the record" in ama.inner_text("h1")
    look(ama, "emergency-shared")
    ama.click("nav.actions >> text=Complete the record")
    look(ama, "emergency-complete")


def test_what_was_shared_by_telephone_is_recorded_afterwards(as_, today, look):
    # Given Ama told the surgery how somebody is
    ama = as_(today.ama)
    start(ama, "afterwards")
    look(ama, "afterwards")
    for name, value in {
        "asked": "yes",
        "name": "Dr Ruth Adeyemi",
        "kind": "gp",
        "method": "known_to_us",
        "who": "Dee",
        "ask": ["wellbeing"],
        "what": "That she is well.",
        "purpose": "direct_care",
        "why": "They rang while I was with her.",
        "occurred_at": minutes_ago(60),
        "sent_channel": "phone",
        "told_in_confidence": "yes",
        "accepted": "yes",
        "need_to_know": "yes",
        "anonymisable": "no",
        "best_interest": "yes",
    }.items():
        put(ama, name, value)
    # When she records it
    ama.click("button:has-text('Record it')")
    # Then it is kept as it happened, and shown for what it was
    assert "Shared" in ama.inner_text("h1")
    look(ama, "afterwards-recorded")
    ama.goto("/disclosures/loose-ends/")
    look(ama, "loose-ends")


def test_without_scripts_and_by_keyboard(as_, today, look):
    # Given a browser that runs no scripts
    ama = as_(today.ama, width=390, scripts=False)
    # When Ama answers everything, the first page by keyboard alone
    ama.goto("/disclosures/new/")
    ama.focus("[name=what][value=asked]")
    ama.keyboard.press("Space")
    ama.keyboard.press("Enter")
    ama.wait_for_url("**/who-asks/")
    answer(ama, lado_asks(today))
    ama.click("button:has-text('Get a decision')")
    # Then she has her decision, and can decide not to share
    assert "Refer this to the" in ama.inner_text("h1")
    ama.click("nav.actions >> text=Decide not to share")
    ama.click("button:has-text('Decide not to share')")
    assert "Enter your reasons" in ama.inner_text(".error-summary")
    put(ama, "reasons", "She wants to tell them herself.")
    ama.click("button:has-text('Decide not to share')")
    assert "do not share" in ama.inner_text("h1")


def test_the_record_prints_on_two_pages_at_most(as_, today):
    ama = as_(today.ama)
    ask(ama, lado_asks(today))
    printed = ama.pdf(format="A4")
    assert 1 <= printed.count(b"/Type /Page\n") + printed.count(b"/Type /Page/") <= 2
