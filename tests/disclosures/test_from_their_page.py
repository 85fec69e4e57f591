"""Whoever begins on somebody's page has said already whom it is about."""

import pytest

from tests.disclosures.conftest import answer, lado_asks

NOBODY = ("", "P-99999", "\x00", "P-00001'--", "9" * 500)


def slugs(client, url: str, answers) -> tuple[list[str], str]:
    """The questions that are asked on the way, and where it ends."""
    asked = []
    while not url.endswith("/check/"):
        asked.append(url.rstrip("/").rpartition("/")[2])
        url = client.post(url, answers[asked[-1]]).url
    return asked, url


@pytest.mark.postgres
def test_whom_it_is_about_is_not_asked_again_and_can_be_changed(today, window):
    ama = window(today.ama)
    begun = ama.post("/disclosures/new/?person=P-00001", {"what": "asked"})
    asked, check = slugs(ama, ama.get(begun.url).url, lado_asks(today))
    assert not {"about", "which-person"} & set(asked)
    page = ama.get(check).content.decode()
    assert "Dee Okonkwo" in page
    assert check.replace("/check/", "/which-person/") in page


@pytest.mark.postgres
@pytest.mark.parametrize("reference", NOBODY)
def test_an_address_that_names_nobody_asks_as_always(reference, today, window):
    ama = window(today.ama)
    begun = ama.post("/disclosures/new/", {"what": "asked"}, query_params={"person": reference})
    assert answer(ama, ama.get(begun.url).url, lado_asks(today)).endswith("/check/")


def test_whoever_does_not_see_them_learns_nothing_from_their_reference(today, window):
    sam = window(today.sam)
    known = sam.post("/disclosures/new/?person=P-00001", {"what": "emergency"}).url
    unknown = sam.post("/disclosures/new/?person=P-99999", {"what": "emergency"}).url
    assert known == unknown == "/disclosures/emergency/"
    assert "P-00001" not in sam.get("/disclosures/emergency/?person=P-00001").content.decode()


@pytest.mark.parametrize(("what", "page"), [("emergency", "emergency"), ("afterwards", "afterwards")])
def test_in_a_hurry_their_reference_is_typed_already(what, page, today, window):
    ama = window(today.ama)
    led_to = ama.post("/disclosures/new/?person=P-00001", {"what": what}).url
    assert led_to == f"/disclosures/{page}/?person=P-00001"
    assert 'value="P-00001"' in ama.get(led_to).content.decode()
