"""Every page in a real Chromium: readable by everybody, on a phone too, in the dark too, and without scripts."""

import itertools
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from confide.cases.models import Case
from confide.cases.register import by_plural, every
from tests.browser import DESKTOP, PHONE
from tests.organisation import House
from tests.registers.papers import OUT, cabinet, kept, step
from tests.registers.playing import opened

__all__ = ["cabinet"]

NARROWEST = 320
# What a worker takes on at once of the pages that all are looked at in every way.
PARTS = 4
WAYS = tuple(itertools.product(((DESKTOP, 800), (PHONE, 740)), ("light", "dark")))
"""Wide and narrow, light and dark."""
PLACES = {
    "overview": "/",
    "people": "/people/",
    "nobody-found": "/people/?kind=supplier",
    "person": "/people/P-00001/",
    "policy": "/policy/",
    "clause": "/policy/2.5b/",
    "caldicott": "/policy/caldicott/",
    "gaps": "/policy/gaps/",
    "ledger": "/ledger/",
    "paper": "/paper/whereabouts/",
    "choose": "/sign-in/",
    "missing": "/nowhere/",
}
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def places(house: House) -> dict[str, str]:
    """The address of every kind of page: those above, and of every register list, form, case and step."""
    found = dict(PLACES)
    for register in every():
        plural = register.rules.plural
        case = opened(register, house)
        found[f"{plural}-list"] = f"/{plural}/"
        found[f"{plural}-new"] = f"/{plural}/new/"
        found[f"{plural}-case"] = f"/{plural}/{case.number}/"
        step = register.rules.workflow.steps_from(case.status)[0].name.replace("_", "-")
        found[f"{plural}-step"] = f"/{plural}/{case.number}/{step}/"
    return found


def send_nothing(page: Page) -> None:
    """Send the form of a page as it is."""
    page.locator("main form button[type=submit]").last.click()


@pytest.fixture
def look(axe: Any, screens: Any) -> Callable[[Page, str], None]:
    """Look at a page: no fault of accessibility, and a picture where somebody wants pictures."""

    def looked(page: Page, name: str) -> None:
        axe(page)
        screens(page, name)

    return looked


@pytest.mark.parametrize("ways", [1, pytest.param(len(WAYS), marks=pytest.mark.slow)], ids=["in one way", "in all"])
@pytest.mark.parametrize("part", range(PARTS))
def test_no_page_has_a_fault_of_accessibility(
    part: int, ways: int, *, house: House, as_: Any, look: Any, places: dict[str, str]
):
    page = as_(house.ama)
    for number, (name, place) in enumerate(itertools.islice(places.items(), part, None, PARTS), part):
        page.goto(place)
        look_about(page, look, name, number, ways)
        if name.endswith("-new"):
            send_nothing(page)
            look_about(page, look, f"{name}-wrong", number, ways)


def look_about(page: Page, look: Callable[[Page, str], None], name: str, first: int, ways: int) -> None:
    """Look in so many ways from the `first` on: pages that follow each other begin with different ones."""
    for (width, height), scheme in itertools.islice(itertools.cycle(WAYS), first % len(WAYS), first % len(WAYS) + ways):
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme)
        look(page, f"{name}-{width}-{scheme}")


@pytest.mark.parametrize("clause", ["1.1", "1.2", "2.3", "2.3e", "2.5", "2.8", "2.10"])
def test_a_clause_with_several_notes_on_the_law_has_no_fault_either(clause: str, house: House, as_: Any, axe: Any):
    page = as_(house.ama)
    page.goto(f"/policy/{clause}/")
    axe(page)


def test_the_governance_pages_have_no_fault_either(house: House, as_: Any, look: Any, places: Any):
    page = as_(house.gwen)
    for name in ("overview", "person", "ledger", "disclosures-list"):
        page.goto(places[name])
        look(page, f"governance-{name}")


@pytest.mark.parametrize("how", [(PHONE, "light"), (DESKTOP, "dark")])
def test_where_paper_is_has_no_fault_for_whoever_sees_all_of_it(
    how: tuple[int, str], house: House, as_: Any, look: Any, cabinet: Case
):
    """Information governance sees every team's cabinets, what is out, and what has to be looked into."""
    step("take_out", kept(house, cabinet), house.ben, **OUT)
    step("report_missing", kept(house, cabinet), house.ama, what_happened="Not there.")
    step("report_unsafe", kept(house, cabinet), house.ama, left_where="desk", what_happened="By the printer.")
    page = as_(house.gwen, width=how[0], color_scheme=how[1])
    page.goto(PLACES["paper"])
    expect(page.get_by_role("row")).to_have_count(6)
    look(page, f"governance-paper-{how[0]}-{how[1]}")


def test_a_page_that_is_stale_says_so_and_keeps_what_was_typed(house: House, as_: Any, look: Any):
    case = opened(by_plural("advice"), house)
    page, other = as_(house.ama, width=PHONE), as_(house.ama)
    page.goto(f"/advice/{case.number}/withdraw/")
    other.goto(f"/advice/{case.number}/withdraw/")
    send_nothing(other)
    page.get_by_label("Note for the timeline").fill("I found it in the policy.")
    send_nothing(page)
    expect(page.get_by_role("heading", name="Changed meanwhile")).to_be_visible()
    expect(page.get_by_text("I found it in the policy.")).to_be_visible()
    look(page, "stale")


def test_no_page_scrolls_sideways_on_the_narrowest_phone(house: House, as_: Any, places: dict[str, str]):
    page = as_(house.ama, width=NARROWEST)
    too_wide = {}
    for name, place in places.items():
        page.goto(place)
        if (by := page.evaluate(SIDEWAYS)) > 0:
            too_wide[name] = by
    assert too_wide == {}


def test_no_page_complains_in_the_console(house: House, as_: Any, places: dict[str, str]):
    page, said = as_(house.ama), []
    page.on("console", lambda message: said.append(f"{page.url}: {message.text}"))
    page.on("pageerror", lambda error: said.append(f"{page.url}: {error}"))
    for name, place in places.items():
        if name != "missing":
            page.goto(place)
    # The browser says of a page that is not hers, or not there for her, that it could not be loaded.
    complaints = [line for line in said if "403" not in line and "404" not in line]
    assert complaints == []


def test_the_keyboard_skips_to_the_content_and_shows_where_it_is(house: House, as_: Any):
    page = as_(house.ama)
    page.goto("/people/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_list_is_narrowed_with_and_without_scripts(scripts: bool, house: House, as_: Callable[..., Page]):
    page = as_(house.ama, scripts=scripts)
    page.goto("/people/")
    expect(page.get_by_role("link", name="Dee Okonkwo")).to_be_visible()
    page.get_by_label("Candidate").check()
    if not scripts:
        page.get_by_role("button", name="Apply filters").click()
    expect(page.get_by_text("Nobody here matches.")).to_be_visible()
    expect(page.get_by_label("Candidate")).to_be_checked()


def test_the_file_taken_away_is_narrowed_as_the_list_is(house: House, as_: Callable[..., Page]):
    opened(by_plural("advice"), house)
    page = as_(house.ama)
    page.goto("/advice/")
    page.get_by_label("Withdrawn").check()
    expect(page.get_by_text("Nothing here matches.")).to_be_visible()
    expect(page).to_have_url(re.compile("status=withdrawn"))
    expect(page.get_by_role("link", name="Take away as a file")).to_have_attribute(
        "href", re.compile("status=withdrawn")
    )


def test_no_page_is_kept_by_the_browser(house: House, as_: Callable[..., Page]):
    page = as_(house.ama)
    page.goto("/people/")
    page.get_by_label("Candidate").check()
    expect(page.get_by_text("Nobody here matches.")).to_be_visible()
    kept = "JSON.stringify([Object.values(localStorage), Object.values(sessionStorage)])"
    assert "Okonkwo" not in page.evaluate(kept)
