"""Who sees a disclosure, what stands in clear, and what happens where two act at once."""

import pytest
from django.utils import timezone

from confide.cases.models import Case
from confide.door.reading import system
from confide.ledger.models import Entry
from confide.people.models import Office
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

    @pytest.mark.parametrize("step", ["approve", "refuse"])
    def test_whoever_decided_keeps_the_matter_in_sight_and_their_second_window_says_so(self, with_lead, window, step):
        lead, url = window(with_lead.sam), f"/disclosures/{the_case().number}/"
        second = lead.get(f"{url}{step}/").context
        decided = take(lead, url, step, office_reasons="Somebody is at risk.", confirmed="on")
        assert decided.url == url
        page = lead.get(url)
        assert page.status_code == 200
        assert "Somebody is at risk." in page.content.decode()
        typed = {name: second[name] for name in ("key", "expecting", "shown")}
        again = {**typed, "confirmed": "on", "office_reasons": "I thought long about it."}
        response = lead.post(f"{url}{step}/", again)
        assert response.status_code == 409
        assert "I thought long about it." in response.content.decode()

    @pytest.mark.parametrize("step", ["approve", "refuse"])
    def test_where_it_left_their_sight_meanwhile_every_office_is_told_and_loses_nothing(self, with_lead, window, step):
        lead, url = window(with_lead.sam), f"/disclosures/{the_case().number}/"
        page = lead.get(f"{url}{step}/").context
        take(window(with_lead.ama), url, "withdraw", reasons="They do not ask any more.")
        assert lead.get(url).status_code == 404
        typed = {name: page[name] for name in ("key", "expecting", "shown")}
        response = lead.post(f"{url}{step}/", {**typed, "office_reasons": "I thought long about it."})
        assert response.status_code == 409
        assert "I thought long about it." in response.content.decode()
        assert "DI-00001" in response.content.decode()
        assert "Dee" not in response.content.decode()

    @pytest.mark.parametrize("shown", ["", "x", "DI-00001 x:y:z", "9" * 900])
    def test_what_one_was_never_shown_does_not_exist_whatever_is_sent(self, with_lead, window, shown):
        stranger, url = window(with_lead.ines), f"/disclosures/{the_case().number}/approve/"
        typed = {"key": "k", "expecting": "2", "office_reasons": "I was never asked."}
        theirs = window(with_lead.sam).get(url).context["shown"]
        for sent in (shown, theirs):
            assert stranger.post(url, {**typed, "shown": sent}).status_code == 404

    def test_the_person_leaves_the_sight_of_whoever_decided(self, with_lead, window):
        lead, url = window(with_lead.sam), f"/disclosures/{the_case().number}/"
        assert lead.get("/people/P-00001/").status_code == 200
        take(lead, url, "approve", office_reasons="Somebody is at risk.", confirmed="on")
        assert lead.get("/people/P-00001/").status_code == 404

    @pytest.fixture
    def with_lead(self, today, window):
        """Sam, of another team, is the safeguarding lead, and Ama's question about Dee waits for him."""
        Office.objects.create(code="safeguarding_lead", holder=today.sam)
        ama = window(today.ama)
        take(ama, asked(ama, lado_asks(today)), "refer", office_question="May we tell about marks on somebody's arm?")
        assert the_case().decider == today.sam
        return today

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
