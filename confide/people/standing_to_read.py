"""What others do, for whoever may read it at all: whom the policy lets read nothing has no row of it, and no count.

- The policy is asked, once for each reader; who is kept out is never worked out here.
"""

from django.db.models import Q

from confide.domain.reading import Reader
from confide.door.opening import actor_of
from confide.door.policy import may
from confide.people.scope import matter


def readable(reader: Reader, ways: Q) -> Q:
    """These ways to what is not one's own, for whoever the policy lets read at all; else none."""
    team = min(reader.teams | reader.managed, default=None)
    asked = may("person:read", actor=actor_of(reader), case=matter("person", reader, team))
    return ways if asked.allowed else Q(pk__in=[])
