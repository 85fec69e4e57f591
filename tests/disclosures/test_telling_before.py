"""The person is told before it goes, and the record never says so where they were not (clauses 1.7k, 2.3c, 2.3l)."""

import pytest
from django.utils import timezone

from confide.cases import queue
from confide.cases.models import Duty
from confide.door.reading import reading, system
from confide.people.readers import reader_for
from confide.registers.disclosures.models import Disclosure
from tests.disclosures.conftest import asked, errors, lado_asks, take
from tests.disclosures.test_journey import carried_out

BEFORE, AFTER = "tell_subject_before", "tell_subject_after"


def the_differences() -> list[str]:
    with system("tests"):
        return Disclosure.objects.get().differences


def the_duty(code: str) -> Duty:
    with system("tests"):
        return Duty.objects.get(code=code)


@pytest.fixture
def to_be_told(today, window):
    """It may go, and it is safe to tell the person before."""
    url = asked(window(today.ama), {**lado_asks(today), "telling": {"telling_safe": "yes"}})
    take(window(today.ama), url, "refer", office_question="May this be told?")
    take(window(today.mo), url, "approve", office_reasons="Somebody is at risk.", confirmed="on")
    return url


def kept(page, code: str):
    """What the page of a case shows of one duty, by its words."""
    words = {BEFORE: "before it goes", AFTER: "as soon as you can"}[code]
    return next(duty for duty in page.context["view"]["kept_duties"] if words in duty["words"])


class TestRecordingWhatWent:
    def test_it_is_asked_plainly_with_what_no_means(self, today, window, to_be_told):
        ama = window(today.ama)
        assert "recorded as a possible breach" in ama.get(f"{to_be_told}carry-out/").content.decode()
        response = carried_out(ama, to_be_told)
        assert response.status_code == 422
        assert list(response.context["form"].errors) == ["told_before"]

    def test_it_is_not_asked_where_nobody_had_to_be_told_before(self, today, window, approved):
        assert "told_before" not in window(today.ama).get(f"{approved}carry-out/").context["form"].fields

    def test_it_is_not_asked_again_once_it_was_ticked(self, today, window, to_be_told):
        ama = window(today.ama)
        ama.post(kept(ama.get(to_be_told), BEFORE)["tick"])
        response = carried_out(ama, to_be_told)
        assert response.status_code == 302, errors(response)
        assert the_differences() == []


class TestAfterwards:
    @pytest.fixture
    def not_told(self, today, window, to_be_told):
        assert carried_out(window(today.ama), to_be_told, told_before="no").status_code == 302
        return to_be_told

    def test_what_can_no_longer_be_done_in_time_is_marked_and_not_offered(self, today, window, not_told):
        page = window(today.ama).get(not_told)
        assert kept(page, BEFORE)["missed"]
        assert kept(page, BEFORE)["tick"] == ""
        assert "Not done in time" in page.content.decode()

    def test_nor_can_it_be_ticked_from_a_page_that_was_open_before(self, today, window, to_be_told):
        ama = window(today.ama)
        address = kept(ama.get(to_be_told), BEFORE)["tick"]
        carried_out(ama, to_be_told, told_before="no")
        assert "cannot be done in time" in ama.post(address, follow=True).content.decode()
        assert the_duty(BEFORE).done_at is None

    def test_the_person_is_told_now_instead(self, today, window, not_told):
        ama = window(today.ama)
        ama.post(kept(ama.get(not_told), AFTER)["tick"])
        assert the_duty(AFTER).done_by_id == today.ama.pk
        assert the_differences() == ["person_not_told"]

    def test_it_is_nobodys_work_any_more_and_telling_now_is(self, today, not_told):
        assert not_told
        now = timezone.now()
        with reading(reader_for(today.ama, now)):
            codes = {item.duty.code for item in queue.work_for(today.ama, now) if item.duty}
        assert AFTER in codes
        assert BEFORE not in codes


class TestTheHistory:
    def test_what_was_ticked_stands_in_it_with_who_did_it(self, today, window, to_be_told):
        ama = window(today.ama)
        ama.post(kept(ama.get(to_be_told), BEFORE)["tick"])
        latest = ama.get(to_be_told).context["view"]["events"][0]
        assert latest["title"].startswith("Done: Tell the person what will be shared")
        assert latest["actor"] == today.ama.name

    def test_what_a_step_proved_done_is_not_said_twice(self, today, window, approved):
        ama = window(today.ama)
        carried_out(ama, approved)
        assert not [event for event in ama.get(approved).context["view"]["events"] if "Done" in str(event["title"])]
