"""How records are written: what the writing guide remarked and what was left as it was, month by month (2.8b)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncMonth

from confide.records.models import RecordEntry


@dataclass(frozen=True, slots=True)
class Month:
    """The entries written in a month that the reader may see."""

    first: date
    entries: int
    flagged: int
    """Remarks that were made while they were written."""
    ignored: int
    """Those of them that were left as they were."""
    judgements: int
    """Entries that are called a professional judgement."""


def writing(since: datetime) -> list[Month]:
    """Every month since then in which anything was written, the first one first."""
    months = RecordEntry.objects.filter(written_at__gte=since).annotate(month=TruncMonth("written_at")).values("month")
    counted = months.annotate(
        entries=Count("pk"),
        flags=Sum("flagged"),
        left=Sum("ignored"),
        judged=Count("pk", filter=Q(kind="professional_judgement")),
    ).order_by("month")
    return [
        Month(row["month"].date(), row["entries"], row["flags"] or 0, row["left"] or 0, row["judged"])
        for row in counted
    ]
