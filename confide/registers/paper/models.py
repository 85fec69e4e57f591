"""What it is, where it belongs, who took it and until when, what went wrong, and how it ended."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from confide.cases.models import Facts
from confide.cases.register import named
from confide.domain.holding import CONFIDENTIAL, NOTHING_PERSONAL
from confide.door import typed
from confide.door.fields import Code, Day, Moment, Sealed, Text, YesNo, user_name
from confide.people.choosing import colleagues
from confide.records.shredded import Shredded
from confide.registers.paper.rules import FILE, HANDOVER_SHEET, IN_A_VEHICLE, NOTEBOOK, PRINTOUT, VISITORS_BOOK

KINDS = (
    (FILE, _("A file or folder")),
    (NOTEBOOK, _("A notebook")),
    (HANDOVER_SHEET, _("A handover sheet")),
    (PRINTOUT, _("A copy or printout for one use")),
    (VISITORS_BOOK, _("A visitors' book")),
)
CARRIED = (
    ("by_hand", _("On foot or by public transport, in a closed bag that I hold")),
    ("by_car", _("By car, and it comes with me wherever I get out")),
)
LEFT = (
    (IN_A_VEHICLE, _("In a vehicle with nobody in it")),
    ("desk", _("On a desk or at a printer")),
    ("home", _("In somebody's home")),
    ("public", _("In a public place")),
    ("shown", _("In sight of somebody who should not see it")),
)


class InCabinet(Text):
    """The reference of a cabinet, chosen among those in use that the reader sees."""

    def formfield(self, **given: Any) -> Any:
        """A list that opens."""
        return typed.one_of(cabinets, **self.options(given))


def cabinets() -> Iterator[tuple[str, str]]:
    """The cabinets in use, each by its reference and place."""
    found = named("cabinet").facts.objects.filter(case__closed_at=None).select_related("case").order_by("place")
    return iter([(row.case.reference, f"{row.place} ({row.case.reference})") for row in found])


class Paper(Facts, Shredded):
    """One thing made of paper."""

    kind = Code(_("What is it?"), holds=NOTHING_PERSONAL, choices=KINDS)
    category = Code(
        _("What is in it?"),
        holds=NOTHING_PERSONAL,
        vocabulary="category",
        blank=True,
        help_text=_("For a file: if it is several things, the one that is kept longest. It says how long it is kept."),
    )
    cabinet = InCabinet(_("Which cabinet does it belong in?"), holds=NOTHING_PERSONAL, max_length=20)
    written_on = Day(_("When was its last page written?"), holds=NOTHING_PERSONAL)
    destroy_by = Day(_("Destroyed by"), holds=NOTHING_PERSONAL, blank=True)
    held_as = Text(_("Held as"), holds=NOTHING_PERSONAL, max_length=100, blank=True)
    back_by = Moment(_("Until when?"), holds=NOTHING_PERSONAL, blank=True)
    unlocked_by = user_name(
        _("Who unlocked the cabinet for you?"),
        blank=True,
        max_length=150,
        there_are=colleagues,
        help_text=_("Somebody who holds a key. Leave it empty if you hold one yourself."),
    )
    colleague = user_name(
        _("To whom?"),
        blank=True,
        max_length=150,
        there_are=colleagues,
        help_text=_("The colleague who has it from now on, and has said so."),
    )
    carried = Code(_("How do you carry it?"), holds=NOTHING_PERSONAL, choices=CARRIED, blank=True)
    stays_with_me = YesNo(
        _("Will it stay with you, and never in a vehicle with nobody in it?"), holds=NOTHING_PERSONAL, blank=True
    )
    complete = YesNo(_("Is everything still in it?"), holds=NOTHING_PERSONAL, blank=True)
    left_where = Code(_("Where was it left?"), holds=NOTHING_PERSONAL, choices=LEFT, blank=True)
    unsafe_on = Day(_("Last left unsafe"), holds=NOTHING_PERSONAL, blank=True)
    disclosure = Text(
        _("With which disclosure did it go?"),
        holds=NOTHING_PERSONAL,
        blank=True,
        max_length=20,
        help_text=_("Its reference, such as DI-00012. It has to be carried out first."),
    )

    what = Sealed(
        _("What does it say on it?"), holds=CONFIDENTIAL, max_length=200, help_text=_("Such as Care file, volume 2.")
    )
    why_out = Sealed(_("What do you need it for?"), holds=CONFIDENTIAL, lines=2, blank=True)
    to_where = Sealed(_("Where do you take it?"), holds=CONFIDENTIAL, blank=True, max_length=200)
    what_happened = Sealed(_("What happened?"), holds=CONFIDENTIAL, lines=4, blank=True)
    what_was_done = Sealed(_("What was done to find it, and who was told?"), holds=CONFIDENTIAL, lines=4, blank=True)
