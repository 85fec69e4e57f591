"""Whether somebody may do something with what is held about a person: asked of the policy, refused with its reasons.

- A person whom the reader does not see does not exist.
"""

from django.http import Http404

from confide.domain.refusal import Forbidden
from confide.door.opening import actor_of
from confide.door.policy import may_each, sentences
from confide.door.reading import System, current
from confide.people import scope
from confide.people.models import Person

WRITE, CHANGE, TAKE_AWAY, ADD = "person:write", "person:change", "person:take_away", "person:add"


def refusals(person: Person | None, *actions: str) -> list[Forbidden | None]:
    """What the policy says about each of these, asked in one go; for somebody new there is no person yet."""
    reader = current()
    if isinstance(reader, System):
        return [None for _ in actions]
    matter = scope.matter("person", reader, *((person.team_id, person.row_id) if person else (None,)))
    permissions = may_each([(action, actor_of(reader), matter) for action in actions])
    return [None if found.allowed else Forbidden(sentences(found), found.clauses) for found in permissions]


def permit(person: Person | None, action: str) -> None:
    """Raises Forbidden with every reason of the policy, unless it lets the reader do this; or Http404."""
    if isinstance(current(), System):
        return
    if person is not None and not Person.objects.filter(pk=person.pk).exists():
        raise Http404
    if (refusal := refusals(person, action)[0]) is not None:
        raise refusal
