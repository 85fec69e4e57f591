"""The sample's retention: what is due, a hold on some of it, and old certificates that were destroyed."""

from datetime import date, timedelta

from confide.cases.perform import open_case, perform
from confide.cases.register import named
from confide.door.reading import system
from confide.jobs.sample.year import Year
from confide.people.models import Staff
from confide.records.happening import add_event
from confide.records.holdings import bars
from confide.records.keeping import Due
from confide.records.reckoning import reckon

LAST_SERVICE = "last_service"
SERVED = frozenset({"candidate", "client"})
OVER = 8
"""How many candidates we have done nothing for in more than a year."""
CERTIFICATES = "DB-01"
DESTROYED_AGO = 6
LEFT = 3
"""How many certificates became due since."""


def build(year: Year) -> None:
    """Say when we last did something for everybody whose clock starts with that, and act on what is due."""
    source, gwen = year.source, year.staff["gwen"]
    served = [person for person in year.people if person.kind in SERVED]
    over = [person for person in served if person.kind == "candidate"][:OVER]
    with system("build the sample organisation"):
        for person in served:
            ago = source.chance.randrange(366, 385) if person in over else source.chance.randrange(5, 300)
            add_event(person, LAST_SERVICE, on=source.day(ago), actor=gwen, at=source.moment(DESTROYED_AGO + 20))
    reckon(source.now)
    due = _due(source.day(DESTROYED_AGO))
    _destroy(due[:-LEFT], gwen, year)
    if len(due) > LEFT:
        _hold(due[-1].partition(" ")[0], year)
        _review(due[-2], gwen, year)
    reckon(source.now)


def _due(on: date) -> list[str]:
    """The certificates that were due by a day and that nothing stops, as one names them, the oldest first."""
    with system("build the sample organisation"):
        found = Due.objects.filter(rule=CERTIFICATES, held_as__startswith=CERTIFICATES, from_on__lte=on)
        lines = list(found.select_related("person").order_by("by_on", "person__reference"))
    stopped = bars([line.holding for line in lines])
    return [str(line) for line in lines if line.holding not in stopped]


def _hold(reference: str, year: Year) -> None:
    """A claim about a payment is expected, so nothing of this one goes."""
    given = {
        "kind": "claim",
        "who": reference,
        "covers": [],
        "reason": "Disputes a payment; the insurer asked us to keep everything until it is settled.",
        "review_on": year.source.day(-120),
    }
    open_case(named("legal_hold"), given, actor=year.staff["gwen"], at=year.source.moment(DESTROYED_AGO - 2))


def _review(which: str, gwen: Staff, year: Year) -> None:
    at = year.source.now - timedelta(hours=3)
    case = open_case(named("disposal"), {"which": which}, actor=gwen, at=at)
    perform("propose", case, actor=gwen, at=at + timedelta(minutes=4), expecting=case.version)


def _destroy(which: list[str], gwen: Staff, year: Year) -> None:
    """Proposed, agreed and destroyed on one day, with the copies on paper shredded before a witness."""
    at = year.source.at(year.source.day(DESTROYED_AGO), 10)
    given = {"which": "\n".join(which), "paper_files": 2}
    case = open_case(named("disposal"), given, actor=gwen, at=at)
    shredded = {"paper_level": "P-5", "shredded_on": at.date(), "witness": "ben"}
    steps = (("propose", gwen, {}), ("approve", year.staff["mo"], {}), ("destroy", gwen, shredded))
    for hour, (step, by, typed) in enumerate(steps, start=1):
        then = at + timedelta(hours=hour)
        case = perform(step, case, actor=by, at=then, expecting=case.version, given=typed)
