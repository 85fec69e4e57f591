"""What went before anybody decided is recorded as it was, with what is to be done next (clauses 1.7j, 1.7k, 2.12b)."""

from confide.cases.models import Duty
from confide.door.reading import system
from confide.registers.disclosures.models import Disclosure
from tests.disclosures.conftest import errors, minutes_ago
from tests.disclosures.test_urgently import SAID


def recorded(client, **typed):
    """The page of what was recorded afterwards."""
    response = client.post("/disclosures/afterwards/", {**SAID, "occurred_at": minutes_ago(90), **typed})
    assert response.status_code == 302, errors(response)
    return client.get(response.url)


def the_facts() -> Disclosure:
    with system("tests"):
        return Disclosure.objects.get()


def open_duties() -> set[str]:
    with system("tests"):
        return set(Duty.objects.filter(done_at=None).values_list("code", flat=True))


class TestWhoBegan:
    def test_whom_we_told_of_our_own_accord_has_not_asked(self, today, window):
        page = recorded(window(today.ama), asked="no")
        assert the_facts().initiated_by == "we_tell"
        assert "asked for by" not in page.context["view"]["subtitle"]
        assert "to be told" in page.context["view"]["subtitle"]

    def test_whoever_asked_is_named_as_the_one_who_asked(self, today, window):
        assert "asked for by Dr Ruth Adeyemi" in recorded(window(today.ama)).context["view"]["subtitle"]

    def test_it_is_asked_and_never_assumed(self, today, window):
        typed = {**SAID, "asked": "", "occurred_at": minutes_ago(90)}
        assert "asked" in window(today.ama).post("/disclosures/afterwards/", typed).context["form"].errors


class TestWhatIsSaid:
    def test_nobody_is_said_to_have_decided_what_nobody_decided(self, today, window):
        page = recorded(window(today.ama))
        said = page.content.decode()
        assert "than was decided" not in said
        assert "more went than the policy would have let go then" in said
        assert page.context["view"]["who_decides"].startswith("Nobody decided it before it went.")
        assert f"answer as of then: {page.context['view']['proposed']}" in said

    def test_what_differs_leads_to_the_incident_form_and_the_managing_director(self, today, window):
        said = recorded(window(today.ama)).content.decode()
        assert "fill in the incident form" in said
        assert "/policy/2.12b/" in said

    def test_what_was_not_asked_is_not_said_to_have_been_refused(self, today, window):
        page = recorded(window(today.ama), told_in_confidence="no", accepted="")
        assert the_facts().accepted is None
        assert "were not told that it is in confidence" in page.context["view"]["sent_how"]
        assert "ot accepted" not in page.context["view"]["sent_how"]

    def test_a_refusal_is_said_as_one(self, today, window):
        page = recorded(window(today.ama), accepted="no")
        assert "and not accepted" in page.context["view"]["sent_how"]


class TestWhatIsToBeDoneNext:
    def test_whoever_was_not_told_that_it_is_in_confidence_is_told_now(self, today, window):
        page = recorded(window(today.ama), told_in_confidence="no", accepted="")
        assert "say_in_confidence" in open_duties()
        assert any("in confidence" in duty["words"] for duty in page.context["view"]["kept_duties"])

    def test_what_the_policy_would_have_let_go_brings_its_duties_and_no_breach(self, today, window):
        danger = {
            "kind": "social_worker",
            "ask": ["identity", "health"],
            "purpose": "danger",
            "to": "subject",
            "level": "immediate",
        }
        page = recorded(window(today.ama), **danger)
        assert the_facts().differences == []
        assert {"tell_subject_after", "inform_managing_director"} <= open_duties()
        assert "Nothing differs from what the policy would have let go" in page.content.decode()
