"""A cabinet, and paper in it, for the tests of both registers."""

from datetime import date, timedelta

import pytest

from confide.cases.models import Case, CaseEvent
from confide.cases.perform import open_case, perform
from confide.cases.register import named
from confide.door.opening import open_rows
from confide.door.reading import reading, system
from confide.people.models import Staff
from confide.people.readers import reader_for
from confide.registers.cabinets.effects import walk_past
from confide.registers.paper.models import Paper
from tests.organisation import AT, House
from tests.registers.playing import reread

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SHREDDED = {"paper_level": "P-5", "shredded_on": AT.date(), "witness": "ben"}
OUT = {"why_out": "The review.", "back_by": AT + 6 * HOUR}
AWAY = {"to_where": "The day centre.", "carried": "by_car", "stays_with_me": True, "back_by": AT + 6 * HOUR}


@pytest.fixture
def cabinet(house: House) -> Case:
    """A cabinet of the homecare team to which Ben holds the only key."""
    given = {"place": "Harrow Road, grey cabinet", "cabinet_locks": True, "office_locks": True, "key_holders": "ben"}
    return open_case(named("cabinet"), given, actor=house.ben, at=AT)


def kept(house: House, cabinet: Case, by: Staff | None = None, **said) -> Case:
    given = {
        "kind": "file",
        "category": "care_record",
        "cabinet": cabinet.reference,
        "written_on": date(2026, 11, 2),
        "what": "Care file, volume 2",
        **said,
    }
    return open_case(named("paper"), given, actor=by or house.ama, at=AT, person=house.dee)


def step(name: str, case: Case, by: Staff, at=AT, **given) -> Case:
    case = reread(case)
    return perform(name, case, actor=by, at=at, expecting=case.version, given=given)


def walk(case: Case, by: Staff, answers: dict[str, str]) -> Case:
    case = reread(case)
    key = f"walk-{case.version}"
    return walk_past(case, answers, "A loose letter.", actor=by, at=AT, expecting=case.version, key=key)


def told(case: Case, by: Staff) -> list[str]:
    """The notes of its timeline, as somebody reads them."""
    with reading(reader_for(by, AT)):
        events = list(CaseEvent.objects.filter(case=case))
        open_rows(events, purpose="case page", at=AT)
        return [event.note for event in events if event.note]


def facts(case: Case) -> Paper:
    with system("tests"):
        return Paper.objects.get(case=case)
