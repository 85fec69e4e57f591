"""Offices: who decides now, passing over whoever is concerned in the matter.

- The holder, unless away; then the deputy, then the alternate.
- Where the holder is concerned (the matter is about them, or they brought it), it goes to the alternate first.
- The line manager is the asker's own; the office's holder stands in where there is none.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from confide.people.models import Office, Staff

LINE_MANAGER = "line_manager"


def who_decides(
    code: str, *, matter: Collection[UUID | str | None], at: datetime, asker: Staff | None = None
) -> Staff | None:
    """The member of staff who decides for an office, or None where nobody is left.

    `matter` holds the ids of the staff concerned: subject, author, respondent, opener.
    """
    on = timezone.localdate(at)
    concerned = {str(who) for who in matter if who}
    office = Office.objects.select_related("holder", "deputy", "alternate").filter(code=code).first()
    candidates = list(_line(office, on, concerned)) if office else []
    if code == LINE_MANAGER and asker is not None and asker.line_manager is not None:
        candidates.insert(0, asker.line_manager)
    return next((who for who in candidates if _can(who, concerned, at)), None)


def _line(office: Office, on: date, concerned: Collection[str]) -> Iterable[Staff]:
    if str(office.holder_id) in concerned:
        order = [office.alternate, office.deputy]
    elif office.is_absent(on):
        order = [office.deputy, office.alternate]
    else:
        order = [office.holder, office.deputy, office.alternate]
    return [who for who in order if who is not None]


def _can(who: Staff, concerned: Collection[str], at: datetime) -> bool:
    return str(who.id) not in concerned and who.works_at(at)
