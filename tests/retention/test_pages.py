"""The pages of retention: the list to choose from, the certificate to take away, and a form that loses nothing."""

from dataclasses import replace
from io import BytesIO

import pypdfium2
import pytest
from django.core.cache import cache
from django.test import Client

from confide.cases.perform import open_case, perform
from confide.cases.register import named
from confide.door.proof import proof
from confide.jobs.command_line import main
from confide.records.reckoning import reckon
from confide.registers.disposals import certifying
from confide.vault.shredding import tombstone
from tests.organisation import AT
from tests.retention.conftest import LONG_OVER

CANARY = "quokkas dislike marmalade"


@pytest.fixture
def gwen(house) -> Client:
    cache.clear()
    window = Client()
    window.force_login(house.gwen)
    return window


@pytest.fixture
def over(held):
    held.wrote(CANARY)
    held.happened("support_ended", LONG_OVER)
    reckon(AT)
    return held


def destroyed(house) -> int:
    case = open_case(named("disposal"), {"which": "P-00001 CR-01", "paper_files": 2}, actor=house.gwen, at=AT)
    shredded = {"paper_level": "P-5", "shredded_on": AT.date(), "witness": "ama", "certificate_number": "SH-1188"}
    for step, by, given in (("propose", house.gwen, {}), ("approve", house.mo, {}), ("destroy", house.gwen, shredded)):
        case = perform(step, case, actor=by, at=AT, expecting=case.version, given=given)
    return case.number


def words(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(BytesIO(pdf))
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())


def test_the_list_says_what_is_due_why_and_how_much_and_names_nobody(over, gwen):
    page = gwen.get("/disposals/due/").content.decode()
    for said in (
        "P-00001",
        "CR-01",
        "Support ended on 1 October 2018",
        "1 Oct 2026",
        "31 Oct 2026",
        "Late",
        "Entries: 1",
    ):
        assert said in page
    assert "Okonkwo" not in page
    assert 'value="P-00001 CR-01"' in page


def test_what_a_hold_stops_cannot_be_chosen_and_the_list_says_what_stops_it(over, gwen, house):
    hold = named("legal_hold")
    open_case(hold, {**hold.sample("open", AT), "who": "P-00001"}, actor=house.gwen, at=AT)
    page = gwen.get("/disposals/due/").content.decode()
    assert "LH-00001" in page
    assert 'value="P-00001 CR-01"' not in page


def test_what_was_chosen_stands_in_the_form(over, gwen):
    page = gwen.get("/disposals/new/", {"which": ["P-00001 CR-01", "P-00001"]}).content.decode()
    assert "P-00001 CR-01\nP-00001</textarea>" in page


def test_the_certificate_says_what_went_why_by_whom_how_and_from_when_it_is_erased(over, gwen, house):
    number = destroyed(house)
    answer = gwen.get(f"/disposals/{number}/certificate.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    said = words(answer.content)
    for word in ("DP-00001", "P-00001", "CR-01", "Adult social care", "Entries: 1", "Gwen Pritchard", "Mo Farouk"):
        assert word in said, word
    for word in ("Ama Boateng", "P-5", "30 mm²", "SH-1188", "Effectively erased on", "entry", "Keys destroyed: 1"):
        assert word in said, word
    for secret in ("Okonkwo", *CANARY.split(), tombstone(house.dee.pk, "CR-01")):
        assert secret not in said
    assert b"pdfaid:part" in answer.content, "it says that it is an archive's PDF"
    assert gwen.get(f"/disposals/{number}/certificate.pdf").content == answer.content


@pytest.mark.parametrize("kind", ["demo", "live"])
def test_the_certificate_of_a_demonstration_says_so_on_every_page_and_no_other_does(
    kind, over, gwen, house, monkeypatch
):
    number = destroyed(house)
    monkeypatch.setattr(certifying, "proof", lambda: replace(proof(), kind=kind))
    pages = pypdfium2.PdfDocument(BytesIO(gwen.get(f"/disposals/{number}/certificate.pdf").content))
    for page in pages:
        assert ("Sample organisation: nothing real" in page.get_textpage().get_text_range()) == (kind == "demo")


def test_there_is_no_certificate_before_the_end(over, gwen, house):
    case = open_case(named("disposal"), {"which": "P-00001 CR-01"}, actor=house.gwen, at=AT)
    assert gwen.get(f"/disposals/{case.number}/certificate.pdf").status_code == 404


def test_a_day_yet_to_come_is_said_beside_the_field_and_what_was_typed_is_still_there(house, gwen):
    typed = {"event": "support_ended", "on": "2099-01-01", "held_as": "CR-01"}
    answer = gwen.post("/people/P-00001/retention/", typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "This day is yet to come." in page
    assert 'value="2099-01-01"' in page
    assert 'value="CR-01"' in page


def test_the_schedule_shows_every_rule_with_where_it_comes_from(gwen):
    page = gwen.get("/policy/retention/").content.decode()
    for said in ("CR-02", "to the 25th birthday", "DB-01", "No longer than", "Police Act 1997", "Believed"):
        assert said in page


def test_the_command_says_what_is_late_and_answers_no(over, capsys):
    assert main(["retention"]) == 1
    assert "should be gone already" in capsys.readouterr().out


def test_the_command_has_nothing_to_say_where_nothing_is_due(house, capsys):
    assert main(["retention"]) == 0
    assert capsys.readouterr().out.startswith("0 holdings are due.")
