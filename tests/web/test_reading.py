"""Whoever is not signed in reads nothing; whoever is reads as themselves, until the last part of a stream has gone."""

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory
from django.utils import timezone

from confide.door.reading import NobodyReading, current
from confide.people.models import Person
from confide.web.reading import ReaderMiddleware, held
from tests.organisation import House


def request(staff=None, **meta):
    made = RequestFactory().get("/", **meta)
    made.user = staff
    return made


def test_a_page_is_read_as_who_is_signed_in(house: House):
    seen = []
    ReaderMiddleware(lambda _request: seen.append(current()) or HttpResponse())(request(house.ama))
    assert seen[0].id == house.ama.id


def test_nobody_reads_once_the_answer_is_made(house: House):
    ReaderMiddleware(lambda _request: HttpResponse())(request(house.ama))
    with pytest.raises(NobodyReading):
        current()


def test_whoever_is_not_signed_in_reads_nothing(house: House):
    with pytest.raises(NobodyReading):
        ReaderMiddleware(lambda _request: HttpResponse(Person.objects.count()))(request())


def test_a_stream_is_read_as_who_asked_for_it_and_by_nobody_between_its_parts(house: House):
    def parts():
        for person in Person.objects.all():
            yield person.reference.encode()

    answer = ReaderMiddleware(lambda _request: StreamingHttpResponse(parts()))(request(house.ama))
    stream = iter(answer)
    assert next(stream) == b"P-00001"
    with pytest.raises(NobodyReading):
        current()
    assert list(stream) == []


def test_a_stream_for_nobody_reads_nothing(house: House):
    with pytest.raises(NobodyReading):
        list(held(None, (person.reference.encode() for person in Person.objects.all())))


def test_an_answer_is_kept_by_no_browser_unless_it_says_so(house: House):
    answer = ReaderMiddleware(lambda _request: HttpResponse())(request(house.ama))
    assert {part.strip() for part in answer["Cache-Control"].split(",")} == {"private", "no-store"}


def test_whoever_has_left_reads_nothing_more(house: House, windows):
    window = windows(house.ama)
    house.ama.leaves_at = timezone.now()
    house.ama.save()
    assert window.get("/people/").status_code == 302


def test_where_a_script_asks_for_somebody_who_is_signed_out_the_whole_window_signs_in(db, windows):
    answer = windows().get("/people/", headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == "/sign-in/?next=/people/"


def test_more_than_anybody_types_is_refused_before_it_is_read(house: House, windows, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    answer = windows(house.ama).post(
        "/advice/new/", "question=" + "a" * 200, content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 413
    assert "too much at once" in answer.content.decode()
