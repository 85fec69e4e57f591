"""What one may not see does not exist: every address answers for it, byte by byte, as it does for what never was.

- Sam works in another team, Kit has signed nothing, Lee has left, and somebody is not signed in at all.
- Compared are status, headers and page; the token of a form is new on every page, and left out.
"""

import re
import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from confide.cases.models import Case, Draft, Duty
from confide.cases.perform import open_case
from confide.cases.register import every, named
from confide.door.reading import system
from tests.disclosures.conftest import begin, lado_asks
from tests.registers.playing import opened
from tests.security.sheets import typed

TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"|csrftoken=[^;]*|expires=[^;]*')
KEY = re.compile(rb'name="key" value="[^"]*"')
NEVER = 77_777
SCRIPT = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "results"}


def same(one, other) -> None:
    """Two answers that nobody can tell apart."""
    assert one.status_code == other.status_code
    assert TOKEN.sub(b"", str(one.headers).encode()) == TOKEN.sub(b"", str(other.headers).encode())
    assert page(one) == page(other)


def page(answer) -> bytes:
    whole = b"".join(answer) if answer.streaming else answer.content
    return KEY.sub(b"", TOKEN.sub(b"", whole))


@pytest.fixture
def filled(today, window):
    """A case of every register, each with a duty, and a draft: all Ama's."""
    house = today
    for register in every():
        case = opened(register, house)
        with system("tests"):
            Duty(case=case, code="ring_999", clause="1.3c", due_at=timezone.now()).save()
    begin(window(house.ama))
    return house


@pytest.fixture
def addresses(filled) -> list[tuple[str, str]]:
    """Pairs: the address of something of Ama's, and the same address of what never was."""
    found = [("/people/P-00001/", "/people/P-77777/")]
    with system("tests"):
        for register in every():
            plural, case = register.rules.plural, Case.objects.get(register=register.rules.name)
            duty = Duty.objects.get(case=case)
            steps = [step.name.replace("_", "-") for step in register.rules.workflow.steps]
            of_a_case = ["", f"duties/{duty.pk}/", *(f"{step}/" for step in steps), "ask-again/", "no-such-step/"]
            found += [(f"/{plural}/{case.number}/{rest}", f"/{plural}/{NEVER}/{rest}") for rest in of_a_case]
            found += [(f"/{plural}/{case.number}/?names=open", f"/{plural}/{NEVER}/?names=open")]
        draft = Draft.objects.get()
    slugs = ("", "check/", "delete/", "who-asks/", "which-person/", "no-such-question/")
    return found + [(f"/disclosures/drafts/{draft.pk}/{s}", f"/disclosures/drafts/{uuid.uuid4()}/{s}") for s in slugs]


def test_for_a_stranger_nothing_of_another_team_exists(filled, window, addresses):
    sam = window(filled.sam)
    for there, never in addresses:
        for way in ({}, SCRIPT):
            same(sam.get(there, **way), sam.get(never, **way))
        same(sam.post(there, {"note": "x"}), sam.post(never, {"note": "x"}))
        assert {sam.get(there).status_code, sam.post(there).status_code} <= {404, 405}


def test_for_a_starter_what_is_confined_or_anothers_does_not_exist(filled, window, addresses):
    kit = window(filled.kit)
    hidden = [pair for pair in addresses if pair[0].startswith(("/advice/", "/standing/", "/disclosures/drafts/"))]
    assert len(hidden) > 20
    for there, never in hidden:
        same(kit.get(there), kit.get(never))
        same(kit.post(there), kit.post(never))
        assert kit.get(there).status_code in {404, 405}


def test_a_starter_reads_nobodys_words(filled, window, addresses):
    kit = window(filled.kit)
    pages = ["/", "/people/", *(f"/{each.rules.plural}/" for each in every()), *(there for there, _ in addresses)]
    answers = [kit.get(address) for address in pages] + [kit.post("/people/", {"words": "Dee"})]
    for answer in answers:
        for word in (b"Okonkwo", b"1941", b"07700 900123", b"her daughter would hear", b"neighbour who holds a key"):
            assert word not in answer.content


def test_for_whoever_has_left_or_is_not_signed_in_there_is_only_the_way_in(filled, window, addresses):
    lee = window(filled.ama)
    with system("tests"):
        filled.ama.leaves_at = timezone.now() - timedelta(days=1)
        filled.ama.save()
    for somebody in (lee, Client()):
        for there, never in addresses:
            for way in ({}, SCRIPT):
                one, other = somebody.get(there, **way), somebody.get(never, **way)
                assert "/sign-in/?next=" in (one.headers.get("Location") or one.headers["HX-Redirect"])
                assert (one.status_code, page(one)) == (other.status_code, page(other))
            assert somebody.post(there).url.startswith("/sign-in/")
    assert Client().post("/sign-in/", {"who": "ama"}).status_code == 404


def test_lists_files_counts_and_searches_are_as_if_there_were_nothing(today, window):
    """The same pages before there was anything, and after."""
    sam = window(today.sam)
    lists = [f"/{each.rules.plural}/{rest}" for each in every() for rest in ("", "?status=asked", "export.csv")]
    found = ["/", "/people/", "/people/?kind=service_user", "/disclosures/office/", "/disclosures/loose-ends/"]
    found += ["/disclosures/new/", *lists]
    before = [page(sam.get(address, **way)) for address in found for way in ({}, SCRIPT)]
    for register in every():
        opened(register, today)
    begin(window(today.ama))
    assert [page(sam.get(address, **way)) for address in found for way in ({}, SCRIPT)] == before


def test_searching_finds_nobody_of_another_team(filled, window):
    sam = window(filled.sam)
    for one, other in (("Okonkwo", "Akonkwo"), ("Dee", "Dix"), ("P-00001", "P-77777")):
        for address, sent, status in (
            ("/people/", {}, 200),
            ("/consents/new/", {}, 422),
            ("/disclosures/afterwards/", {}, 422),
        ):
            field = {"/people/": "words", "/consents/new/": "person_reference"}.get(address, "who")
            first, second = sam.post(address, {field: one, **sent}), sam.post(address, {field: other, **sent})
            assert first.status_code == second.status_code == status
            assert page(first).replace(one.encode(), b"") == page(second).replace(other.encode(), b"")


def test_nobody_of_another_team_can_be_taken_for_a_new_case(filled, window):
    sam, before = window(filled.sam), counted()
    consent = typed(named("consent"), "open")
    one = sam.post("/consents/new/", {**consent, "person_reference": "P-00001"})
    other = sam.post("/consents/new/", {**consent, "person_reference": "P-77777"})
    assert one.status_code == 422
    assert page(one).replace(b"P-00001", b"") == page(other).replace(b"P-77777", b"")
    assert counted() == before


def test_in_a_journey_only_those_in_ones_care_can_be_chosen(filled, window):
    sam, answers = window(filled.sam), lado_asks(filled)
    url = begin(sam)
    while not url.endswith("which-person/"):
        url = sam.post(url, answers[url.rstrip("/").rpartition("/")[2]]).url
    for words in ({"look_for": "Dee"}, {"look_for": "P-00001"}, {}):
        theirs = sam.post(url, {**words, "person": str(filled.dee.pk)})
        nobody = sam.post(url, {**words, "person": str(uuid.uuid4())})
        assert "person" in theirs.context["form"].errors
        assert page(theirs) == page(nobody)
        same(sam.post(url, {**words, "find": "find"}), sam.post(url, {**words, "find": "find"}))


def test_nobody_comes_to_see_the_standing_of_somebody_else_by_beginning_it(today, window):
    for staff in (today.sam, today.kit, today.mo):
        answer = window(staff).post("/standing/new/", {"who": "ama"})
        assert answer.status_code == 422
        assert "their line manager" in answer.content.decode()
    for staff in (today.ben, today.ama):
        window(staff).post("/standing/new/", {"who": "ama"})
    assert counted() == 1


def test_a_form_key_of_somebody_else_opens_nothing(filled, window):
    mine, key = typed(named("advice"), "open"), "a-key-of-ama"
    assert window(filled.ama).post("/advice/new/", {**mine, "key": key}).status_code == 302
    before = counted()
    theirs = window(filled.sam).post("/advice/new/", {**mine, "key": key, "asked_of": "managing_director"})
    assert theirs.status_code == 302
    assert counted() == before + 1


def test_the_ledger_shows_a_stranger_no_entry(filled, window):
    shown = window(filled.sam).get("/ledger/").content.decode()
    assert "DI-00001" not in shown
    assert "P-00001" not in shown


def test_an_entry_about_a_case_that_is_not_to_be_known_is_not_shown(filled, window):
    """Gwen looks after all registers; a matter about herself does not exist for her."""
    about = open_case(
        named("advice"),
        typed(named("advice"), "open"),
        actor=filled.ama,
        at=timezone.now(),
        subject_staff=filled.gwen,
    )
    gwen = window(filled.gwen)
    assert about.reference not in gwen.get("/ledger/").content.decode()
    same(gwen.get(f"/advice/{about.number}/"), gwen.get(f"/advice/{NEVER}/"))


def counted() -> int:
    with system("tests"):
        return Case.objects.count()
