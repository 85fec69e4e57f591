"""The register of paper, announced: to the pages, to retention, and to the people it is about."""

from django.utils.translation import gettext_lazy as _

from confide.cases.register import Page, Register, add
from confide.records.holdings import Keeper, bar, keep
from confide.registers.paper import effects, keeping, whereabouts
from confide.registers.paper.journey import ADDRESSES
from confide.registers.paper.models import Paper
from confide.registers.paper.rules import RULES

keep(Keeper("paper", _("Paper"), held=keeping.held, let_go=keeping.let_go, on_paper=True))
bar(keeping.away)
add(
    Register(
        rules=RULES,
        facts=Paper,
        pages=(
            Page(
                _("What it is"),
                ("kind", "what", "category", "written_on", "cabinet"),
                steps=("open",),
                intro=_(
                    "Record a file once. Record a notebook or a handover sheet when you begin it; you are reminded to"
                    " shred it. Write the number that it gets on its cover."
                ),
            ),
            Page(
                _("Out of the cabinet"),
                ("why_out", "back_by", "unlocked_by"),
                steps=("take_out",),
                intro=_("It is yours until then: locked away whenever you are not using it, and never left lying."),
            ),
            Page(
                _("Away from the office"),
                ("to_where", "carried", "stays_with_me"),
                steps=("carry_off_site",),
                intro=_("Take only what you need, in a closed bag, and bring it back the same way. It is yours."),
            ),
            Page(_("Who has it"), ("colleague",), steps=("give_to_a_colleague",)),
            Page(_("When it came back"), ("complete",), steps=("bring_back", "find_it")),
            Page(
                _("What went wrong"),
                ("left_where", "unsafe_on", "what_happened", "what_was_done"),
            ),
            Page(
                _("Shredded"),
                ("paper_level", "shredded_on", "witness"),
                steps=("shred",),
                intro=_("For notebooks, handover sheets, copies and visitors' books. A file goes by a disposal."),
            ),
            Page(_("Gone outside"), ("disclosure",), steps=("hand_on",)),
        ),
        columns=("kind", "cabinet"),
        effects={
            "open": effects.record,
            "take_out": effects.take_out,
            "carry_off_site": effects.carry_off_site,
            "bring_back": effects.bring_back,
            "give_to_a_colleague": effects.give_to_a_colleague,
            "keep_it_longer": effects.keep_longer,
            "move": effects.move,
            "report_unsafe": effects.report_unsafe,
            "report_missing": effects.report_missing,
            "find_it": effects.find_it,
            "give_up_the_search": effects.give_up_the_search,
            "shred": effects.shred,
            "hand_on": effects.hand_on,
        },
        stops={"shred": effects.by_disposal_only},
        about_persons=True,
        journey=ADDRESSES,
        step_labels={
            "open": _("Record paper"),
            "take_out": _("Take it out"),
            "carry_off_site": _("Take it away from the office"),
            "bring_back": _("Bring it back"),
            "give_to_a_colleague": _("Give it to a colleague"),
            "keep_it_longer": _("Keep it longer"),
            "move": _("Put it in another cabinet"),
            "report_unsafe": _("Say that it was left unsafe"),
            "report_missing": _("Say that it is missing"),
            "find_it": _("It was found"),
            "give_up_the_search": _("Give up the search"),
            "shred": _("Record that it was shredded"),
            "hand_on": _("Record that it went with a disclosure"),
        },
        ticks={effects.LOOK_INTO_IT: "give_up_the_search"},
        shows=whereabouts.shows,
        of_person=whereabouts.of_person,
        notices=whereabouts.notices,
        sample=effects.sample,
    )
)
