"""A page that explains an error names the way on, and nothing of what was sent or asked for."""

import pytest
from django.test import Client

from tests.organisation import House
from tests.web.html import document

SECRET = "zebedee-okonkwo"


def silent(answer) -> bool:
    return SECRET not in answer.content.decode() and document(answer).one("h1").words != ""


def test_what_does_not_exist(house: House, windows):
    answer = windows(house.ama).get(f"/{SECRET}/?q={SECRET}")
    assert answer.status_code == 404
    assert silent(answer)


def test_an_address_that_makes_no_sense(db):
    answer = Client(SERVER_NAME=f"{SECRET}.example").get("/")
    assert answer.status_code == 400
    assert silent(answer)


def test_a_form_without_its_token(house: House):
    client = Client(enforce_csrf_checks=True)
    client.force_login(house.ama)
    answer = client.post("/advice/new/", {"question": SECRET})
    assert answer.status_code == 403
    assert "too old" in answer.content.decode()
    assert silent(answer)


def test_too_many_fields(house: House, windows):
    answer = windows(house.ama).post("/advice/new/", {f"{SECRET}{number}": "" for number in range(600)})
    assert answer.status_code == 400
    assert silent(answer)


@pytest.mark.parametrize("place", ["/people/", "/policy/", "/"])
def test_a_fault_of_ours(place, house: House, windows, monkeypatch, caplog):
    def broken(*_args, **_more):
        raise RuntimeError(SECRET)

    for module in ("people", "overview", "policy"):
        monkeypatch.setattr(f"confide.web.{module}.render", broken)
    window = windows(house.ama)
    window.raise_request_exception = False
    answer = window.get(place)
    assert answer.status_code == 500
    assert "ring 999" in answer.content.decode()
    assert silent(answer)
