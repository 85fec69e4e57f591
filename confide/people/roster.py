"""The roster of this process: everybody's names in memory, as of the newest change anywhere.

- Asked for, it costs one query where nothing changed, the change itself where something did, and is opened once.
- What it answers is within the sight of the reader, and of those only whose names the policy would open for them.
- Shredding somebody takes their names out and puts the rest under a new key, so no older copy opens.
"""

import functools
import gc
import threading
import tomllib
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from confide.domain.mentions import Known
from confide.domain.names import ShortForms, short_forms
from confide.domain.reading import Reader
from confide.domain.roster import Index, Line, Roster, Sight
from confide.door import snapshots
from confide.door.opening import Asked, permitted
from confide.door.reading import System, current
from confide.door.snapshots import Mark, OutOfDate
from confide.people import clockwork, scope
from confide.people.models import Person
from confide.people.noting import ROSTER, begin

MOST_BESIDE = 1_000
"""Changes that are looked up beside the whole before they are made one with it."""
RENEWED_EVERY = timedelta(days=7)
ATTEMPTS = 3


class Keeper:
    """The roster that this process holds. Safe to use from several threads."""

    def __init__(self) -> None:
        self.openings = 0
        """How many times the whole was opened so far."""
        self._held: tuple[Mark, Roster] | None = None
        self._lock = threading.Lock()

    def roster(self) -> Roster:
        """The roster as it is now."""
        for _ in range(ATTEMPTS):
            now = snapshots.mark(ROSTER)
            if now.generation is None:
                _begin_once()
                continue
            with self._lock:
                if self._held is None or self._held[0] != now:
                    self._held = self._brought_up_to(now)
                if self._held is not None:
                    return self._held[1]
        raise RuntimeError("The roster was renewed again and again while it was read.")

    def clear(self) -> None:
        """Forget it, as a new process would."""
        with self._lock:
            self._held = None

    def _brought_up_to(self, now: Mark) -> tuple[Mark, Roster] | None:
        """What is held with what changed since, or the whole; nothing where it was renewed meanwhile."""
        if self._held is not None:
            try:
                return now, _grown(self._held[1], snapshots.since(ROSTER, self._held[0], now))
            except OutOfDate:
                pass
        parts = snapshots.whole(ROSTER, now)
        if not parts:
            return None
        self.openings += 1
        base = Roster(Index(map(Line._make, parts[0])), nicknames())
        # It stays as long as the process: to look through all of it for garbage, again and again, takes a fifth of the
        # time of whatever reads much.
        gc.freeze()
        return now, _grown(base, parts[1:])


def _grown(roster: Roster, parts: Iterable[list[Any]]) -> Roster:
    changes = {row[0]: Line._make(row) for part in parts for row in part}
    grown = roster.with_changes(changes) if changes else roster
    return grown if len(grown.changed) <= MOST_BESIDE else Roster(Index(grown.lines()), grown.short_forms)


@functools.cache
def nicknames() -> ShortForms:
    """The short forms of given names that people go by."""
    text = files("confide.people").joinpath("short_forms.toml").read_text("utf-8")
    return short_forms(tomllib.loads(text)["names"])


_KEEPER = Keeper()


def keeper() -> Keeper:
    """The keeper of this process."""
    return _KEEPER


def roster() -> Roster:
    """The roster as it is now."""
    return _KEEPER.roster()


def known_names() -> Known:
    """The names of everybody, for telling a name from other words in a text."""
    return roster().known


def seen() -> Sight:
    """Whom the current reader sees."""
    reader = current()
    if isinstance(reader, System) or scope.sees_everybody(reader):
        return Sight(everybody=True)
    others = Person.objects.filter(scope.widened(reader)).values_list("pk", flat=True)
    return Sight(teams=frozenset(team.hex for team in scope.teams(reader)), also=frozenset(pk.hex for pk in others))


def known(sight: Sight) -> Sight:
    """Of those, whose names the policy would open for the current reader."""
    reader = current()
    if isinstance(reader, System):
        return sight
    asked = {team.hex: _asked(reader, team) for team in scope.teams(reader)}
    elsewhere = _asked(reader, None)
    open_to = permitted([*asked.values(), elsewhere])
    others = elsewhere in open_to
    teams = frozenset(team for team, ask in asked.items() if ask in open_to)
    return Sight(sight.everybody and others, teams, sight.also if others else frozenset())


def _asked(reader: Reader, team: UUID | None) -> Asked:
    return "person:read", scope.matter("person", reader, team)


def forget(people: Collection[UUID], *, at: datetime) -> None:
    """Take the names of those who were shredded out of the roster, and destroy the key of every older copy.

    Part of the transaction of the act where there is one: the old key goes when that is committed.
    """
    gone = {person.hex for person in people}
    with transaction.atomic():
        if snapshots.lock(ROSTER).generation is None:
            return
        nothing = {"known_as": "", "known_by": "", "team": ""}
        lines = [line._replace(**nothing) if line.id in gone else line for line in roster().lines()]
        snapshots.renew(ROSTER, lines, at=at)


def tend(at: datetime) -> int:
    """Give the roster a new key each week, make changes one with the whole, and finish what was interrupted.

    Returns how many keys of older copies were destroyed.
    """
    if snapshots.is_due(ROSTER, before=at - RENEWED_EVERY, most=MOST_BESIDE):
        forget((), at=at)
    return len(snapshots.destroy_spent(at=at))


clockwork.add("keys of the roster", tend)


def rebuild(*, at: datetime) -> None:
    """Make the roster anew from everybody's rows, as after a restore."""
    with transaction.atomic():
        begin(at=at)


def _begin_once() -> None:
    with transaction.atomic():
        if snapshots.lock(ROSTER).generation is None:
            begin(at=timezone.now())
