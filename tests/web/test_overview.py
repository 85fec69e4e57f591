"""The overview counts what is one's own to do, opens nothing, and shows the numbers behind its bars."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from confide.cases.models import Case
from confide.cases.register import by_plural
from confide.door.reading import reading, system
from confide.ledger.models import Entry
from confide.people.readers import reader_for
from confide.web.chart import BASE, TOP, ceiling, stacked
from confide.web.overview import by_month
from confide.web.templatetags.pages import remaining
from tests.organisation import AT, House
from tests.web.html import document


def numbers(answer) -> list[int]:
    return [int(element.words) for element in document(answer).every("strong") if element.words.isdecimal()]


def test_whoever_decides_sees_what_waits_for_them(house: House, windows, cases):
    case = cases["advice"]
    with system("tests"):
        decider = Case.objects.get(pk=case.pk).decider
    text = windows(decider).get("/").content.decode()
    assert "You decide" in text
    assert f"/advice/{case.number}/" in text
    assert numbers(windows(decider).get("/"))[0] == 1
    assert numbers(windows(house.sam).get("/"))[:4] == [0, 0, 0, 0]


def test_it_names_nobody_and_opens_nothing(house: House, windows, cases):
    assert cases["advice"]
    assert cases["consents"]
    before = Entry.objects.count()
    text = windows(house.ama).get("/").content.decode()
    assert "Okonkwo" not in text
    assert Entry.objects.count() == before


NOW = datetime(2026, 11, 24, 10, 0, tzinfo=AT.tzinfo)


@pytest.mark.parametrize(
    ("hours", "tone", "words"),
    [
        (20, "refer", "20 hours left"),
        (1, "refer", "1 hour left"),
        (0.5, "refer", "Less than an hour left"),
        (71.9, "refer", "71 hours left"),
        (73, "plain", "3 days left"),
        (240, "plain", "10 days left"),
        (-0.5, "refuse", "Less than an hour overdue"),
        (-20, "refuse", "20 hours overdue"),
        (-100, "refuse", "4 days overdue"),
    ],
)
def test_a_deadline_says_how_long_there_is_still(hours, tone, words):
    assert remaining(NOW + timedelta(hours=hours), NOW) == {"tone": tone, "words": words}


def test_decisions_are_counted_by_month_and_outcome(house: House, cases):
    assert cases["disclosures"]
    with reading(reader_for(house.ama, timezone.now())):
        chart = by_month(by_plural("disclosures"), AT)
    assert len(chart.bars) == 12
    assert sum(sum(bar.values) for bar in chart.bars) == 1
    assert chart.bars[-1].title == "November 2026"
    with reading(reader_for(house.sam, timezone.now())):
        assert sum(sum(bar.values) for bar in by_month(by_plural("disclosures"), AT).bars) == 0


def test_bars_stand_on_the_line_and_their_parts_on_each_other():
    chart = stacked(("a", "b"), [("May 2026", "May", (3, 5)), ("June 2026", "Jun", (0, 0))])
    first, second = chart.bars
    lower, upper = first.blocks
    assert lower.y + lower.height == pytest.approx(BASE)
    assert upper.y + upper.height == pytest.approx(lower.y)
    assert upper.y >= TOP
    assert [block.height for block in second.blocks] == [0, 0]
    assert [line.value for line in chart.lines] == [0, 2, 4, 6, 8]


@pytest.mark.parametrize(("most", "top"), [(0, 4), (4, 4), (5, 8), (9, 20), (41, 80), (700, 800)])
def test_the_scale_is_a_round_number_above_the_highest_bar(most, top):
    assert ceiling(most) == top


def test_the_numbers_stand_behind_the_bars(house: House, windows, cases):
    assert cases["disclosures"]
    text = windows(house.ama).get("/").content.decode()
    assert "Show the numbers" in text
    assert "November 2026" in text
