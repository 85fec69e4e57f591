"""What must be true of every page: a title, one heading, landmarks, nothing inline, nothing kept, no script needed."""

from uuid import UUID

import pytest

from tests.once import once
from tests.organisation import House
from tests.web.html import Document, document
from tests.web.places import places

SENT_BY = {"get", "post"}


# What every page answered, by whose house it is. Tests look at it only, so each process asks once.
_looked_at: dict[UUID, dict[str, tuple[object, Document]]] = {}


@pytest.fixture
def pages(house: House, windows, cases) -> dict[str, tuple[object, Document]]:
    found = once("a case of every register", lambda: places(cases), house.dee.pk)
    if house.dee.pk not in _looked_at:
        window = windows(house.ama)
        answers = {place: window.get(place) for place in found}
        _looked_at[house.dee.pk] = {place: (answer, document(answer)) for place, answer in answers.items()}
    return _looked_at[house.dee.pk]


def test_every_page_is_well_made(pages):
    faults = []
    for place, (_answer, page) in pages.items():
        one_each = {tag: len(page.every(tag)) for tag in ("title", "h1", "main", "header", "footer")}
        faults += [f"{place}: {count} {tag}" for tag, count in one_each.items() if count != 1]
        faults += [f"{place}: no {tag}" for tag in ("title", "h1") if not page.one(tag).words.strip(" –Confide\n")]
        ids = [element.attributes["id"] for element in page.elements if "id" in element.attributes]
        faults += [f"{place}: two of {found}" for found in set(ids) if ids.count(found) > 1]
        faults += [f"{place}: no language"] * ("lang" not in page.one("html").attributes)
        faults += [
            f"{place}: navigation without a name" for nav in page.every("nav") if not nav.attributes.get("aria-label")
        ]
        faults += [f"{place}: two of {found}" for found in set(page.regions()) if page.regions().count(found) > 1]
    assert faults == []


def test_nothing_on_any_page_is_inline(pages):
    faults = []
    for place, (_answer, page) in pages.items():
        for element in page.elements:
            inline = [name for name in element.attributes if name == "style" or name.startswith(("on", "hx-on"))]
            faults += [f"{place}: {element.tag} {name}" for name in inline]
            faults += [f"{place}: {element.tag}"] * (
                element.tag == "style" or (element.words.strip() != "" and element.tag == "script")
            )
    assert faults == []


def test_every_page_says_where_it_may_load_from_and_is_kept_nowhere(pages):
    for place, (answer, _page) in pages.items():
        policy = answer["Content-Security-Policy"]
        assert "default-src 'none'" in policy, place
        assert "unsafe" not in policy, place
        assert "no-store" in answer["Cache-Control"], place
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Referrer-Policy"] == "same-origin"


def test_no_page_needs_a_script(pages):
    """Whatever htmx does, a link or a form does as well."""
    faults = []
    for place, (_answer, page) in pages.items():
        improved = [e for e in page.elements if any(name in e.attributes for name in ("hx-get", "hx-post"))]
        faults += [f"{place}: {e.tag}" for e in improved if e.tag not in {"form", "a"}]
        faults += [
            f"{place}: link to {e.attributes.get('href')!r}"
            for e in page.every("a")
            if e.attributes.get("href", "") in {"", "#"}
        ]
        faults += [f"{place}: button" for e in page.every("button") if e.attributes.get("type") != "submit"]
    assert faults == []


def test_every_form_that_changes_something_carries_its_token(pages):
    for place, (_answer, page) in pages.items():
        posts = [form for form in page.every("form") if form.attributes.get("method") == "post"]
        assert len(page.named("csrfmiddlewaretoken")) == len(posts), place
        assert {form.attributes.get("method") for form in page.every("form")} <= SENT_BY, place


def test_every_field_has_a_label_and_every_link_on_the_page_leads_somewhere(pages):
    faults = []
    for place, (_answer, page) in pages.items():
        labelled = {label.attributes.get("for") for label in page.every("label")}
        typed = [
            e
            for e in page.elements
            if e.tag in {"input", "select", "textarea"} and e.attributes.get("type") != "hidden"
        ]
        faults += [f"{place}: {e.attributes}" for e in typed if e.attributes.get("id") not in labelled]
        ids = {e.attributes.get("id") for e in page.elements}
        named = [e.attributes.get(by, "") for e in page.elements for by in ("aria-labelledby", "aria-describedby")]
        faults += [f"{place}: nothing is called {id_}" for ids_ in named for id_ in ids_.split() if id_ not in ids]
        faults += [
            f"{place}: {a.attributes['href']}"
            for a in page.every("a")
            if a.attributes["href"].startswith("#") and a.attributes["href"][1:] not in ids
        ]
    assert faults == []


def test_links_lead_to_pages_that_are_there(house: House, windows, pages):
    window, known = windows(house.ama), {}
    for place, (_answer, page) in pages.items():
        for link in page.every("a"):
            href = link.attributes["href"]
            if href.startswith("/") and href not in known:
                known[href] = (window.get(href).status_code, place)
    assert {href: where for href, where in known.items() if where[0] != 200} == {}


def test_the_part_one_is_in_is_marked(pages):
    for place, title in {"/": "Overview", "/people/P-00001/": "People", "/policy/2.5b/": "Policy"}.items():
        current = [a.words for a in pages[place][1].every("a") if a.attributes.get("aria-current") == "page"]
        assert current == [title]
