"""A disclosure from question to record, in the words of clauses 1.7, 2.3, 2.4 and 2.5."""

import hashlib
import io

import pytest

from confide.cases.models import Case, Duty
from confide.domain.clock import due_at
from confide.door.reading import system
from confide.ledger.models import Entry
from confide.registers.disclosures.models import Disclosure
from tests.disclosures.conftest import asked, errors, lado_asks, minutes_ago, take


def the_case() -> Case:
    with system("tests"):
        return Case.objects.select_related("decider", "owner").get()


def the_facts() -> Disclosure:
    with system("tests"):
        return Disclosure.objects.get()


WENT = {
    "went_identity": "on",
    "what_identity": "Her name and date of birth",
    "went_safeguarding_concern": "on",
    "what_safeguarding_concern": "What was seen on two days",
    "sent_to": "Hannah Quinn",
    "same_recipient": "yes",
    "sent_channel": "secure_email",
    "told_in_confidence": "yes",
    "accepted": "yes",
}


def carried_out(client, url, **changes):
    return take(client, url, "carry-out", **{**WENT, "sent_at": minutes_ago(0), **changes})


class TestReferring:
    def test_a_request_of_a_lado_without_consent_goes_to_the_office_that_decides(self, today, window):
        page = window(today.ama).get(asked(window(today.ama), lado_asks(today)))
        assert page.context["view"]["tone"] == "refer"
        assert page.context["view"]["steps"][0]["name"] == "refer"

    def test_while_something_is_missing_the_page_still_says_which_office_decides(self, today, window):
        ama, answers = window(today.ama), lado_asks(today)
        needs = {**answers["purpose"], "need_to_know": "unknown"}
        page = ama.get(asked(ama, {**answers, "purpose": needs}))
        assert the_facts().outcome == "need_information"
        said = page.context["view"]["who_decides"]
        assert "You decide" not in said
        assert "Safeguarding lead who decides" in said

    def test_sharing_what_needs_an_office_is_refused_with_the_hint_that_the_page_gives(self, today, window):
        ama = window(today.ama)
        url = asked(ama, lado_asks(today))
        hints = {refused["label"]: refused["why"] for refused in ama.get(url).context["view"]["refused_steps"]}
        response = take(ama, url, "decide-to-share", reasons="They need it.", confirmed="on")
        assert response.status_code == 422
        assert response.context["refused"] == hints["Decide to share"]
        assert the_case().status == "asked"

    def test_the_question_for_the_office_does_without_the_name(self, today, window):
        ama = window(today.ama)
        url = asked(ama, lado_asks(today))
        response = take(ama, url, "refer", office_question="May we tell about the marks on Dee’s arm? Dee is afraid.")
        assert response.status_code == 422
        assert "name" in errors(response)
        assert "Dee is afraid" in response.content.decode()
        needed = take(ama, url, "refer", office_question="Is Dee the one in DI-00001?", named="on")
        assert needed.status_code == 302

    @pytest.mark.usefixtures("referred")
    def test_it_is_due_within_two_hours_while_the_risk_is_serious(self):
        case = the_case()
        assert case.status == "with_office"
        assert (
            case.due_at == due_at("2_hours", case.opened_at).replace(microsecond=case.due_at.microsecond)
            or (case.due_at - case.opened_at).total_seconds() <= 2 * 60 * 60 + 60
        )

    @pytest.mark.usefixtures("referred")
    def test_the_queue_of_the_office_shows_no_names(self, today, window):
        page = window(today.mo).get("/disclosures/office/").content.decode()
        assert "marks on somebody&#x27;s arm" in page
        assert "Dee" not in page
        assert "Hannah" not in page

    def test_the_office_sees_the_matter_without_the_name_and_opens_it_where_needed(self, today, window, referred):
        mo = window(today.mo)
        without = mo.get(referred).content.decode()
        assert "Dee" not in without
        assert "Hannah" not in without
        assert "marks on somebody&#x27;s arm" in without
        before = Entry.objects.filter(event="opened").count()
        assert "Dee Okonkwo" in mo.get(f"{referred}?names=open").content.decode()
        assert Entry.objects.filter(event="opened").count() == before + 1

    def test_taking_it_up_is_recorded(self, today, window, referred):
        mo = window(today.mo)
        assert take(mo, referred, "take-up").status_code == 302
        assert the_facts().taken_up_at is not None
        assert Entry.objects.filter(event="disclosure:take_up").count() == 1

    def test_nobody_decides_their_own_request(self, today, window):
        mo = window(today.mo)
        url = asked(mo, lado_asks(today))
        take(mo, url, "refer", office_question="May this be told?")
        assert the_case().decider == today.ines
        response = take(mo, url, "approve", office_reasons="I say so.", confirmed="on")
        assert response.status_code == 403
        assert the_case().status == "with_office"

    def test_a_colleague_cannot_approve(self, today, window, referred):
        assert take(window(today.ben), referred, "approve", office_reasons="Fine.", confirmed="on").status_code == 403

    def test_an_approval_is_put_to_the_engine_and_opens_what_it_may(self, approved):
        assert approved
        facts = the_facts()
        assert the_case().status == "to_carry_out"
        assert facts.outcome in {"share", "share_minimum"}
        assert facts.release == ["identity", "safeguarding_concern"]

    def test_an_approval_never_lifts_a_hard_bar(self, today, window):
        ama, mo = window(today.ama), window(today.mo)
        answers = lado_asks(today)
        answers["categories"] = {"ask": ["pay"]}
        url = asked(ama, answers)
        take(ama, url, "refer", office_question="May we say what somebody earns?")
        page = mo.get(url).context["view"]
        hints = {refused["label"]: refused["why"] for refused in page["refused_steps"]}
        response = take(mo, url, "approve", office_reasons="I want it.", confirmed="on")
        assert response.status_code == 422
        assert response.context["refused"] == hints["Approve"]
        assert the_case().status == "with_office"
        assert the_facts().release == []

    def test_a_refusal_carries_reasons_and_closes_when_the_asker_is_answered(self, today, window, referred):
        ama, mo = window(today.ama), window(today.mo)
        assert take(mo, referred, "refuse", office_reasons="").status_code == 422
        assert take(mo, referred, "refuse", office_reasons="It is not needed.").status_code == 302
        assert the_case().status == "to_answer"
        response = take(
            ama,
            referred,
            "answer-the-asker",
            answered_how="phone",
            answered_at=minutes_ago(),
            answer="Not without more.",
        )
        assert response.status_code == 302, errors(response)
        assert the_case().closed_at is not None

    def test_a_refusal_closes_when_the_reason_for_silence_is_kept(self, today, window):
        ama = window(today.ama)
        url = asked(ama, lado_asks(today))
        take(ama, url, "decide-not-to-share", reasons="The caller rang off.")
        assert take(ama, url, "keep-silent", silence_reason="").status_code == 422
        assert take(ama, url, "keep-silent", silence_reason="Nobody is there to answer.").status_code == 302
        assert the_case().status == "silent"


class TestCarryingOut:
    def test_it_closes_only_when_it_is_recorded_what_went(self, today, window, approved):
        ama = window(today.ama)
        assert ama.get(f"{approved}carry-out/").status_code == 200
        nothing = carried_out(ama, approved, went_identity="", went_safeguarding_concern="")
        assert nothing.status_code == 422
        assert the_case().closed_at is None
        response = carried_out(ama, approved)
        assert response.status_code == 302, errors(response)
        assert the_case().status == "carried_out"
        assert the_facts().sent_as_decided is True

    def test_each_category_is_described_or_fingerprinted(self, today, window, approved):
        response = carried_out(window(today.ama), approved, what_identity="")
        assert response.status_code == 422
        assert "what_identity" in response.context["form"].errors

    def test_a_file_is_fingerprinted_and_not_kept(self, today, window, approved):
        secret = b"What was seen on two days, word for word"
        ama = window(today.ama)
        file = io.BytesIO(secret)
        file.name = "note.txt"
        assert carried_out(ama, approved, file_identity=file, what_identity="").status_code == 302
        expected = hashlib.sha256(secret).hexdigest()
        assert any(expected.encode() in bytes(entry.body) for entry in Entry.objects.all())
        assert expected in ama.get(approved).content.decode()

    def test_a_fingerprint_stays_when_the_page_has_to_be_shown_again(self, today, window, approved):
        file = io.BytesIO(b"a copy")
        file.name = "copy.pdf"
        response = carried_out(window(today.ama), approved, file_identity=file, what_identity="", sent_to="")
        assert response.status_code == 422
        assert hashlib.sha256(b"a copy").hexdigest() in response.content.decode()
        assert "What was seen on two days" in response.content.decode()

    @pytest.mark.parametrize("typed", ["abc", "g" * 64, "0" * 63, "0" * 65])
    def test_a_fingerprint_that_is_none_is_refused(self, today, window, approved, typed):
        response = carried_out(window(today.ama), approved, sha256_identity=typed)
        assert response.status_code == 422
        assert "sha256_identity" in response.context["form"].errors

    def test_the_recipient_is_told_that_it_is_in_confidence_before_it_closes(self, today, window, approved):
        assert carried_out(window(today.ama), approved, told_in_confidence="no", accepted="").status_code == 422
        assert the_case().closed_at is None

    def test_post_is_tracked(self, today, window, approved):
        response = carried_out(window(today.ama), approved, sent_channel="post_special")
        assert {"marked", "tracking_number"} <= set(response.context["form"].errors)
        by_post = {"sent_channel": "post_special", "marked": "yes", "tracking_number": "AB123456789GB"}
        assert carried_out(window(today.ama), approved, **by_post).status_code == 302

    @pytest.mark.parametrize(
        ("changes", "difference"),
        [
            ({"others": ["health"], "what_others": "Her medicines"}, "more_than_decided"),
            ({"same_recipient": "no", "sent_to": "A colleague of hers"}, "another_recipient"),
            ({"sent_channel": "email"}, "less_secure_channel"),
            ({"accepted": "no"}, "not_accepted"),
            ({"sent_at": minutes_ago(1)}, "before_decided"),
            ({"sent_at": minutes_ago(60 * 24 * 30)}, "before_decided"),
        ],
    )
    def test_what_was_sent_otherwise_than_decided_is_listed_as_a_possible_breach(
        self, today, window, approved, changes, difference
    ):
        assert carried_out(window(today.ama), approved, **changes).status_code == 302
        facts = the_facts()
        assert facts.sent_as_decided is False
        assert facts.differences == [difference]
        page = window(today.gwen).get("/disclosures/loose-ends/").content.decode()
        assert "DI-00001" in page
        assert "Dee" not in page

    def test_a_person_who_had_to_be_told_before_and_was_not_is_a_possible_breach(self, today, window):
        ama, url = window(today.ama), self.to_be_told(today, window)
        assert carried_out(ama, url, told_before="no").status_code == 302
        assert the_facts().differences == ["person_not_told"]
        assert "the person was not told before it went" in ama.get("/disclosures/loose-ends/").content.decode()

    def test_a_person_who_was_told_before_it_went_is_none(self, today, window):
        url = self.to_be_told(today, window)
        assert carried_out(window(today.ama), url, told_before="yes").status_code == 302
        assert the_facts().sent_as_decided is True

    def to_be_told(self, today, window):
        answers = {**lado_asks(today), "telling": {"telling_safe": "yes"}}
        url = asked(window(today.ama), answers)
        take(window(today.ama), url, "refer", office_question="May this be told?")
        take(window(today.mo), url, "approve", office_reasons="Somebody is at risk.", confirmed="on")
        return url

    def test_what_is_decided_and_not_sent_is_listed(self, today, window, approved):
        assert approved
        tables = window(today.ama).get("/disclosures/loose-ends/").context["tables"]
        assert [len(table["rows"]) for table in tables] == [0, 0, 1]

    def test_duties_are_ticked_by_hand_and_by_what_the_record_proves(self, today, window, approved):
        ama = window(today.ama)
        with system("tests"):
            before = set(Duty.objects.filter(done_at=None).values_list("code", flat=True))
        assert {"say_in_confidence", "not_yet_review"} <= before
        assert carried_out(ama, approved).status_code == 302
        with system("tests"):
            left = set(Duty.objects.filter(done_at=None).values_list("code", flat=True))
        assert not left & {"say_in_confidence", "record_decision"}
        # That the person may know now is looked at by itself, and never ticked in passing.
        assert "not_yet_review" in left

    def test_it_can_still_be_decided_not_to_share(self, today, window, approved):
        response = take(
            window(today.ama), approved, "decide-not-to-share", reasons="She has agreed to tell them herself."
        )
        assert response.status_code == 302
        assert the_case().status == "to_answer"
