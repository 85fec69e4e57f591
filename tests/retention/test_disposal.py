"""What is due goes by two people, by its key, and for good; what must stay, stays (2.8i, 2.8j)."""

import json
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from confide.cases.models import Case
from confide.cases.perform import open_case, perform
from confide.cases.register import named
from confide.domain.refusal import Forbidden, Refused
from confide.door.opening import open_rows
from confide.door.reading import system
from confide.ledger.models import Entry
from confide.people.models import Person, Staff
from confide.records.holdings import WHOLE, Bar, Keeper, bar, keep, nothing
from confide.records.keeping import Due
from confide.records.models import RecordEntry
from confide.records.reckoning import reckon
from confide.registers.disposals.models import Disposal, DisposalItem
from confide.vault.models import DataKey, Shredding
from confide.vault.shredding import tombstone
from tests.organisation import AT
from tests.registers.playing import opened, reread
from tests.retention.conftest import LONG_OVER, moment

pytestmark = pytest.mark.postgres
DISPOSAL = named("disposal")


@pytest.fixture
def over(held):
    """Dee's support ended long ago; there is an entry, and the line is due."""
    held.wrote("Ate half of the soup.")
    held.happened("support_ended", LONG_OVER)
    return held


def review(which: str, house, by=None, at=AT, **given) -> Case:
    return open_case(DISPOSAL, {"which": which, **given}, actor=by or house.gwen, at=at)


def take(case: Case, step: str, by, at=AT, **given) -> Case:
    case = reread(case)
    return perform(step, case, actor=by, at=at, expecting=case.version, given=given)


def destroyed(which: str, house, **given) -> Case:
    case = review(which, house)
    take(case, "propose", house.gwen)
    take(case, "approve", house.mo)
    return take(case, "destroy", house.gwen, **given)


def keys_of(person: Person) -> set[str]:
    return set(DataKey.objects.filter(holder=person.pk).values_list("retention", flat=True))


def test_a_holding_is_destroyed_with_its_key_and_the_rest_of_the_person_stays(over, house):
    over.wrote("Nothing recorded.", category="dbs_result", at=moment("2026-05-20"))
    reckon(AT)
    case = destroyed("P-00001 CR-01", house)
    assert keys_of(house.dee) >= {"DB-01/2026-05", "person", "pseudonym"}
    assert "CR-01" not in keys_of(house.dee)
    with system("tests"):
        gone = RecordEntry.objects.get(category="care_record")
        stays = RecordEntry.objects.get(category="dbs_result")
        assert [gone.sealed_special, gone.sealed_confidential, gone.sealed_criminal] == [None, None, None]
        assert stays.sealed_criminal
        facts = Disposal.objects.get(case=case)
        item = DisposalItem.objects.get(case=case)
    assert facts.erased_on == item.erased_on
    assert item.erased_on >= (AT + timedelta(days=28)).date()
    assert (item.keys, item.counts) == (1, {"recordentry": 1})


def test_the_ledger_has_a_tombstone_and_the_approval_says_beforehand_what_goes(over, house):
    reckon(AT)
    destroyed("P-00001 CR-01", house)
    mark = tombstone(house.dee.pk, "CR-01")
    bodies = {e.event: json.loads(bytes(e.body)) for e in Entry.objects.filter(event__startswith="disposal:")}
    assert bodies["disposal:destroy"]["data"]["shredded"] == [mark]
    assert bodies["disposal:approve"]["data"]["to_be_shredded"] == [mark]
    assert bodies["disposal:destroy"]["actor"] != bodies["disposal:approve"]["actor"]


def test_when_everything_goes_nothing_names_the_person_any_more(over, house):
    opened(named("consent"), house)
    reckon(AT)
    case = Case.objects
    with system("tests"):
        consent = case.get(register="consent")
    with house.reads(house.gwen):
        assert Due.objects.get(person=house.dee, held_as=WHOLE).counts["cases"] == 1
    take(consent, "withdraw", house.ama)
    # A decision about somebody is kept six years of its own, however long ago their care ended.
    reckon(AT)
    with house.reads(house.gwen):
        assert Due.objects.get(person=house.dee, held_as=WHOLE).from_on > AT.date()


def test_the_key_of_a_pseudonym_goes_with_the_person_and_the_ledger_stays(over, house):
    reckon(AT)
    before = Entry.objects.count()
    destroyed("P-00001", house)
    assert keys_of(house.dee) == set()
    assert Shredding.objects.filter(holder=house.dee.pk, retention="pseudonym").exists()
    assert Entry.objects.count() > before
    with house.reads(house.gwen):
        dee = Person.objects.get(pk=house.dee.pk)
        open_rows([dee], purpose="look", at=AT)
        assert (dee.name, dee.team, dee.reference) == ("", None, "P-00001")
        assert not Due.objects.filter(holder=house.dee.pk).exists()
    assert reckon(AT) == 0


def test_a_colleague_whose_time_is_over_is_nobody_any_more(house):
    house.kit.leaves_at = moment("2020-03-31")
    house.kit.save()
    reckon(AT)
    destroyed(f"s-{str(house.kit.pk)[:8]}", house)
    gone = Staff.objects.get(pk=house.kit.pk)
    assert "Kit" not in gone.name
    assert "kit" not in gone.username
    assert not DataKey.objects.filter(holder=house.kit.pk).exists()
    assert reckon(AT) == 0


def test_nothing_goes_before_its_day(held, house):
    held.wrote("Ate half of the soup.")
    held.happened("support_ended", date(2019, 10, 1))
    reckon(AT)
    case = review("P-00001 CR-01", house)
    with pytest.raises(Refused, match="not due yet"):
        take(case, "propose", house.gwen)


def test_whoever_comes_back_stops_a_disposal_that_was_agreed_already(over, house):
    reckon(AT)
    case = review("P-00001 CR-01", house)
    take(case, "propose", house.gwen)
    take(case, "approve", house.mo)
    over.happened("back_in_use", AT.date())
    with pytest.raises(Refused, match="not due yet"):
        take(case, "destroy", house.gwen)
    assert "CR-01" in keys_of(house.dee)


def test_what_was_added_since_is_looked_at_again(over, house):
    reckon(AT)
    case = review("P-00001 CR-01", house)
    over.wrote("Her daughter rang.")
    with pytest.raises(Refused, match="added since"):
        take(case, "propose", house.gwen)


HOLDS = [
    pytest.param({"who": "P-00001", "covers": []}, id="one person"),
    pytest.param({"who": "", "covers": ["CR-01", "SG-03"]}, id="everybody, under some rules"),
    pytest.param({"who": "", "covers": []}, id="everybody"),
]


@pytest.mark.parametrize("covers", HOLDS)
def test_a_hold_beats_everything_until_it_is_lifted(over, house, covers):
    reckon(AT)
    hold = named("legal_hold")
    held = open_case(hold, {**hold.sample("open", AT), **covers}, actor=house.gwen, at=AT)
    case = review("P-00001 CR-01", house)
    with pytest.raises(Refused, match=held.reference):
        take(case, "propose", house.gwen)
    take(held, "lift", house.gwen, why_lifted="It was settled.")
    take(case, "propose", house.gwen)


def test_a_hold_on_something_else_stops_only_everything(over, house):
    reckon(AT)
    hold = named("legal_hold")
    open_case(hold, {**hold.sample("open", AT), "who": "P-00001", "covers": ["IG-02"]}, actor=house.gwen, at=AT)
    take(review("P-00001 CR-01", house), "propose", house.gwen)
    with pytest.raises(Refused, match="LH-00001"):
        take(review("P-00001", house), "propose", house.gwen)


def test_a_hold_that_comes_after_the_agreement_still_stops_it(over, house):
    reckon(AT)
    case = review("P-00001 CR-01", house)
    take(case, "propose", house.gwen)
    take(case, "approve", house.mo)
    hold = named("legal_hold")
    open_case(hold, {**hold.sample("open", AT), "who": "P-00001"}, actor=house.ama, at=AT)
    with pytest.raises(Refused, match="LH-00001"):
        take(case, "destroy", house.gwen)


def test_an_open_question_about_the_person_stops_it(over, house):
    given = named("disclosure").sample("open", AT)
    asked = open_case(named("disclosure"), given, actor=house.ama, at=AT, person=house.dee)
    reckon(AT)
    with pytest.raises(Refused, match=asked.reference):
        take(review("P-00001 CR-01", house), "propose", house.gwen)


def test_whatever_announces_a_bar_stops_it(over, house):
    announced = [Bar("AR-00001", "Access requests", holder=house.dee.pk)]
    bar(lambda _holders: announced)
    reckon(AT)
    case = review("P-00001 CR-01", house)
    with pytest.raises(Refused, match="for now"):
        take(case, "propose", house.gwen)
    announced.clear()
    take(case, "propose", house.gwen)


def test_nobody_agrees_to_what_they_proposed_themselves(over, house):
    reckon(AT)
    case = review("P-00001 CR-01", house, by=house.mo)
    take(case, "propose", house.mo)
    with pytest.raises(Forbidden):
        take(case, "approve", house.mo)
    assert reread(case).decider_id == house.ines.pk
    take(case, "approve", house.ines)
    assert reread(case).status == "approved"


def test_kept_longer_it_comes_back_on_the_day_that_was_set(over, house):
    reckon(AT)
    case = review("P-00001 CR-01", house)
    until = date(2027, 5, 1)
    take(case, "keep_longer", house.gwen, review_on=until, why_kept="The family asked for time.")
    line = over.lines()["CR-01"]
    assert (line.from_on, line.by_on, line.kept_until) == (until, date(2027, 5, 31), until)
    with pytest.raises(Refused, match="not due yet"):
        take(review("P-00001 CR-01", house), "propose", house.gwen)


@pytest.mark.parametrize("on", [AT.date(), date(2028, 1, 1)])
def test_kept_longer_is_a_year_at_most(over, house, on):
    reckon(AT)
    with pytest.raises(ValidationError, match="Choose a day"):
        take(review("P-00001 CR-01", house), "keep_longer", house.gwen, review_on=on, why_kept="Later.")


def test_what_the_law_says_must_go_cannot_be_kept_longer(held, house):
    held.wrote("Nothing recorded.", category="dbs_result", at=moment("2026-05-20"))
    reckon(AT)
    case = review("P-00001 DB-01/2026-05", house)
    with pytest.raises(Refused, match="no longer"):
        take(case, "keep_longer", house.gwen, review_on=date(2027, 1, 1), why_kept="It is handy.")


SHREDDED = {"paper_level": "P-5", "shredded_on": AT.date(), "witness": "ama"}
WRONG = [
    ({}, {"paper_level", "shredded_on", "witness"}),
    ({**SHREDDED, "paper_level": "P-4"}, {"paper_level"}),
    ({**SHREDDED, "witness": "gwen"}, {"witness"}),
    ({**SHREDDED, "witness": "nobody"}, {"witness"}),
    ({**SHREDDED, "shredded_on": date(2026, 12, 1)}, {"shredded_on"}),
    ({**SHREDDED, "certificate_number": "The-file-of-Okonkwo-3"}, {"certificate_number"}),
    ({**SHREDDED, "certificate_number": "unknown"}, {"certificate_number"}),
]


@pytest.mark.parametrize(("given", "beside"), WRONG)
def test_paper_is_shredded_finely_enough_on_a_day_that_has_been_with_a_witness(over, house, given, beside):
    reckon(AT)
    case = review("P-00001 CR-01", house, paper_files=2)
    take(case, "propose", house.gwen)
    take(case, "approve", house.mo)
    with pytest.raises(ValidationError) as refused:
        take(case, "destroy", house.gwen, **given)
    assert set(refused.value.message_dict) == beside
    assert "CR-01" in keys_of(house.dee), "a key went although something was wrong"


def test_paper_in_a_register_asks_for_the_shredder_and_is_told_that_it_is_gone(over, house):
    boxes = {(house.dee.pk, "CR-01"): 2}
    told = []

    def let_go(holder, held_as, ending):
        assert ending.by == house.gwen
        told.append((holder, held_as))
        return boxes.pop((holder, held_as), 0)

    keep(Keeper("shoe_boxes", "Shoe boxes", lambda _only: dict(boxes), let_go, on_paper=True))
    reckon(AT)
    with pytest.raises(ValidationError):
        destroyed("P-00001 CR-01", house)
    with system("tests"):
        case = Case.objects.get(register="disposal")
    take(case, "destroy", house.gwen, paper_level="P-5", shredded_on=AT.date(), witness="ama")
    assert told == [(house.dee.pk, "CR-01")]
    keep(Keeper("shoe_boxes", "Shoe boxes", nothing, lambda _holder, _as, _ending: 0, on_paper=True))


@pytest.mark.parametrize("which", ["P-00099", "P-00001 CR-01 now", "P-00001 XX-99", "please"])
def test_what_is_on_no_list_is_said_beside_the_field(over, house, which):
    reckon(AT)
    with pytest.raises(ValidationError) as refused:
        review(which, house)
    assert set(refused.value.message_dict) == {"which"}


def test_a_stranger_reviews_nothing_that_is_not_theirs_to_see(over, house):
    reckon(AT)
    with pytest.raises(ValidationError):
        review("P-00001 CR-01", house, by=house.sam)


def test_new_words_about_a_person_who_stays_have_a_new_key(over, house):
    reckon(AT)
    destroyed("P-00001 CR-01", house)
    again = over.wrote("She is back.")
    assert again.held_as == "CR-01.2"
    assert "CR-01.2" in keys_of(house.dee)


def test_interrupted_after_the_key_it_is_finished_by_taking_the_step_again(over, house, monkeypatch):
    reckon(AT)
    case = review("P-00001 CR-01", house)
    take(case, "propose", house.gwen)
    take(case, "approve", house.mo)
    from_before = DisposalItem.save

    def dies(*_args, **_options):
        raise ConnectionError

    monkeypatch.setattr(DisposalItem, "save", dies)
    with pytest.raises(ConnectionError):
        take(case, "destroy", house.gwen)
    monkeypatch.setattr(DisposalItem, "save", from_before)
    assert reread(case).status == "approved"
    take(case, "destroy", house.gwen)
    with system("tests"):
        assert DisposalItem.objects.get(case=case).erased_on is not None
