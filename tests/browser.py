"""A real Chromium for journeys, accessibility checks and pictures.

- `page` is a fresh window on the running site; `browse(width=360)` opens a narrow one, `browse(scripts=False)` one
  without JavaScript.
- `axe(page)` fails with every accessibility fault it finds.
- `screens(page, name)` keeps a picture where `CONFIDE_SCREENSHOTS` names a folder.
- Without a Chromium these skip, saying so. `CONFIDE_CHROMIUM` names one that is in no usual place.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
PLACES = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE, DESKTOP = 360, 1366


def chromium() -> str | None:
    """Where this machine keeps a Chromium, if it has one."""
    named = os.environ.get("CONFIDE_CHROMIUM")
    found = (shutil.which(name) for name in ([named] if named else [*NAMES, *PLACES]))
    return next(filter(None, found), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all journeys of this process."""
    path = chromium()
    if path is None:
        pytest.skip("no Chromium found")
    with pytest.MonkeyPatch.context() as environment, sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread, which Django takes for a sign that we are asynchronous.
        environment.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        running = playwright.chromium.launch(executable_path=path, headless=True, args=list(FLAGS))
        yield running
        running.close()


@pytest.fixture
def browse(browser: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """Open a window: `browse()`, `browse(width=360)`, `browse(scripts=False)`."""
    contexts: list[BrowserContext] = []

    def opened(width: int = DESKTOP, *, scripts: bool = True, **more: Any) -> Page:
        height = 800 if width > 600 else 740
        contexts.append(
            browser.new_context(
                base_url=more.pop("base_url", live_server.url),
                viewport={"width": width, "height": height},
                java_script_enabled=scripts,
                locale="en-GB",
                timezone_id="Europe/London",
                **more,
            )
        )
        contexts[-1].set_default_timeout(15_000)
        return contexts[-1].new_page()

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def page(browse: Callable[..., Page]) -> Page:
    """A fresh window of desktop width."""
    return browse()


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], None]:
    """Fails with a readable list of what axe-core found on a page."""
    script = Axe().axe_script

    def checked(page: Page) -> None:
        # A page that is looked at in several ways has it already.
        if not page.evaluate("'axe' in window"):
            page.evaluate(script)
        results = page.evaluate("how => axe.run(how)", {"runOnly": RULES, "resultTypes": ["violations"]})
        faults = [
            f"{fault['id']} ({fault['impact']}): {node['html'][:160]}"
            for fault in results["violations"]
            for node in fault["nodes"]
        ]
        assert not faults, f"{page.url} at {page.viewport_size}:\n" + "\n".join(faults)

    return checked


@pytest.fixture(scope="session")
def screens() -> Callable[[Page, str], None]:
    """Keeps a picture of the whole page under a name, where somebody asked for pictures."""
    folder = os.environ.get("CONFIDE_SCREENSHOTS")

    def kept(page: Page, name: str) -> None:
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)

    return kept
