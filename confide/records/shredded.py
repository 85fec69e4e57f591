"""Paper that was shredded: finely enough for what was on it, on a day that has been, before a colleague (2.8i)."""

from collections.abc import Collection
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from confide.domain.holding import NOTHING_PERSONAL
from confide.door.fields import Code, Day, user_name
from confide.door.retention import schedule
from confide.people.choosing import colleagues
from confide.people.models import Staff

LEVELS = [(each.code, f"{each.code}: {each.particle_mm2} mm², {each.strip_mm} mm") for each in schedule().paper.levels]
"""The levels to choose from, each with its largest piece."""


class Shredded(models.Model):
    """What is said of paper that was shredded; for the facts of whatever register says so."""

    paper_level = Code(
        gettext_lazy("How fine was the paper shredded?"), holds=NOTHING_PERSONAL, choices=LEVELS, blank=True
    )
    shredded_on = Day(gettext_lazy("When was the paper shredded?"), holds=NOTHING_PERSONAL, blank=True)
    witness = user_name(
        gettext_lazy("Who saw it?"),
        blank=True,
        max_length=150,
        there_are=colleagues,
        help_text=gettext_lazy("A colleague who was there."),
    )

    class Meta:
        abstract = True


def check_shredded(facts: Shredded, codes: Collection[str] | None, actor: Staff, at: datetime) -> None:
    """Look at `paper_level`, `shredded_on` and `witness`. Raises ValidationError.

    `codes` are the rules that the paper falls under; None where anything may be on it.
    """
    paper, wrong = schedule().paper, {}
    if not paper.suffices(facts.paper_level, codes):
        wrong["paper_level"] = _("This needs {level} or finer.").format(level=paper.needed(codes))
    if facts.shredded_on is None or facts.shredded_on > timezone.localdate(at):
        wrong["shredded_on"] = _("Say when it was; this day is missing, or yet to come.")
    saw = Staff.objects.filter(username=facts.witness.strip()).first()
    if saw is None or saw == actor or not saw.works_at(at):
        wrong["witness"] = _("Name a colleague who was there; nobody is their own witness.")
    if wrong:
        raise ValidationError(wrong)
    facts.witness = saw.username if saw else ""
