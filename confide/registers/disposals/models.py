"""What is reviewed, what was decided, and how each holding in it ended."""

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from confide.cases.models import Case, Facts, OfCase
from confide.domain.holding import CONFIDENTIAL, NOTHING_PERSONAL
from confide.door.fields import Code, Day, Moment, Number, Sealed, Text
from confide.door.retention import words_of_rules
from confide.records.holdings import Holding
from confide.records.shredded import Shredded

# It stands in clear and for ever, so it must be a poor place for words.
A_NUMBER = RegexValidator(
    r"\A(?=.*[0-9])(?!.*[A-Za-z]{5})[0-9A-Za-z./-]+\Z",
    _("Type the number only: digits, a few letters, dots, strokes and hyphens, with no space."),
)


class Disposal(Facts, Shredded):
    """One review of what is due, and what came of it. It names nobody: references only."""

    which = Text(
        _("What is reviewed?"),
        holds=NOTHING_PERSONAL,
        blank=True,
        max_length=4_000,
        help_text=_("References from the list of what is due, such as P-00012 DB-01/2026-05, one on each line."),
    )
    rule = Code(_("Rule, where it is paper about nobody in particular"), holds=NOTHING_PERSONAL,
                choices=words_of_rules(), blank=True)  # fmt: skip
    made_on = Day(_("When was the youngest of that paper written?"), holds=NOTHING_PERSONAL, blank=True)
    paper_files = Number(
        _("How many files, folders or sheets of paper belong to it?"), holds=NOTHING_PERSONAL, blank=True
    )
    review_on = Day(_("When is it looked at again?"), holds=NOTHING_PERSONAL, blank=True)
    certificate_number = Text(
        _("Number of the shredding company's certificate"),
        holds=NOTHING_PERSONAL,
        blank=True,
        max_length=40,
        validators=[A_NUMBER],
        help_text=_("As it stands there, such as SH-1188."),
    )
    destroyed_at = Moment(_("Destroyed"), holds=NOTHING_PERSONAL, blank=True)
    erased_on = Day(_("Effectively erased on"), holds=NOTHING_PERSONAL, blank=True)

    why_kept = Sealed(_("Why is it needed for longer?"), holds=CONFIDENTIAL, lines=3, blank=True)
    why_refused = Sealed(_("Why not?"), holds=CONFIDENTIAL, lines=3, blank=True)


class DisposalItem(OfCase):
    """One holding in a disposal: whose it is by reference, how much there was, and how its key ended."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="disposal_items")
    holder = models.UUIDField(editable=False)
    reference = Text(_("Reference"), holds=NOTHING_PERSONAL, max_length=20)
    held_as = Text(_("Held as"), holds=NOTHING_PERSONAL, max_length=100)
    rule = Text(_("Rule"), holds=NOTHING_PERSONAL, max_length=10)
    due_on = Day(_("Due from"), holds=NOTHING_PERSONAL)
    by_on = Day(_("Gone by"), holds=NOTHING_PERSONAL)
    counts = models.JSONField(_("How many"), default=dict, blank=True)
    keys = Number(_("Keys destroyed"), holds=NOTHING_PERSONAL, blank=True)
    destroyed_at = Moment(_("Destroyed"), holds=NOTHING_PERSONAL, blank=True)
    erased_on = Day(_("Effectively erased on"), holds=NOTHING_PERSONAL, blank=True)

    class Meta(OfCase.Meta):
        ordering: ClassVar[tuple[str, ...]] = ("reference", "held_as")

    def __str__(self) -> str:
        return f"{self.reference} {self.held_as}"

    @property
    def holding(self) -> Holding:
        """Whose it is, and as what it is held."""
        return self.holder, self.held_as
