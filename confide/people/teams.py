"""Teams: made with an entry in the ledger. An empty one shows nobody anything; who joins it takes two people."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from confide.door.recording import Who, record
from confide.people.models import Team


def add_team(name: str, *, branch: str = "", actor: Who, at: datetime) -> Team:
    """Make a team. Raises ValidationError where there is one of that name, in whatever letters."""
    team = Team(name=" ".join(name.split()), branch=branch.strip())
    if Team.objects.filter(name__iexact=team.name).exists():
        raise ValidationError({"name": _("There is a team of this name already.")})
    team.full_clean(validate_unique=False)
    with transaction.atomic():
        team.save(force_insert=True)
        record("team:add", at=at, actor=actor, about=f"team/{team.pk}", clauses=("1.7b",))
    return team
