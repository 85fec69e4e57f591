"""Choosing who to be exists in a demo on one's own computer; how people really sign in is in `tests/signin`."""

import pytest
from django.utils import timezone

from confide.ledger.setup import begin
from tests.organisation import AT, House
from tests.web.html import document


def chooses(answer) -> bool:
    return "Choose who to be" in answer.content.decode()


def test_in_a_demo_one_chooses(house: House, windows):
    page = windows().get("/sign-in/")
    assert chooses(page)
    assert "keys are not escrowed" in page.content.decode()
    assert {who.attributes["value"] for who in document(page).named("who")} == {
        staff.username for staff in house.everybody()
    }


def test_the_one_chosen_is_signed_in(house: House, windows):
    window = windows()
    window.post("/sign-in/", {"who": "ama"})
    assert "Signed in as Ama Boateng" in window.get("/").content.decode()


@pytest.mark.parametrize(
    "meta", [{"REMOTE_ADDR": "192.0.2.7"}, {"REMOTE_ADDR": ""}, {"HTTP_X_FORWARDED_FOR": "192.0.2.7"}]
)
def test_nobody_chooses_from_another_computer(meta, house: House, windows):
    window = windows(**meta)
    assert not chooses(window.get("/sign-in/"))
    window.post("/sign-in/", {"who": "ama"})
    assert window.get("/").status_code == 302


def test_nobody_chooses_where_the_settings_do_not_say_demo(house: House, windows, settings):
    settings.CONFIDE_DEMO = False
    page = windows().get("/sign-in/")
    assert not chooses(page)
    assert "escrowed" not in page.content.decode()


def test_nobody_chooses_over_a_record_that_is_live(db, windows):
    begin("live", AT)
    assert not chooses(windows().get("/sign-in/"))


@pytest.mark.parametrize("who", ["", "nobody", "zoe", "ama\x00", "a" * 10_000])
def test_nobody_else_can_be_chosen(who, house: House, windows):
    assert windows().post("/sign-in/", {"who": who}).status_code == 404


def test_whoever_has_left_cannot_be_chosen(house: House, windows):
    house.kit.leaves_at = timezone.now()
    house.kit.save()
    assert windows().post("/sign-in/", {"who": "kit"}).status_code == 404


def test_signing_out_ends_it(house: House, windows):
    window = windows(house.ama)
    assert window.post("/sign-out/").url == "/sign-in/"
    assert window.get("/").status_code == 302
