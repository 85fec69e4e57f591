"""Paper: a file, a notebook, a handover sheet. It is in its cabinet, or somebody has it, until a time that is set.

- Whoever takes it out signs for it; a key holder unlocks. What leaves the building stays with whoever signed for it.
- Keeping it longer wants a reason each time, and comes to an end: then it is brought back, and a key holder sees it.
- Left lying, left in a car, or gone: whoever sees it says so, and information governance hears of it at once.
- Notebooks and handover sheets are shredded by the day that their work is done. A file goes by a disposal, which two
  people agree to; what is handed on goes with a disclosure, and the manager of the team lets it go.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from confide.domain.register import Rules
from confide.domain.workflow import Step, Workflow

FILE, NOTEBOOK, HANDOVER_SHEET, PRINTOUT, VISITORS_BOOK = (
    "file",
    "notebook",
    "handover_sheet",
    "printout",
    "visitors_book",
)
SOON_GONE = {NOTEBOOK: False, HANDOVER_SHEET: True, PRINTOUT: True, VISITORS_BOOK: False}
"""What is destroyed when its work is done; and whether that is on the same day."""
RULE = "IG-10"
"""The row of the schedule that these go by."""
OFFICES = ("data_protection_officer", "managing_director")
"""Who hears of paper that is gone: the first of them who can."""
LOOKED_INTO_WITHIN = "24_hours"
IN_A_VEHICLE = "vehicle"
AWAY = ("out", "off_site")
ANYWHERE = ("in_its_place", *AWAY)


def _everywhere(sources: tuple[str, ...], step: Step) -> tuple[Step, ...]:
    """A step that leaves the paper where it is, from each of these."""
    return tuple(replace(step, sources=(source,), target=source) for source in sources)


RULES = Rules(
    name="paper",
    plural="paper",
    prefix="PF",
    title="Paper",
    clauses=("2.4e", "2.4f", "2.8g", "2.8h", "2.8i", "2.8k", "1.7a"),
    opening="record",
    open_always=False,
    workflow=Workflow(
        initial="in_its_place",
        final=frozenset({"shredded", "handed_on", "lost"}),
        resting=frozenset({"in_its_place"}),
        due={"in_its_place": "to_be_shredded", **dict.fromkeys(AWAY, "to_be_brought_back")},
        steps=(
            Step("take_out", ("in_its_place",), "out", clause="2.4e", by="reader", needs=("why_out", "back_by")),
            Step("carry_off_site", ("out",), "off_site", clause="2.4f", by="owner",
                 needs=("to_where", "carried", "stays_with_me", "back_by")),
            Step("bring_back", AWAY, "in_its_place", clause="2.4e", by="reader", needs=("complete",)),
            *_everywhere(AWAY, Step("give_to_a_colleague", (), "", clause="2.4e", by="owner", needs=("colleague",))),
            *_everywhere(AWAY, Step("keep_it_longer", (), "", clause="2.4e", by="owner", needs=("back_by", "why_out"))),
            Step("move", ("in_its_place",), "in_its_place", clause="2.8h", by="reader", needs=("cabinet",)),
            *_everywhere(ANYWHERE, Step("report_unsafe", (), "", clause="2.8g", by="reader",
                                        needs=("left_where", "what_happened"), emergency=True)),
            Step("report_missing", ANYWHERE, "missing", clause="2.8g", by="reader", needs=("what_happened",),
                 emergency=True),
            Step("find_it", ("missing",), "in_its_place", clause="2.8h", by="reader",
                 needs=("what_happened", "complete")),
            Step("give_up_the_search", ("missing",), "lost", clause="2.8g", by="governance", needs=("what_was_done",),
                 fresh=True),
            Step("shred", ("in_its_place", "out"), "shredded", clause="2.8i", by="reader",
                 needs=("paper_level", "shredded_on", "witness"), fresh=True),
            Step("hand_on", ANYWHERE, "handed_on", clause="1.7a", by="line_manager", needs=("disclosure",), fresh=True),
        ),
    ),
)  # fmt: skip


def latest_back(at: datetime, since: datetime, days: int, days_in_all: int) -> datetime:
    """Until when it may be out that was taken out then: so many days from now, and never more than all of them."""
    return min(at + timedelta(days=days), since + timedelta(days=days_in_all))
