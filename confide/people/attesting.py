"""How standing comes to be recorded: one dated row with its evidence, and its ledger entry, in one transaction.

- Training without competence shown is not training (1.6d).
- An agreement is signed in a version that there is (1.5a).
- An override is given by somebody who acts in an office, never to themselves, and for seven days at most.
- Of the first people it is typed at the command line; the entry says so, and who vouched, but not that they acted.
"""

from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from confide.domain.refusal import Refused
from confide.door.recording import Who, record
from confide.people.models import AGREEMENT, INDUCTION, OVERRIDE, TRAINING, Staff, StandingRow
from confide.people.standing import OVERRIDE_DAYS, REQUIRED_AGREEMENT

COMMAND_LINE = "system:command-line"
BEGINNING = {"given": "at_the_beginning"}
CLAUSES = {AGREEMENT: "1.5a", INDUCTION: "1.6b", TRAINING: "1.6d", OVERRIDE: "1.6d"}


def attest(
    staff: Staff,
    kind: str,
    *,
    on: date,
    actor: Staff,
    at: datetime,
    offices: frozenset[str] = frozenset(),
    at_the_beginning: bool = False,
    **facts: Any,
) -> StandingRow:
    """Record one row. `offices` are those the actor acts in; `facts` the other fields of StandingRow.

    `at_the_beginning`: the actor vouches, and somebody at the command line typed it, since nobody can sign in yet.

    Raises Refused for an override that nobody may give, ValidationError for a field that is wrong.
    """
    row = StandingRow(staff=staff, kind=kind, on=on, recorded_by=actor, recorded_at=at, **facts)
    _check(row, offices)
    with transaction.atomic():
        row.full_clean(exclude=["staff", "recorded_by"], validate_unique=False)
        row.save(force_insert=True)
        # Who sat at the command line is not known; whose word it is stands after whom it is about.
        who: Who = COMMAND_LINE if at_the_beginning else actor.id
        record(
            f"standing:{kind}",
            at=at,
            actor=who,
            about=f"standing/{row.row_id}",
            clauses=(CLAUSES[kind],),
            subjects=[staff.id, actor.id] if at_the_beginning else [staff.id],
            data={"on": on.isoformat(), "sealed": row.digests(), **(BEGINNING if at_the_beginning else {})},
        )
    return row


def _check(row: StandingRow, offices: frozenset[str]) -> None:
    version = row.agreement_version
    if row.kind == AGREEMENT and version is not None and not 1 <= version <= REQUIRED_AGREEMENT:
        said = _("There is no such version. The one in force is {version}.").format(version=REQUIRED_AGREEMENT)
        raise ValidationError({"agreement_version": said})
    if row.kind == TRAINING and not row.competence_shown:
        raise Refused("Training counts once competence was shown. Record how it was.", ("1.6d",))
    if row.kind != OVERRIDE:
        return
    if not offices:
        raise Refused("Only an office can let somebody go on without training.", ("1.6d",))
    if row.staff_id == row.recorded_by_id:
        raise Refused("Nobody lets themselves go on without training.", ("1.6d",))
    latest = row.on + timedelta(days=OVERRIDE_DAYS - 1)
    row.until = row.until or latest
    if not row.on <= row.until <= latest:
        raise Refused("An override lasts seven days at most. Shorten it.", ("1.6d",))
