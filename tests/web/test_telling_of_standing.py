"""The overview tells whoever lacks standing what is missing, who puts it right, and where; and nobody else anything."""

from datetime import timedelta

import pytest
from django.utils import timezone

from confide.cases.perform import open_case
from confide.cases.register import named
from confide.door.reading import system
from confide.people.attesting import attest
from confide.people.models import Staff
from tests.organisation import AT, House
from tests.web.html import document

STANDING = named("standing")


def told(answer) -> dict[str, str]:
    """What is said above the page, each with where it leads."""
    page = document(answer)
    aside = [each for each in page.every("aside") if "told-now" in each.attributes.get("class", "")]
    links = [link.attributes["href"] for link in page.every("a") if link.attributes["href"].startswith("/standing/")]
    return {"said": " ".join(each.words for each in aside), "links": " ".join(dict.fromkeys(links))}


def test_somebody_new_is_told_all_that_is_missing_and_led_to_begin(house: House, windows):
    found = told(windows(house.kit).get("/"))
    for said in ("not signed the confidentiality agreement", "induction is not on record", "training is not on record"):
        assert said in found["said"]
    assert "Ask Ben Ashdown, your line manager" in found["said"]
    assert found["links"] == "/standing/new/"


def test_once_it_is_begun_each_line_leads_to_where_it_is_put_right(house: House, windows):
    case = open_case(STANDING, {}, actor=house.kit, at=timezone.now())
    window = windows(house.kit)
    found = told(window.get("/"))
    assert found["links"] == f"/standing/{case.number}/sign-the-agreement/ /standing/{case.number}/"
    for link in found["links"].split():
        assert window.get(link).status_code == 200
    with system("tests"):
        attest(house.kit, "agreement", on=AT.date(), actor=house.kit, at=AT, agreement_version=1)
    assert "agreement" not in told(window.get("/"))["said"]


def test_where_nobody_manages_them_information_governance_is_asked(house: House, windows):
    Staff.objects.filter(pk=house.kit.pk).update(line_manager=None)
    assert "Ask information governance" in told(windows(house.kit).get("/"))["said"]


@pytest.mark.parametrize(
    ("days", "said"), [(370, "Do it again by"), (500, "only if an office lets you go on"), (9, "")]
)
def test_training_is_spoken_of_from_the_day_on_which_it_ended(days, said, house: House, windows):
    on = timezone.localdate() - timedelta(days=days)
    with system("tests"):
        attest(house.kit, "agreement", on=on, actor=house.kit, at=timezone.now(), agreement_version=1)
        attest(house.kit, "induction", on=on, actor=house.ben, at=timezone.now())
        attest(house.kit, "training", on=on, actor=house.ben, at=timezone.now(), competence_shown=True)
    found = told(windows(house.kit).get("/"))["said"]
    assert said in found if said else not found


def test_it_is_said_on_the_overview_and_nowhere_else(house: House, windows):
    assert not told(windows(house.kit).get("/registers/"))["said"]
    assert "induction" not in told(windows(house.ama).get("/"))["said"]
