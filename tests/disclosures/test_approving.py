"""Whoever approves confirms the legal basis of each category, and it is the one that was shown (clauses 1.7k, 1.7l)."""

import pytest
from django.utils import timezone

from confide.door.opening import open_rows
from confide.door.reading import system
from confide.registers.disclosures.models import Disclosure
from tests.disclosures.conftest import asked, lado_asks, take
from tests.disclosures.test_urgently import DANGER

SHOWN = "What goes, and on which legal basis"


def the_facts() -> Disclosure:
    with system("tests"):
        facts = Disclosure.objects.get()
        open_rows([facts], ("basis",), purpose="tests", at=timezone.now())
        return facts


class TestApproving:
    def test_the_basis_of_each_category_is_in_view_before_it_is_confirmed(self, today, window, referred):
        page = window(today.mo).get(f"{referred}approve/")
        assert SHOWN in page.content.decode()
        shown = {line["label"]: line["basis"] for line in page.context["basis"]}
        assert len(shown) == 2
        assert all(shown.values())

    def test_what_is_confirmed_is_what_was_shown(self, today, window, referred):
        mo = window(today.mo)
        shown = mo.get(f"{referred}approve/").context["basis"]
        assert take(mo, referred, "approve", office_reasons="She is at risk.", confirmed="on").status_code == 302
        assert [kept["label"] for kept in the_facts().basis.values()] == [
            line["basis"].partition(";")[0] for line in shown
        ]
        view = mo.get(referred).context["view"]
        assert [(line["label"], line["basis"]) for line in view["categories"]] == [
            (line["label"], line["basis"]) for line in shown
        ]

    def test_the_case_says_what_would_go_on_which_basis_while_it_waits_and_no_longer(self, today, window, referred):
        mo = window(today.mo)
        waiting = mo.get(referred).context["view"]["if_approved"]
        assert waiting == mo.get(f"{referred}approve/").context["basis"]
        take(mo, referred, "refuse", office_reasons="It is not needed.")
        assert window(today.ama).get(referred).context["view"]["if_approved"] == []

    def test_what_was_shown_under_another_policy_is_read_again_first(self, today, window, referred):
        mo = window(today.mo)
        typed = {"office_reasons": "She is at risk.", "confirmed": "on", "shown_under": "another policy"}
        response = take(mo, referred, "approve", **typed)
        assert response.status_code == 422
        assert "The policy has changed since" in response.context["refused"]
        now = {**typed, "shown_under": response.context["shown_under"]}
        assert take(mo, referred, "approve", **now).status_code == 302

    def test_nothing_is_shown_as_a_basis_for_what_no_approval_lifts(self, today, window):
        ama = window(today.ama)
        url = asked(ama, {**lado_asks(today), "categories": {"ask": ["pay"]}})
        take(ama, url, "refer", office_question="May we say what somebody earns?")
        assert SHOWN not in window(today.mo).get(f"{url}approve/").content.decode()

    @pytest.mark.usefixtures("referred")
    def test_nothing_counts_as_confirmed_before(self):
        assert not the_facts().basis

    def test_in_an_emergency_nobody_is_said_to_have_confirmed_what_nobody_read(self, today, window):
        ama = window(today.ama)
        page = ama.get(ama.post("/disclosures/emergency/", DANGER).url)
        assert not page.context["view"]["basis_confirmed"]
        assert all(line["basis"] for line in page.context["view"]["categories"])
        assert "Legal basis, proposed" in page.content.decode()
