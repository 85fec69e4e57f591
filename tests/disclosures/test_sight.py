"""Who sees a disclosure, what stands in clear, and what happens where two act at once."""

import pytest
from django.utils import timezone

from confide.cases.models import Case
from confide.door.reading import system
from confide.ledger.models import Entry
from confide.registers.disclosures.models import Disclosure
from tests.disclosures.conftest import asked, lado_asks, take


def the_case() -> Case:
    with system("tests"):
        return Case.objects.get()


def the_facts() -> Disclosure:
    with system("tests"):
        return Disclosure.objects.get()


class TestStale:
    def test_a_form_that_was_sent_twice_counts_once(self, today, window):
        ama = window(today.ama)
        url = asked(ama, lado_asks(today))
        page = ama.get(f"{url}decide-not-to-share/").context
        typed = {"key": page["key"], "expecting": page["expecting"], "reasons": "Nobody needs it."}
        for _ in range(2):
            assert ama.post(f"{url}decide-not-to-share/", typed).status_code == 302
        assert Entry.objects.filter(event="disclosure:decide_not_to_share").count() == 1

    def test_where_two_decide_at_once_the_second_is_told_and_loses_nothing(self, today, window, referred):
        mo = window(today.mo)
        page = mo.get(f"{referred}approve/").context
        take(window(today.ama), referred, "withdraw", reasons="They do not ask any more.")
        typed = {
            "key": page["key"],
            "expecting": page["expecting"],
            "office_reasons": "Because I thought long about it.",
        }
        response = mo.post(f"{referred}approve/", {**typed, "confirmed": "on"})
        assert response.status_code == 409
        assert "Because I thought long about it." in response.content.decode()
        assert the_case().status == "withdrawn"

    @pytest.mark.parametrize("expecting", ["", "-1", "abc", "9" * 50, "٣", "1.5"])
    def test_a_tampered_version_counts_for_nothing(self, today, window, expecting):
        ama = window(today.ama)
        url = asked(ama, lado_asks(today))
        response = ama.post(f"{url}decide-not-to-share/", {"reasons": "No.", "expecting": expecting, "key": "k" * 500})
        assert response.status_code == 409
        assert the_case().status == "asked"


class TestSight:
    def test_what_is_not_mine_does_not_exist(self, today, window, referred):
        sam = window(today.sam)
        for path in ("", "refer/", "carry-out/", "ask-again/", "approve/"):
            assert sam.get(f"{referred}{path}").status_code in {404, 405}
            assert sam.post(f"{referred}{path}").status_code in {404, 405}

    def test_reasons_and_names_are_nowhere_in_clear(self, today, window, approved):
        assert approved
        facts = the_facts()
        for column in ("sealed_confidential", "sealed_identity"):
            assert b"Hannah" not in bytes(getattr(facts, column))
            assert b"at risk" not in bytes(getattr(facts, column))
        assert not any(b"Hannah" in bytes(entry.body) or b"Dee" in bytes(entry.body) for entry in Entry.objects.all())

    def test_the_time_of_each_step_is_the_servers(self, approved):
        assert approved
        assert abs((timezone.now() - the_facts().decided_at).total_seconds()) < 120


class TestPassingOn:
    def test_what_nobody_read_in_time_passes_to_the_deputy(self, today, window, referred):
        ines = window(today.ines)
        assert not ines.get("/disclosures/office/").context["items"]
        with system("tests"):
            Case.objects.update(due_at=timezone.now() - timezone.timedelta(minutes=1))
        items = ines.get("/disclosures/office/").context["items"]
        assert [(item["case"].reference, item["late"], item["standing_in"]) for item in items] == [
            ("DI-00001", True, True)
        ]
        response = take(ines, referred, "approve", office_reasons="Mo is away.", confirmed="on")
        assert response.status_code == 302
        assert the_case().status == "to_carry_out"

    def test_the_alternate_decides_what_the_managing_director_asks(self, today, window):
        mo = window(today.mo)
        url = asked(mo, lado_asks(today))
        take(mo, url, "refer", office_question="May this be told?")
        assert take(window(today.ines), url, "approve", office_reasons="Yes.", confirmed="on").status_code == 302
        assert the_case().status == "to_carry_out"

    def test_what_is_decided_goes_back_to_whoever_asked(self, today, window, approved):
        assert not window(today.mo).get("/disclosures/office/").context["items"]
        assert window(today.ama).get(approved).context["view"]["steps"][0]["name"] == "carry_out"

    def test_the_list_leads_to_what_waits_and_to_loose_ends(self, today, window):
        page = window(today.ama).get("/disclosures/").content.decode()
        assert "/disclosures/office/" in page
        assert "/disclosures/loose-ends/" in page
