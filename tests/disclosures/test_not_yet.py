"""What somebody said of one answer is not said of the next: telling is looked at anew (clause 2.3c)."""

from django.utils import timezone

from confide.cases.models import Case, Duty
from confide.door.reading import system
from confide.registers.disclosures.known import may_know
from tests.disclosures.conftest import ask_again, asked, errors, lado_asks, take
from tests.disclosures.test_journey import carried_out

REVIEW = "not_yet_review"


def reviews() -> list[Duty]:
    with system("tests"):
        return list(Duty.objects.filter(code=REVIEW).select_related("case").order_by("done_at"))


def she_may_know() -> bool:
    with system("tests"):
        return bool(list(may_know(list(Case.objects.all()))))


def says_yes(client) -> None:
    """Somebody looked at it, and says that she may know."""
    duty = next(review for review in reviews() if review.done_at is None)
    said = {"answer": "now", "remark": "He has moved out."}
    assert client.post(f"/disclosures/{duty.case.number}/duties/{duty.pk}/", said).status_code == 302


def referred_and_approved(house, window, url: str) -> None:
    assert take(window(house.ama), url, "refer", office_question="May this be told?").status_code == 302
    response = take(window(house.mo), url, "approve", office_reasons="Somebody is at risk.", confirmed="on")
    assert response.status_code == 302, errors(response)


def test_a_yes_does_not_outlive_a_later_it_is_not_safe(today, window):
    ama = window(today.ama)
    url = asked(ama, lado_asks(today))
    assert take(ama, url, "refer", office_question="May this be told?").status_code == 302
    says_yes(ama)
    response = take(window(today.mo), url, "approve", office_reasons="Somebody is at risk.", confirmed="on")
    assert response.status_code == 302, errors(response)
    ask_again(ama, url, lado_asks(today), "telling")
    referred_and_approved(today, window, url)
    assert carried_out(ama, url).status_code == 302
    assert not she_may_know()
    waiting = [review for review in reviews() if review.done_at is None]
    assert [review.due_at > timezone.now() for review in waiting] == [True], "it is looked at again by a day"
    says_yes(ama)
    assert she_may_know()


def test_nor_where_it_is_withdrawn_after_asking_again(today, window):
    ama = window(today.ama)
    url = asked(ama, lado_asks(today))
    referred_and_approved(today, window, url)
    says_yes(ama)
    ask_again(ama, url, lado_asks(today), "telling")
    assert take(ama, url, "withdraw", reasons="They do not need it any more.").status_code == 302
    assert not she_may_know()
    says_yes(ama)
    assert she_may_know()


def test_one_that_is_open_is_not_set_a_second_time(today, window, approved):
    ama = window(today.ama)
    ask_again(ama, approved, lado_asks(today), "telling")
    referred_and_approved(today, window, approved)
    assert carried_out(ama, approved).status_code == 302
    assert [review.done_at for review in reviews()] == [None]


def test_what_was_looked_at_since_is_not_looked_at_once_more(today, window, approved):
    ama = window(today.ama)
    says_yes(ama)
    assert carried_out(ama, approved).status_code == 302
    assert len(reviews()) == 1
    assert she_may_know()
