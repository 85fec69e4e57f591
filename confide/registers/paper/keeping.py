"""What paper means for retention: it is counted with what is held, and it is shredded with it.

- Paper that somebody has taken away, or that is missing, stops the disposal of what it belongs to until it is back.
"""

from collections.abc import Collection, Iterator
from typing import Any
from uuid import UUID

from django.db.models import Count

from confide.cases.perform import let_go as end_case
from confide.domain import holding_class
from confide.records.holdings import WHOLE, Bar, Ending, Holding, Only
from confide.registers.paper.models import Paper
from confide.registers.paper.rules import RULES

SHRED = "shred"
IN_ITS_PLACE = RULES.workflow.initial


def held(only: Only) -> dict[Holding, int]:
    """How much paper there is of each holding of everybody, or of those asked for."""
    papers = _open().exclude(case__person=None) if only is None else _open().filter(case__person__in=only)
    rows = papers.values_list("case__person", "held_as").annotate(Count("pk")).order_by()
    return {(person, held_as): count for person, held_as, count in rows}


def away(holders: Collection[UUID]) -> Iterator[Bar]:
    """Paper of these people that nobody can shred now."""
    rows = _open().filter(case__person__in=holders).exclude(case__status=IN_ITS_PLACE).select_related("case")
    for paper in rows.order_by("case__number"):
        code = holding_class.read(paper.held_as).code
        yield Bar(paper.case.reference, RULES.title, holder=paper.case.person_id, codes=frozenset({code}))


def let_go(holder: UUID, held_as: str, ending: Ending) -> int:
    """Record that the paper of a holding was shredded, as the disposal says; what somebody has just taken is not.

    After a restoring all of it is gone, wherever the restored case says that it is.
    """
    found = _open().filter(case__person=holder, **({"case__status": IN_ITS_PLACE} if ending.by else {}))
    listed = list((found if held_as == WHOLE else found.filter(held_as=held_as)).select_related("case"))
    for paper in listed:
        end_case(paper.case, SHRED, by=ending.by, about=ending.about, at=ending.at)
    return len(listed)


def _open() -> Any:
    return Paper.objects.filter(case__closed_at=None)
