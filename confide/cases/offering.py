"""Which registers are offered to somebody: those in which they may open a case; to cases of others they are led."""

from confide.cases.register import Register, every
from confide.domain.reading import Reader
from confide.domain.register import OPEN
from confide.door.opening import actor_of
from confide.door.policy import may_each

ANYONE = "anyone"


def offered(reader: Reader) -> list[Register]:
    """The registers that are open to everybody, and of the others those that the policy opens to this reader."""
    kept = [register for register in every() if register.rules.opened_by != ANYONE]
    team = "manager" if reader.managed else "member"
    matter = {"id": "new", "opened_by": str(reader.id), "owner": str(reader.id), "team_relation": team}
    # Whether they may in principle: agreement and training are asked for when they do.
    actor = {**actor_of(reader), "agreement_signed": True, "inducted": True, "training": "in_date"}
    answers = may_each([(register.rules.action(OPEN), actor, matter) for register in kept]) if kept else []
    closed = {register.rules.name for register, answer in zip(kept, answers, strict=True) if not answer.allowed}
    return [register for register in every() if register.rules.name not in closed]
