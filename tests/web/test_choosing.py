"""Teams and colleagues are chosen and not typed: those that there are when the form is shown."""

from datetime import timedelta

import pytest
from django.utils import timezone

from confide.cases.models import Case
from confide.cases.perform import open_case, perform
from confide.cases.register import named
from confide.door.reading import system
from confide.people.models import Staff, Team
from tests.organisation import AT, House

JOINER = {
    "kind": "join",
    "who": "nia",
    "name": "Nia Osei",
    "role": "care_worker",
    "team_name": "Homecare",
    "manages": "no",
    "manager": "ben",
    "from_on": "2026-12-01",
}


def choices(answer, name: str) -> dict[str, str]:
    return dict(answer.context["form"].fields[name].choices)


def test_the_form_offers_every_team_and_whoever_has_not_left(house: House, windows):
    begins, left = timezone.localdate() + timedelta(days=9), timezone.now()
    Staff.objects.filter(pk=house.sam.pk).update(leaves_at=left)
    Staff.objects.filter(pk=house.kit.pk).update(works_from=begins)
    answer = windows(house.ben).get("/movements/new/")
    assert list(choices(answer, "team_name")) == ["", "Head office", "Homecare", "Teaching"]
    offered = choices(answer, "manager")
    assert offered["ben"] == "Ben Ashdown (ben)"
    assert "kit" in offered
    assert "sam" not in offered
    page = answer.content.decode()
    assert page.count("<select") >= 2
    assert "<datalist" not in page


@pytest.mark.parametrize("wrong", [{"team_name": "Nowhere"}, {"manager": "sam"}, {"manager": "nobody"}])
def test_what_is_not_or_no_longer_there_is_said_beside_the_field_and_nothing_is_lost(wrong, house: House, windows):
    Staff.objects.filter(pk=house.sam.pk).update(leaves_at=timezone.now())
    answer = windows(house.ben).post("/movements/new/", {**JOINER, **wrong})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == set(wrong)
    assert 'value="Nia Osei"' in answer.content.decode()
    with system("tests"):
        assert not Case.objects.exists()


def test_what_was_chosen_is_recorded(house: House, windows):
    answer = windows(house.ben).post("/movements/new/", JOINER)
    assert answer.status_code == 302
    assert "Homecare" in windows(house.ben).get(answer.url).content.decode()


def test_a_case_goes_on_where_what_was_chosen_has_another_name_by_now(house: House):
    given = {**JOINER, "manages": False, "from_on": AT.date()}
    case = open_case(named("movement"), given, actor=house.ben, at=AT)
    Team.objects.filter(name="Homecare").update(name="Home care")
    case = perform("withdraw", case, actor=house.ben, at=AT, expecting=case.version)
    assert case.status == "withdrawn"
