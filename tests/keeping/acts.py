"""The things done by `tests.keeping.acting`, once Django is set up."""

import io
import os
import sqlite3
import sys
import uuid
from contextlib import closing, redirect_stderr, redirect_stdout
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.keywrap import aes_key_unwrap_with_padding
from django.conf import settings
from django.db import transaction

from confide.door.reading import system
from confide.jobs.command_line import main
from confide.jobs.keeping.alone import alone
from confide.jobs.keeping.backup import back_up
from confide.jobs.keeping.filling import is_empty
from confide.jobs.keeping.manifest import manifests
from confide.jobs.keeping.readiness import against_serving
from confide.jobs.keeping.restore import Wish, is_unfinished, restore
from confide.jobs.keeping.soundness import prove_everything_opens
from confide.jobs.keeping.targets import check, configured
from confide.jobs.keeping.tick import tick as tick_once
from confide.jobs.keeping.tick import turn as turn_once
from confide.jobs.keeping.whence import of_custodians
from confide.jobs.migrating import migrate
from confide.ledger.append import append
from confide.ledger.integrate import integrate
from confide.ledger.models import Checkpoint, Entry
from confide.ledger.setup import begin
from confide.ledger.signing import public_key
from confide.people.adding import add_person
from confide.people.models import Membership, Person, Staff, Team
from confide.vault.custody import from_custodians
from confide.vault.errors import VaultError
from confide.vault.models import DataKey, Epoch
from confide.vault.recovery import recover
from confide.vault.sealing import Key, unseal
from confide.vault.shredding import shred as shred_one

NAME = "Quokka Marmalade"


def _at(at: str | None) -> datetime:
    return datetime.fromisoformat(at) if at else datetime.now(UTC)


def people(number: int, at: str | None = None) -> int:
    """Add people, each with a key of their own and an entry in the ledger."""
    team, _ = Team.objects.get_or_create(name="Homecare")
    staff, new = Staff.objects.get_or_create(
        username="ama", defaults={"name": "Ama", "role": "care_worker", "team": team, "works_from": date(2024, 1, 8)}
    )
    if new:
        Membership.objects.create(staff=staff, team=team, manages=False, from_on=date(2024, 1, 8))
    with system("tests"):
        for _ in range(number):
            person = add_person(kind="service_user", name=NAME, team=team, actor=staff.id, at=_at(at))
            with transaction.atomic():
                append("tests:added", at=_at(at), actor="system:tests", about=f"SU-{person.pk.hex[:8]}")
    integrate(at=_at(at))
    with system("tests"):
        return Person.objects.count()


def sound() -> dict[str, Any]:
    """What opens, and what the ledger holds."""
    found = prove_everything_opens()
    with system("tests"):
        total = Person.objects.count()
        opened = [row for row in Person.objects.all() if _opens_whole(row)]
    return {
        "documents": found.opened,
        "opened": len(opened),
        "shredded": found.shredded,
        "lost": found.lost,
        "people": total,
        "keys": DataKey.objects.count(),
        "entries": Entry.objects.count(),
        "living": [str(epoch) for epoch in Epoch.objects.filter(destroyed_at=None).values_list("id", flat=True)],
    }


def _opens_whole(person: Person) -> bool:
    try:
        return person.authenticate() > 0
    except VaultError:
        return False


def shred(at: str) -> str:
    """Shred the first person; their id."""
    with system("tests"):
        person = Person.objects.order_by("reference").first()
    for retention in DataKey.objects.filter(holder=person.pk).values_list("retention", flat=True):
        shred_one(person.pk, retention, at=_at(at))
    return str(person.pk)


def turn(at: str) -> int:
    with alone(Path(settings.CONFIDE_HOME)):
        turn_once(_at(at))
    return 0


def tick(at: str) -> bool:
    return tick_once(_at(at)) is not None


def backup(at: str) -> str:
    home = Path(settings.CONFIDE_HOME)
    with alone(home):
        return back_up(configured(os.environ, home), at=_at(at)).data.stamp


def checkpoint(path: str) -> int:
    """Keep the newest checkpoint as a witness would."""
    integrate(at=datetime.now(UTC))
    newest = Checkpoint.objects.order_by("-size").first()
    Path(path).write_text(newest.note, encoding="utf-8")
    return newest.size


def thief(person: str, shares: list[str]) -> int:
    """In how many kept pairs of backups somebody with every target and two shares opens what was said of a person."""
    targets = configured(os.environ, Path(settings.CONFIDE_HOME))
    source, opened = from_custodians(targets.escrow, recover(shares)), 0
    for keys in targets.keys.glob("*.sqlite3"):
        for data in targets.data.glob("*.sqlite3"):
            opened += _opens(keys, data, uuid.UUID(person), source)
    return opened


def _opens(keys: Path, data: Path, person: uuid.UUID, source: Any) -> int:
    with closing(sqlite3.connect(keys)) as store, closing(sqlite3.connect(data)) as records:
        wrapped = store.execute(
            "SELECT id, retention, wrapped, epoch_id FROM vault_datakey WHERE holder = ?", [person.hex]
        )
        columns = [
            row[1] for row in records.execute("PRAGMA table_info(people_person)") if row[1].startswith("sealed_")
        ]
        row = records.execute(f"SELECT version, {', '.join(columns)} FROM people_person WHERE id = ?", [person.hex])
        known, sealed = wrapped.fetchall(), row.fetchone()
    return int(any(_one(key, columns, sealed, person, source) for key in known if sealed))


def _one(key: Any, columns: list[str], sealed: Any, person: uuid.UUID, source: Any) -> bool:
    identity, retention, wrapped, epoch = key
    try:
        secret = aes_key_unwrap_with_padding(source(f"epoch-{uuid.UUID(epoch)}"), wrapped)
    except VaultError:
        return False
    whole = Key(uuid.UUID(identity), person, retention, secret)
    for column, envelope in zip(columns, sealed[1:], strict=True):
        if envelope:
            try:
                plain = unseal(envelope, whole, table="people_person", row=person, field=column, version=sealed[0])
            except VaultError:
                continue
            if NAME.encode() in plain:
                return True
    return False


def names() -> list[str]:
    """What is sealed about everybody's name."""
    with system("tests"):
        return [row.unlocked(["name"])["name"] for row in Person.objects.all()]


def write_until(path: str) -> int:
    """Add people one by one until a file is there; how many there are then."""
    number = people(1)
    Path(f"{path}-begun").touch()
    while not Path(path).exists():
        number = people(1)
    return number


def demonstrate() -> int:
    """Begin as a demonstration does."""
    migrate()
    begin("demo", datetime.now(UTC))
    return 0


def command(words: list[str], given: str) -> dict[str, Any]:
    """One of the product's own commands."""
    out, err, before = io.StringIO(), io.StringIO(), sys.stdin
    sys.stdin = io.StringIO(given)
    try:
        with redirect_stdout(out), redirect_stderr(err):
            status = main(words)
    finally:
        sys.stdin = before
    return {"returncode": status, "stdout": out.getvalue(), "stderr": err.getvalue()}


def whole() -> dict[str, Any]:
    """What stands after a death: what opens, and what the doctor would stop serving for."""
    return {**sound(), "against": [finding.said for finding in against_serving(datetime.now(UTC) + timedelta(days=80))]}


def kept() -> dict[str, Any]:
    """Whether the newest whole backup has all its files, and how many there are."""
    targets = configured(os.environ, Path(settings.CONFIDE_HOME))
    found = {kind: manifests(getattr(targets, kind), kind, public_key()) for kind in ("data", "keys")}
    for kind, made in found.items():
        for one in made:
            for part in one.database:
                check(getattr(targets, kind), part)
    return {kind: len(made) for kind, made in found.items()}


def come_back(shares: list[str]) -> int:
    """Restore here; how many documents open."""
    home = Path(settings.CONFIDE_HOME)
    targets = configured(os.environ, home)
    with alone(home):
        whence = of_custodians(targets.escrow, recover(shares), at=datetime.now(UTC))
        done = restore(Wish(targets, *whence), at=datetime.now(UTC))
    return done.verified.entries


def untouched() -> bool:
    """Whether nobody has made a table in either database."""
    return all(is_empty(alias) for alias in ("default", "keys"))


def come_to() -> dict[str, Any]:
    """What stands where a restoring was cut off."""
    home = Path(settings.CONFIDE_HOME)
    return {
        "unfinished": is_unfinished(home),
        "against": [each.said for each in against_serving(datetime.now(UTC))][:1],
    }
