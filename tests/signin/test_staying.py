"""Staying signed in: 15 idle minutes end it and nothing typed is lost; leaving ends it at the minute."""

import hashlib
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import StreamingHttpResponse
from django.test import Client
from django.utils import timezone

from confide.cases.models import Case, Draft
from confide.door.opening import open_rows
from confide.door.reading import NobodyReading, reading, system
from confide.people.models import Person
from confide.people.readers import reader_for
from confide.web.reading import held
from tests.disclosures.conftest import approved, referred, today, window

__all__ = ["approved", "referred", "today", "window"]

MINUTES = timedelta(minutes=1)
TYPED = {"kind": "doubt", "asked_of": "line_manager", "question": "Quokkabrilliant, may I?", "names_somebody": "no"}


@pytest.mark.postgres
def test_on_a_shared_device_fifteen_idle_minutes_end_it(door, house, later):
    window = door.enter(house.ama)
    for _ in range(3):
        later(14 * MINUTES)
        assert window.get("/people/").status_code == 200
    later(15 * MINUTES)
    answer = window.get("/people/")
    assert answer.url == "/sign-in/?next=%2Fpeople%2F"
    page = window.get(answer.url).content.decode()
    assert "nothing was done for 15 minutes" in page
    assert "What you recorded before is there" in page
    assert window.get("/").status_code == 302


def test_on_a_device_of_ones_own_it_lasts_the_working_day_and_no_longer(door, house, later):
    window = door.enter(house.ama, own_device="on")
    later(7 * 60 * MINUTES)
    assert window.get("/people/").status_code == 200
    later(5 * 60 * MINUTES)
    answer = window.get("/people/")
    assert answer.status_code == 302
    assert "a working day is over" in window.get(answer.url).content.decode()


def test_where_a_script_asks_the_whole_window_signs_in(door, house, later):
    window = door.enter(house.ama)
    later(20 * MINUTES)
    answer = window.get("/people/", headers={"HX-Request": "true"})
    assert answer["HX-Redirect"].startswith("/sign-in/?next=")


@pytest.mark.postgres
def test_what_was_about_to_be_sent_is_kept_sealed_for_its_author_and_goes_through_later(door, house, later):
    window = door.enter(house.ama)
    key = window.get("/advice/new/").context["key"]
    later(20 * MINUTES)
    answer = window.post("/advice/new/", {**TYPED, "key": key})
    assert answer.url == "/sign-in/?next=%2Funsent%2F"
    with system("tests"):
        assert not Case.objects.exists()
        assert b"Quokkabrilliant" not in bytes(Draft.objects.get().sealed_confidential)
    assert "Quokkabrilliant" not in str([each.get_decoded() for each in Session.objects.all()])
    stranger = door.enter(house.ben)
    assert stranger.get("/unsent/").url == "/"
    later(MINUTES)
    window = door.enter(house.ama)
    page = window.get("/unsent/")
    assert "Quokkabrilliant, may I?" in page.content.decode()
    sent = window.post("/unsent/", {**TYPED, "key": key, "send": "yes"}, follow=True)
    assert sent.redirect_chain[0] == ("/advice/new/", 307)
    assert "has been recorded" in sent.content.decode()
    with system("tests"):
        assert Case.objects.count() == 1
        assert not Draft.objects.exists()


@pytest.mark.postgres
def test_of_a_copy_of_what_went_the_fingerprint_is_kept_and_nothing_else(approved, door, today, later):
    copy = b"Quokkabrilliant, word for word. " * 100_000
    window = door.enter(today.ama)
    later(20 * MINUTES)
    sent = {"sent_to": "Erin", "went_identity": "on", "file_identity": SimpleUploadedFile("copy.pdf", copy)}
    assert window.post(f"{approved}carry-out/", sent).url == "/sign-in/?next=%2Funsent%2F"
    later(MINUTES)
    page = door.enter(today.ama).get("/unsent/").content.decode()
    assert f'name="sha256_identity" value="{hashlib.sha256(copy).hexdigest()}"' in page
    assert "Erin" in page


def test_what_was_kept_can_be_thrown_away(door, house, later):
    window = door.enter(house.ama)
    later(20 * MINUTES)
    window.post("/advice/new/", TYPED)
    with system("tests"):
        assert Draft.objects.count() == 1
    window = door.enter(house.ama)
    assert window.post("/unsent/", {}).url == "/"
    with system("tests"):
        assert not Draft.objects.exists()


def test_a_form_from_elsewhere_leaves_nothing_for_anybody(door, house, later):
    window = door.enter(house.ama)
    later(20 * MINUTES)
    foreign = Client(enforce_csrf_checks=True)
    foreign.cookies = window.cookies
    assert foreign.post("/advice/new/", TYPED).status_code == 403
    with system("tests"):
        assert not Draft.objects.exists()


@pytest.mark.postgres
def test_access_ends_the_minute_the_leaving_time_passes(door, house, later):
    window = door.enter(house.ama)
    house.ama.leaves_at = timezone.now() + 5 * MINUTES
    house.ama.save()
    later(4 * MINUTES)
    assert window.get("/people/").status_code == 200
    later(MINUTES)
    assert window.get("/people/").url.startswith("/sign-in/")
    assert door.password(house.ama).status_code == 422


@pytest.mark.postgres
def test_whoever_was_reading_when_the_time_came_opens_nothing_more(house):
    at = timezone.now()
    house.ama.leaves_at = at + MINUTES
    with reading(reader_for(house.ama, at)):
        people = list(Person.objects.all())
        assert open_rows(people, ("name",), purpose="tests", at=at)[0].name == "Dee Okonkwo"
        with pytest.raises(NobodyReading):
            open_rows(people, ("name",), purpose="tests", at=at + MINUTES)


@pytest.mark.postgres
def test_a_stream_breaks_off_when_the_time_comes(house, later):
    house.ama.leaves_at = timezone.now() + MINUTES
    reader = reader_for(house.ama, timezone.now())
    parts = held(reader, StreamingHttpResponse([b"one", b"two", b"three"]).streaming_content)
    assert next(parts) == b"one"
    later(2 * MINUTES)
    with pytest.raises(NobodyReading):
        next(parts)
