"""What a later decision made needless is over, and nobody has to say that it was done (clauses 1.7k, 2.3m)."""

import pytest
from django.utils import timezone

from confide.cases import queue
from confide.cases.models import Duty
from confide.door.reading import reading, system
from confide.ledger.models import Entry
from confide.people.readers import reader_for
from confide.registers.disclosures.ticking import NO_LONGER
from tests.disclosures.conftest import ask_again, asked, lado_asks, take
from tests.disclosures.test_journey import carried_out

BEFORE, REVIEW = "tell_subject_before", "not_yet_review"


def duties(**which) -> set[str]:
    with system("tests"):
        return set(Duty.objects.filter(**which).values_list("code", flat=True))


def work(staff) -> set[str]:
    now = timezone.now()
    with reading(reader_for(staff, now)):
        return {item.duty.code for item in queue.work_for(staff, now) if item.duty}


def superseded(event: str) -> list[str]:
    return Entry.objects.filter(event=f"disclosure:{event}").latest("id").said["data"].get("superseded", [])


@pytest.fixture
def safe(today):
    """The same request, where the person can be told before."""
    return {**lado_asks(today), "telling": {"telling_safe": "yes"}}


@pytest.fixture
def to_be_told(today, window, safe):
    """It may go, and the person is to be told before."""
    url = asked(window(today.ama), safe)
    return decided(today, window, url)


def decided(house, window, url: str) -> str:
    assert take(window(house.ama), url, "refer", office_question="May this be told?").status_code == 302
    approved = take(window(house.mo), url, "approve", office_reasons="Somebody is at risk.", confirmed="on")
    assert approved.status_code == 302, approved.content.decode()
    return url


class TestDecidedNotToShare:
    @pytest.fixture
    def not_shared(self, today, window, to_be_told):
        response = take(window(today.ama), to_be_told, "decide-not-to-share", reasons="She tells them herself.")
        assert response.status_code == 302
        return to_be_told

    def test_what_sharing_would_have_brought_is_nobodys_work(self, today, not_shared):
        assert not_shared
        assert not {BEFORE, "say_in_confidence"} & duties(done_at=None)
        assert not {BEFORE, "say_in_confidence"} & work(today.ama)

    def test_the_page_says_why_and_not_that_it_was_done(self, today, window, not_shared):
        view = window(today.ama).get(not_shared).context["view"]
        over = [duty for duty in view["kept_duties"] if duty["over"]]
        assert [duty["over"] for duty in over] == [NO_LONGER] * len(over)
        assert any("before it goes" in duty["words"] for duty in over)
        assert not [event for event in view["events"] if "Done" in str(event["title"])]
        assert not [duty for duty in view["kept_duties"] if duty["over"] and duty["tick"]]

    def test_the_ledger_says_what_is_over(self, not_shared):
        assert not_shared
        assert BEFORE in superseded("decide_not_to_share")
        assert "record_decision" not in superseded("decide_not_to_share")

    def test_what_was_done_stays_done(self, today, window, not_shared):
        view = window(today.ama).get(not_shared).context["view"]
        recorded = [duty for duty in view["kept_duties"] if duty["done_at"] and not duty["over"]]
        assert recorded, "that the decision was recorded"

    def test_whether_the_person_may_know_is_still_looked_at(self, today, window, approved):
        take(window(today.ama), approved, "decide-not-to-share", reasons="It is not needed.")
        assert REVIEW in duties(done_at=None)


class TestAskedAgain:
    def test_what_the_answer_before_brought_is_over(self, today, window, to_be_told, safe):
        ama = window(today.ama)
        ask_again(ama, to_be_told, safe, "purpose")
        assert duties(done_at=None) <= {REVIEW}
        assert BEFORE in superseded("ask_again")
        take(ama, to_be_told, "decide-not-to-share", reasons="Nobody needs it any more.")
        assert BEFORE not in duties(done_at=None)

    def test_what_the_new_decision_brings_is_to_be_done_again(self, today, window, to_be_told, safe):
        ama = window(today.ama)
        ask_again(ama, to_be_told, safe, "purpose")
        decided(today, window, to_be_told)
        assert {BEFORE, "say_in_confidence"} <= duties(done_at=None)
        assert carried_out(ama, to_be_told, told_before="no").status_code == 302
        assert "tell_subject_after" in duties(done_at=None)

    def test_what_somebody_did_stays_done_and_is_not_asked_twice(self, today, window, to_be_told, safe):
        ama = window(today.ama)
        page = ama.get(to_be_told).context["view"]
        tick = next(duty["tick"] for duty in page["kept_duties"] if "before it goes" in duty["words"])
        ama.post(tick)
        ask_again(ama, to_be_told, safe, "purpose")
        decided(today, window, to_be_told)
        assert BEFORE not in duties(done_at=None)
