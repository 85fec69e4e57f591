"""Signs of misuse are found only where they may be looked for, reviewed by somebody else, and never judged unheard."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404
from django.test import Client
from django.utils import timezone

from confide.cases.models import Case
from confide.cases.perform import open_case, perform
from confide.cases.register import named
from confide.domain import signals
from confide.domain.refusal import Forbidden, Incomplete, NotFromHere, Refused
from confide.door.opening import open_rows
from confide.door.reading import system
from confide.people import misuse, watching
from confide.people.adding import add_person
from confide.people.models import Counter, Membership, Person, Signal, Staff
from confide.people.monitoring import Watching
from confide.registers.access_reviews.rules import OUTCOMES
from tests.organisation import AT, House

REVIEW, MONITORING = named("access_review"), named("monitoring")
ASSESSED = AT - timedelta(days=40)
NOTICE = {"notice_version": 1, "how_given": "By letter."}


def approve(house: House, *, told: bool = True) -> Case:
    """An approved assessment, and the notice to everybody who works here."""
    typed = {**MONITORING.sample("open", ASSESSED), "assessed_on": ASSESSED.date()}
    case = open_case(MONITORING, typed, actor=house.gwen, at=ASSESSED)
    case = perform("approve", case, actor=house.mo, at=ASSESSED, expecting=case.version)
    if told:
        given = {**NOTICE, "notice_on": ASSESSED.date()}
        case = perform("give_notice", case, actor=house.gwen, at=ASSESSED, expecting=case.version, given=given)
    return case


def record_of(house: House, member: Staff) -> Person:
    with system("tests"):
        return add_person(
            kind="employee", name=member.name, team=member.team, actor=house.gwen.id, at=ASSESSED, staff=member
        )


def opens(house: House, member: Staff, person: Person, at: datetime = AT) -> None:
    with house.reads(member, at):
        open_rows(Person.objects.filter(pk=person.pk), purpose="page of a person", at=at)


def found() -> list[tuple[str, str]]:
    with system("tests"):
        return sorted(Signal.objects.values_list("kind", "staff__username"))


@pytest.fixture
def looked(house: House) -> House:
    """Ama opened Ben's own record, and her own."""
    ben, ama = record_of(house, house.ben), record_of(house, house.ama)
    opens(house, house.ama, ben)
    opens(house, house.ama, ama)
    return house


@pytest.mark.postgres
def test_without_an_approved_assessment_nothing_is_computed(looked: House, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        assert misuse.look(AT) == 0
    assert found() == []
    typed = MONITORING.sample("open", ASSESSED)
    open_case(MONITORING, typed, actor=looked.gwen, at=ASSESSED)
    assert misuse.look(AT) == 0
    assert found() == []


def test_the_assessment_takes_two_people(house: House):
    case = open_case(MONITORING, MONITORING.sample("open", AT), actor=house.gwen, at=AT)
    with pytest.raises(Forbidden):
        perform("approve", case, actor=house.gwen, at=AT, expecting=case.version)
    by_mo = open_case(MONITORING, MONITORING.sample("open", AT), actor=house.mo, at=AT)
    assert by_mo.decider == house.ines
    with pytest.raises(Forbidden):
        perform("approve", by_mo, actor=house.mo, at=AT, expecting=by_mo.version)


@pytest.mark.postgres
def test_nobody_is_looked_at_who_has_not_had_the_notice(looked: House):
    case = approve(looked, told=False)
    assert misuse.look(AT) == 0
    given = {**NOTICE, "notice_on": AT.date()}
    with system("tests"):
        Staff.objects.filter(pk=looked.ama.pk).update(leaves_at=AT - timedelta(days=1))
    perform("give_notice", case, actor=looked.gwen, at=AT, expecting=case.version, given=given)
    with system("tests"):
        told = set(Watching.objects.filter(what="notice").values_list("staff__username", flat=True))
    assert "ama" not in told
    assert "ben" in told
    assert misuse.look(AT) == 0
    assert found() == []


def test_what_was_done_before_the_notice_is_not_looked_at(looked: House):
    case = approve(looked, told=False)
    tomorrow = AT + timedelta(days=1)
    given = {**NOTICE, "notice_on": tomorrow.date()}
    perform("give_notice", case, actor=looked.gwen, at=tomorrow, expecting=case.version, given=given)
    Counter.objects.create(series=misuse.SERIES, last=AT.date().toordinal())
    misuse.look(tomorrow)
    assert found() == []


def test_an_older_version_of_the_notice_does_not_count(house: House):
    approve(house)
    with system("tests"):
        assert watching.state(AT, version=1).notices
        assert not watching.state(AT, version=2).notices


@pytest.mark.postgres
def test_signs_are_found_once_however_often_one_looks(looked: House):
    approve(looked)
    assert misuse.look(AT) == 2
    assert misuse.look(AT) == 0
    assert misuse.look(AT + timedelta(hours=3)) == 0
    assert found() == [(signals.COLLEAGUE, "ama"), (signals.OWN_FILE, "ama")]


def test_a_server_that_was_off_catches_up(looked: House):
    approve(looked)
    Counter.objects.create(series=misuse.SERIES, last=(AT - timedelta(days=1)).toordinal())
    assert misuse.look(AT + timedelta(days=6)) == 2


@pytest.mark.postgres
def test_a_namesake_of_another_team_is_a_sign_and_the_name_is_kept_nowhere(house: House):
    approve(house)
    with system("tests"):
        person = add_person(kind="client", name="Kofi Boateng", team=house.teaching, actor=house.sam.id, at=ASSESSED)
        Membership.objects.create(staff=house.ama, team=house.teaching, from_on=AT.date(), until_on=AT.date())
    opens(house, house.ama, person)
    assert misuse.look(AT) == 0, "while she works there it is her job"
    Membership.objects.filter(staff=house.ama, team=house.teaching).delete()
    misuse.look(AT)
    assert found() == [(signals.NAMESAKE, "ama")]
    with system("tests"):
        assert "Boateng" not in str(Signal.objects.values())


def test_reading_after_leaving_a_team_is_a_sign(house: House):
    approve(house)
    with system("tests"):
        person = add_person(kind="client", name="Wren Abara", team=house.teaching, actor=house.sam.id, at=ASSESSED)
        row = Membership.objects.create(staff=house.ama, team=house.teaching, from_on=date(2026, 1, 1))
    opens(house, house.ama, person)
    Membership.objects.filter(pk=row.pk).update(until_on=AT.date() - timedelta(days=1))
    misuse.look(AT)
    assert found() == [(signals.LEFT_TEAM, "ama")]


@pytest.mark.postgres
def test_much_at_once_is_measured_against_ones_own_days(house: House):
    approve(house)
    with system("tests"):
        people = [
            add_person(kind="client", name=f"Wren Abara{n:02d}", team=house.homecare, actor=house.ama.id, at=ASSESSED)
            for n in range(41)
        ]
    opens(house, house.ama, people[0], AT - timedelta(days=3))
    for number, person in enumerate(people):
        opens(house, house.ama, person, AT + timedelta(seconds=number))
    misuse.look(AT + timedelta(hours=1))
    assert found() == [(signals.BULK, "ama")]
    with system("tests"):
        assert Signal.objects.get().facts == {"count": 41, "usual": 1}


def test_guesses_are_counted(house: House):
    approve(house)
    for _ in range(3):
        watching.missed(house.sam, AT)
    misuse.look(AT)
    assert found() == [(signals.MISSES, "sam")]


def test_a_kind_that_is_switched_off_is_not_looked_for_and_who_did_it_and_why_is_kept(looked: House):
    case = approve(looked)
    given = {"signs": [signals.COLLEAGUE], "why": "They share a desk."}
    case = perform("switch_off", case, actor=looked.gwen, at=ASSESSED, expecting=case.version, given=given)
    misuse.look(AT)
    assert found() == [(signals.OWN_FILE, "ama")]
    with system("tests"):
        row = Watching.objects.get(what="off")
    assert (row.kind, row.recorded_by) == (signals.COLLEAGUE, looked.gwen)
    with pytest.raises(Incomplete):
        perform("switch_on", case, actor=looked.gwen, at=AT, expecting=case.version, given={"signs": [], "why": ""})
    perform("switch_on", case, actor=looked.gwen, at=AT, expecting=case.version, given=given)
    misuse.look(AT)
    assert (signals.COLLEAGUE, "ama") in found()


def test_ending_the_monitoring_ends_it(looked: House):
    case = approve(looked)
    perform("end", case, actor=looked.gwen, at=ASSESSED, expecting=case.version, given={"why": "Not needed."})
    assert misuse.look(AT) == 0


# Reviewing.


@pytest.fixture
def sign(looked: House) -> Signal:
    approve(looked)
    misuse.look(AT)
    with system("tests"):
        return Signal.objects.get(kind=signals.COLLEAGUE)


def review(house: House, sign: Signal, by: Staff | None = None) -> Case:
    given = {"who": "ama", "signs": [str(sign.pk)]}
    return open_case(REVIEW, given, actor=by or house.gwen, at=AT, subject_staff=house.ama)


@pytest.mark.postgres
def test_a_sign_is_seen_by_neither_whom_it_is_about_nor_their_line_manager(looked: House, sign):
    for staff, sees in ((looked.ama, 0), (looked.ben, 0), (looked.sam, 0), (looked.gwen, 2), (looked.mo, 2)):
        with looked.reads(staff):
            assert Signal.objects.count() == sees, staff


def test_where_the_reviewer_is_concerned_somebody_else_is_chosen(house: House):
    assert watching.reviewer(house.ama, AT) == house.gwen
    assert watching.reviewer(house.gwen, AT) == house.ines, "Mo is her line manager"
    assert watching.reviewer(house.ines, AT) == house.gwen


@pytest.mark.parametrize("by", ["ama", "ben", "sam"])
def test_neither_they_nor_their_line_manager_nor_anybody_else_begins_a_review(looked: House, sign, by):
    with pytest.raises(Refused):
        review(looked, sign, by=getattr(looked, by))


def test_a_line_manager_who_might_review_others_does_not_review_their_own(house: House):
    given = {"who": "ben", "why": "Something was noticed."}
    with pytest.raises(Refused):
        open_case(REVIEW, given, actor=house.mo, at=AT, subject_staff=house.ben)
    open_case(REVIEW, given, actor=house.gwen, at=AT, subject_staff=house.ben)


@pytest.mark.postgres
@pytest.mark.parametrize(("step", "outcome"), OUTCOMES.items())
def test_no_outcome_before_they_were_heard_in_their_own_words(looked: House, sign, step, outcome):
    case = review(looked, sign)
    given = {"findings": "What was said and what the record shows agree."}
    with pytest.raises(NotFromHere):
        perform(step, case, actor=looked.gwen, at=AT, expecting=case.version, given=given)
    with pytest.raises(Incomplete):
        perform("hear_them", case, actor=looked.gwen, at=AT, expecting=case.version, given={"heard_on": AT.date()})
    heard = {"heard_on": AT.date(), "their_words": "Ben asked me to look."}
    case = perform("hear_them", case, actor=looked.gwen, at=AT, expecting=case.version, given=heard)
    with pytest.raises(Incomplete):
        perform(step, case, actor=looked.gwen, at=AT, expecting=case.version)
    perform(step, case, actor=looked.gwen, at=AT, expecting=case.version, given=given)
    with system("tests"):
        assert Signal.objects.get(pk=sign.pk).outcome == outcome


def test_nobody_is_heard_on_a_day_to_come(looked: House, sign):
    case = review(looked, sign)
    heard = {"heard_on": AT.date() + timedelta(days=1), "their_words": "x"}
    with pytest.raises(ValidationError):
        perform("hear_them", case, actor=looked.gwen, at=AT, expecting=case.version, given=heard)


def test_for_whom_it_is_about_there_is_no_review(looked: House, sign):
    case = review(looked, sign)
    for staff in (looked.ama, looked.ben):
        with pytest.raises(Http404):
            perform("hear_them", case, actor=staff, at=AT, expecting=case.version)


def test_a_sign_is_taken_up_once(looked: House, sign):
    review(looked, sign)
    with pytest.raises(ValidationError):
        review(looked, sign)


# The page.


def window(staff: Staff) -> Client:
    client = Client()
    client.force_login(staff)
    return client


def test_the_page_says_why_nothing_is_looked_for(house: House):
    text = window(house.gwen).get("/access_reviews/new/").content.decode()
    assert "Nothing is looked for: no assessment of the monitoring has been approved" in text
    case = approve(house, told=False)
    text = window(house.gwen).get("/access_reviews/new/").content.decode()
    assert "7 members of staff have not had the notice" in text
    given = {**NOTICE, "notice_on": AT.date()}
    perform("give_notice", case, actor=house.gwen, at=timezone.now(), expecting=case.version, given=given)
    assert "have not had the notice" not in window(house.gwen).get("/access_reviews/new/").content.decode()


def test_the_page_lists_signs_with_their_facts_and_how_good_each_kind_was(looked: House, sign):
    with system("tests"):
        Signal.objects.filter(kind=signals.OWN_FILE).update(outcome="explained", matter="AR-00009")
    text = window(looked.gwen).get("/access_reviews/new/").content.decode()
    assert "Ama Boateng" in text
    assert "P-00002" in text
    assert "0 %" in text
    theirs = window(looked.ama).get("/access_reviews/new/").content.decode()
    assert "colleague" not in theirs
    assert "None that you may review." in theirs


def test_signs_are_taken_up_from_the_page(looked: House, sign):
    gwen = window(looked.gwen)
    answer = gwen.post("/access_reviews/new/", {"who": "ama", "signs": [str(sign.pk), "nonsense"]})
    assert answer.status_code == 302, answer.content.decode()
    text = gwen.get(answer.url).content.decode()
    assert "colleague" in text
    assert gwen.post("/access_reviews/new/", {"who": "nobody"}).status_code == 422
    assert window(looked.ben).post("/access_reviews/new/", {"who": "kit", "why": "x"}).status_code == 422


def test_the_overview_says_that_signs_wait(looked: House, sign):
    assert "2 signs of misuse wait for you" in window(looked.gwen).get("/").content.decode()
    assert "signs of misuse" not in window(looked.mo).get("/").content.decode()
    assert "signs of misuse" not in window(looked.gwen).get("/people/").content.decode()
