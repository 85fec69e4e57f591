"""A file that came with a form that could not be taken waits for it: sealed, for its owner, and for half an hour."""

import re
import uuid
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile

from confide.door.reading import system
from confide.people import clockwork
from confide.records.models import Document
from confide.records.storage import StorageError
from confide.web import waiting
from confide.web.documents import AddDocument
from confide.web.freshness import confirm_first
from tests.organisation import House
from tests.signin.conftest import PASSWORD, door, later

__all__ = ["door", "later"]

ADDRESS = "/people/P-00001/documents/new/"
MINUTES = timedelta(minutes=1)
WORDS = b"Quokkabrilliant plan. " * 20_000


@pytest.fixture(autouse=True)
def nothing_waits():
    """What waits, waits in this process, and other tests run in it too."""
    waiting._drop(list(waiting._waiting.values()))
    yield
    waiting._drop(list(waiting._waiting.values()))


def typed(**more) -> dict[str, str]:
    said = {"category": "care_record", "purpose": "direct_care", "description": "Plan", "key": str(uuid.uuid4())}
    return {**said, **more}


def chosen(content: bytes = WORDS, name: str = "quokka.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def token(page) -> str:
    return re.search(rf'name="{waiting.TOKEN}" value="([^"]*)"', page.content.decode())[1]


def kept_in_the_end() -> list[str]:
    with system("tests"):
        return [document.pk for document in Document.objects.all()]


@pytest.mark.postgres
def test_bad_input_beside_a_file_does_not_lose_the_file(house: House, windows):
    window, said = windows(house.ama), typed()
    wrong = window.post(ADDRESS, {**said, "purpose": "", "file": chosen()})
    assert wrong.status_code == 422
    assert "quokka.txt is here already" in wrong.content.decode()
    right = window.post(ADDRESS, {**said, waiting.TOKEN: token(wrong)})
    assert right.status_code == 302
    (document,) = kept_in_the_end()
    assert b"".join(window.get(f"/people/P-00001/documents/{document}/")) == WORDS
    assert not waiting._waiting, "what was taken waits no longer"


def test_sent_twice_it_counts_once_though_its_file_is_gone_by_then(house: House, windows):
    window, said = windows(house.ama), typed()
    given = {**said, waiting.TOKEN: token(window.post(ADDRESS, {**said, "purpose": "", "file": chosen()}))}
    assert [window.post(ADDRESS, given).status_code for _ in range(2)] == [302, 302]
    assert len(kept_in_the_end()) == 1


def test_a_file_that_is_chosen_anew_counts_and_not_the_one_that_waits(house: House, windows):
    window, said = windows(house.ama), typed()
    waits = token(window.post(ADDRESS, {**said, "purpose": "", "file": chosen()}))
    window.post(ADDRESS, {**said, waiting.TOKEN: waits, "file": chosen(b"another", "other.txt")})
    (document,) = kept_in_the_end()
    assert b"".join(window.get(f"/people/P-00001/documents/{document}/")) == b"another"


def test_a_file_that_could_not_be_stored_waits_for_the_next_try(house: House, windows, monkeypatch):
    def away(*_args):
        raise StorageError("The storage could not be reached.")

    window, said = windows(house.ama), typed()
    with monkeypatch.context() as broken:
        broken.setattr("confide.records.storage.Folder.put", away)
        full = window.post(ADDRESS, {**said, "file": chosen()})
    assert full.status_code == 507
    assert window.post(ADDRESS, {**said, waiting.TOKEN: token(full)}).status_code == 302


def test_a_file_that_is_not_fit_does_not_wait(house: House, windows):
    page = windows(house.ama).post(ADDRESS, {**typed(), "file": chosen(b"", "plan.pdf")})
    assert page.status_code == 422
    assert waiting.TOKEN not in page.content.decode()


@pytest.mark.postgres
def test_what_waits_is_sealed_on_the_disk_and_stands_in_no_session(house: House, windows, settings):
    window = windows(house.ama)
    assert window.post(ADDRESS, {**typed(purpose=""), "file": chosen()}).status_code == 422
    (held,) = waiting._waiting.values()
    lies = held.file.spool._file
    lies.seek(0)
    assert len(on_the_disk := lies.read()) >= len(WORDS) // 2
    assert b"Quokka" not in on_the_disk
    assert [path for path in settings.CONFIDE_HOME.rglob("*") if path.is_file() and "quokka" in path.name] == []
    assert list((settings.CONFIDE_FILES / "arriving").iterdir()) == []
    assert "quokka" not in str([each.get_decoded() for each in Session.objects.all()]).casefold()


def test_it_is_worth_nothing_to_anybody_else(house: House, windows):
    waits = token(windows(house.ama).post(ADDRESS, {**typed(purpose=""), "file": chosen()}))
    answer = windows(house.ben).post(ADDRESS, {**typed(), waiting.TOKEN: waits})
    assert answer.status_code == 422
    assert "choose it again" in answer.content.decode()
    assert kept_in_the_end() == []


def test_after_half_an_hour_it_is_gone_and_the_form_asks_for_it_again(house: House, windows, later):
    window, said = windows(house.ama), typed()
    waits = token(window.post(ADDRESS, {**said, "purpose": "", "file": chosen()}))
    (held,) = waiting._waiting.values()
    later(30 * MINUTES)
    assert "choose it again" in window.post(ADDRESS, {**said, waiting.TOKEN: waits}).content.decode()
    assert held.file.closed


def test_the_tick_throws_away_what_nobody_came_back_for(house: House, windows):
    windows(house.ama).post(ADDRESS, {**typed(purpose=""), "file": chosen()})
    (held,) = waiting._waiting.values()
    work = clockwork.works()["files that wait for a form"]
    assert work(held.until - MINUTES) == 0
    assert work(held.until) == 1
    assert not waiting._waiting


def test_leaving_gives_up_what_waits(house: House, windows):
    window = windows(house.ama)
    window.post(ADDRESS, {**typed(purpose=""), "file": chosen()})
    window.post("/sign-out/")
    assert not waiting._waiting


def test_of_one_person_three_wait_and_of_everybody_no_more_than_was_said(house: House, windows, monkeypatch):
    monkeypatch.setattr(waiting, "OF_ALL", 4)
    for number in range(5):
        windows(house.ama).post(ADDRESS, {**typed(purpose=""), "file": chosen(b"words", f"{number}.txt")})
    assert [each.name for each in waiting._waiting.values()] == ["2.txt", "3.txt", "4.txt"]
    for number in range(2):
        windows(house.ben).post(ADDRESS, {**typed(purpose=""), "file": chosen(b"words", f"ben-{number}.txt")})
    assert [each.name for each in waiting._waiting.values()] == ["3.txt", "4.txt", "ben-0.txt", "ben-1.txt"]


def test_a_disk_without_room_for_it_asks_for_the_file_again(house: House, windows, monkeypatch):
    def full():
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(waiting, "set_aside", full)
    page = windows(house.ama).post(ADDRESS, {**typed(purpose=""), "file": chosen()})
    assert page.status_code == 422
    assert waiting.TOKEN not in page.content.decode()


@pytest.mark.postgres
def test_whoever_proves_who_they_are_does_not_choose_the_file_again(door, house, later, monkeypatch):
    taken = AddDocument.post

    def asked_first(view, request, reference):
        return confirm_first(request) or taken(view, request, reference)

    monkeypatch.setattr(AddDocument, "post", asked_first)
    window, said = door.enter(house.ama), typed()
    later(6 * MINUTES)
    asked = window.post(ADDRESS, {**said, "file": chosen()})
    assert asked.status_code == 403
    again = {**said, waiting.TOKEN: token(asked), "confirm-then": "send"}
    wrong = window.post(ADDRESS, {**again, "confirm-password": "wrong"})
    assert token(wrong) == token(asked)
    assert window.post(ADDRESS, {**again, "confirm-password": PASSWORD}).status_code == 302
    assert len(kept_in_the_end()) == 1


@pytest.mark.postgres
def test_a_session_that_is_over_does_not_lose_the_file(door, house, later):
    window, said = door.enter(house.ama), typed()
    later(20 * MINUTES)
    assert window.post(ADDRESS, {**said, "file": chosen()}).url == "/sign-in/?next=%2Funsent%2F"
    later(MINUTES)
    window = door.enter(house.ama)
    page = window.get("/unsent/")
    assert "quokka.txt" in page.content.decode()
    sent = window.post("/unsent/", {**said, waiting.TOKEN: token(page), "send": "yes"}, follow=True)
    assert "The document has been added" in sent.content.decode()
    assert len(kept_in_the_end()) == 1


def test_a_form_that_is_thrown_away_takes_its_file_along_and_a_late_one_says_that_it_is_gone(door, house, later):
    window = door.enter(house.ama)
    later(20 * MINUTES)
    window.post(ADDRESS, {**typed(), "file": chosen()})
    window = door.enter(house.ama)
    window.post("/unsent/")
    assert not waiting._waiting
    later(20 * MINUTES)
    window.post(ADDRESS, {**typed(), "file": chosen()})
    later(31 * MINUTES)
    assert "choose it again" in door.enter(house.ama).get("/unsent/").content.decode()
