"""An emergency shares first, and a share that happened is recorded as it happened (clauses 1.3c, 1.7k, 2.3l, 2.5b)."""

import pytest
from django.utils import timezone

from confide.cases.models import Case, Duty
from confide.door.reading import system
from confide.people.models import Organisation
from confide.registers.disclosures import words
from confide.registers.disclosures.models import Disclosure
from tests.disclosures.conftest import errors, minutes_ago, take

DANGER = {
    "key": "a-form",
    "to": "subject",
    "danger": "She is on the kitchen floor and does not answer. 12 Mill Lane.",
    "who": "",
    "reached": "rang_999",
    "ask": ["identity", "health", "whereabouts"],
    "what": "Heart condition, stairs at the door",
}
SAID = {
    "key": "another-form",
    "asked": "yes",
    "name": "Dr Ruth Adeyemi",
    "kind": "gp",
    "organisation": "Harrow Road Surgery",
    "method": "called_back_and_confirmed",
    "source": "directory",
    "who": "Dee",
    "ask": ["identity", "wellbeing"],
    "what": "That her dressing was changed and she is well.",
    "purpose": "direct_care",
    "why": "The surgery rang while the nurse was with her.",
    "sent_channel": "phone",
    "told_in_confidence": "yes",
    "accepted": "yes",
    "need_to_know": "yes",
    "anonymisable": "no",
    "best_interest": "yes",
}


def the_case() -> Case:
    with system("tests"):
        return Case.objects.get()


def the_facts() -> Disclosure:
    with system("tests"):
        return Disclosure.objects.get()


class TestEmergency:
    def test_three_answers_share_the_minimum_now(self, today, window):
        response = window(today.ama).post("/disclosures/emergency/", DANGER)
        assert response.status_code == 302, errors(response)
        case = the_case()
        assert case.status == "to_complete"
        assert (case.due_at - case.opened_at).total_seconds() == pytest.approx(24 * 3600, abs=5)
        assert set(the_facts().release) == {"identity", "health", "whereabouts"}

    def test_999_and_the_on_call_manager_are_in_view(self, today, window):
        page = window(today.ama).get("/disclosures/emergency/").content.decode()
        assert "999" in page
        assert "07700 900999" in page

    def test_it_needs_no_training_and_no_agreement(self, today, window):
        kit = window(today.kit)
        response = kit.post("/disclosures/emergency/", DANGER)
        assert response.status_code == 302, errors(response)
        assert the_case().status == "to_complete"
        assert kit.get(response.url).status_code == 200

    def test_whoever_shared_completes_the_record_without_training_too(self, today, window):
        kit = window(today.kit)
        url = kit.post("/disclosures/emergency/", DANGER).url
        response = take(
            kit,
            url,
            "complete-the-record",
            reasons="She did not answer and I could not lift her.",
            went_health="on",
            what_health="Her heart condition",
            sent_to="Control room, Jo",
            same_recipient="yes",
            sent_at=minutes_ago(),
            sent_channel="phone",
            told_in_confidence="no",
        )
        assert response.status_code == 302, errors(response)
        assert the_case().status == "carried_out"
        assert the_facts().differences == ["not_told_in_confidence"]

    @pytest.mark.parametrize("reached", ["not_checked", "known_to_us"])
    def test_with_nobody_identified_the_page_says_whom_to_ring_and_keeps_the_answers(self, today, window, reached):
        typed = {**DANGER, "reached": reached, "kind": "lado", "name": "Somebody on the phone"}
        response = window(today.ama).post("/disclosures/emergency/", typed)
        page = response.content.decode()
        assert response.status_code == 422
        assert "01632 960101" in page
        assert "999" in page
        assert "07700 900999" in page
        assert "She is on the kitchen floor" in page
        with system("tests"):
            assert not Case.objects.exists()

    def test_rung_back_it_goes_on(self, today, window):
        typed = {**DANGER, "reached": "called_back", "kind": "social_worker", "name": "Ola Brandt"}
        assert window(today.ama).post("/disclosures/emergency/", typed).status_code == 302

    def test_a_person_is_found_by_name_and_several_are_offered(self, today, window):
        assert window(today.ama).post("/disclosures/emergency/", {**DANGER, "who": "dee"}).status_code == 302
        assert the_case().person_id == today.dee.pk

    def test_sent_twice_it_counts_once(self, today, window):
        ama = window(today.ama)
        first = ama.post("/disclosures/emergency/", DANGER)
        assert ama.post("/disclosures/emergency/", DANGER).url == first.url
        assert the_case().number == 1

    def test_the_record_is_chased(self, today, window):
        ama = window(today.ama)
        ama.post("/disclosures/emergency/", DANGER)
        with system("tests"):
            assert Duty.objects.filter(code="complete_within_24_hours", done_at=None).exists()
        assert [len(table["rows"]) for table in ama.get("/disclosures/loose-ends/").context["tables"]] == [1, 0, 0]


class TestAfterwards:
    def test_one_page_records_what_was_shared_by_telephone(self, today, window):
        response = window(today.ama).post("/disclosures/afterwards/", {**SAID, "occurred_at": minutes_ago(90)})
        assert response.status_code == 302, errors(response)
        case, facts = the_case(), the_facts()
        assert case.status == "carried_out"
        assert case.person_id == today.dee.pk
        assert facts.sent_categories == ["identity", "wellbeing"]

    def test_it_is_judged_as_of_when_it_was_shared(self, today, window):
        window(today.ama).post("/disclosures/afterwards/", {**SAID, "occurred_at": minutes_ago(90)})
        facts = the_facts()
        assert 89 * 60 < (the_case().opened_at - facts.decided_at).total_seconds() < 92 * 60

    def test_what_should_not_have_gone_is_kept_and_listed(self, today, window):
        ama = window(today.ama)
        assert ama.post("/disclosures/afterwards/", {**SAID, "occurred_at": minutes_ago(90)}).status_code == 302
        assert the_facts().differences == ["more_than_allowed"]
        assert [len(table["rows"]) for table in ama.get("/disclosures/loose-ends/").context["tables"]] == [0, 1, 0]

    def test_a_check_after_it_was_shared_is_said_beside_the_field(self, today, window):
        checked = {"accurate_on": timezone.localdate().isoformat(), "occurred_at": minutes_ago(60 * 24 * 3)}
        response = window(today.ama).post("/disclosures/afterwards/", {**SAID, **checked})
        assert response.status_code == 422
        assert list(response.context["form"].errors) == ["accurate_on"]
        assert "dressing was changed" in response.content.decode()

    def test_what_went_to_the_media_is_listed_as_what_should_never_have_gone(self, today, window):
        ama = window(today.ama)
        told = {**SAID, "kind": "media", "method": "called_back", "occurred_at": minutes_ago(90)}
        response = ama.post("/disclosures/afterwards/", told)
        assert response.status_code == 302, errors(response)
        assert the_facts().differences == ["should_not_have_gone"]
        assert "this should never have gone" in ama.get(response.url).content.decode()
        assert "this should never have gone" in ama.get("/disclosures/loose-ends/").content.decode()

    def test_the_truth_is_recorded_without_training_too(self, today, window):
        response = window(today.kit).post(
            "/disclosures/afterwards/", {**SAID, "who": "Dee", "occurred_at": minutes_ago(90)}
        )
        assert response.status_code == 302, errors(response)
        assert the_case().status == "carried_out"

    def test_what_is_yet_to_come_was_not_shared(self, today, window):
        response = window(today.ama).post("/disclosures/afterwards/", {**SAID, "occurred_at": minutes_ago(-60)})
        assert response.status_code == 422
        assert "occurred_at" in response.context["form"].errors
        assert "dressing was changed" in response.content.decode()


PROTECTING = {"emergency", "safeguarding", "care"}
KINDS = words.entries("requester")


class TestWhomToRing:
    """Whoever is in danger is told to ring somebody who protects people, and nobody else (clauses 1.3c, 2.4h, 2.5b)."""

    @pytest.fixture
    def every_body(self, today):
        for kind in KINDS:
            Organisation.objects.create(
                name=f"The body of {kind}.", kind=kind, published_number="01632 960999", verified_by=today.mo
            )
        return today

    def answer(self, client, kind, reached):
        typed = {**DANGER, "key": f"{kind}-{reached}", "reached": reached, "kind": kind, "name": "Somebody"}
        return client.post("/disclosures/emergency/", typed)

    @pytest.mark.parametrize("reached", ["known_to_us", "not_checked"])
    def test_whoever_rang_us_is_rung_back_through_bodies_that_protect_or_not_at_all(self, every_body, window, reached):
        ama = window(every_body.ama)
        for kind, entry in KINDS.items():
            response = self.answer(ama, kind, reached)
            page = response.content.decode()
            named = {code for code in KINDS if f"The body of {code}." in page}
            assert response.status_code == 422, kind
            assert named, kind
            assert not {code for code in named if KINDS[code]["group"] not in PROTECTING and code != "police"}, kind
            assert "07700 900999" in page
            assert "She is on the kitchen floor" in page
            never = entry["group"] in {"media", "commercial"}
            assert ("Not them. Ring 999" in page, "Ring back first" in page) == (never, not never), kind

    def test_whoever_was_rung_through_a_published_number_is_told_but_never_the_media(self, every_body, window):
        ama = window(every_body.ama)
        told = {kind for kind in KINDS if self.answer(ama, kind, "called_back").status_code == 302}
        assert told == KINDS.keys() - {"media"}
        page = self.answer(ama, "media", "called_back").content.decode()
        assert "Not them. Ring 999" in page
        assert "Ring back first" not in page
        assert "The body of media." not in page

    def test_without_any_directory_999_and_the_on_call_manager_are_left(self, today, window):
        Organisation.objects.exclude(kind="colleague").delete()
        typed = {**DANGER, "reached": "called_back", "kind": "media", "name": "Evening Courier"}
        page = window(today.ama).post("/disclosures/emergency/", typed).content.decode()
        assert "Not them. Ring 999" in page
        assert "07700 900999" in page
