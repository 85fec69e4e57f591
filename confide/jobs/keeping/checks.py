"""What `confide doctor` looks at: each check answers with a sentence, and a failing one says what to do.

- A check changes nothing. One that cannot even be made is a failure like any other, with its reason.
- Those that `serve` must not start without are marked, and `readiness` asks only them.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connections
from django.db.models import Q
from django.utils.translation import gettext as _

from confide.door.looks import astray
from confide.jobs.keeping import journal
from confide.jobs.keeping.alone import left_by_drills
from confide.jobs.keeping.backup import LEDGER_KEYS
from confide.jobs.keeping.restore import is_unfinished
from confide.jobs.keeping.trouble import TROUBLES, sentence
from confide.jobs.migrating import waiting
from confide.ledger.integrate import check_clock as check_ledgers_clock
from confide.ledger.models import Entry, Pending
from confide.ledger.setup import the_log
from confide.ledger.signing import mac_key, public_key
from confide.vault.custody import check_wrapping
from confide.vault.epochs import DESTROY_AFTER, ROTATE_AFTER, living
from confide.vault.epochs import check_clock as check_epochs_clock
from confide.vault.escrow import epoch_name
from confide.vault.models import Shredding
from confide.vault.provider import escrow

LATE = timedelta(days=1)
LAG = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found: whether it is well, what was seen, and what to do where it is not."""

    check: str
    well: bool
    said: str
    do: str = ""


Found = Iterator[Finding]
Check = Callable[[datetime], Found]


def well(check: str, said: str) -> Finding:
    return Finding(check, True, said)


def ill(check: str, said: str, do: str) -> Finding:
    return Finding(check, False, said, do)


def look(checks: tuple[Check, ...], at: datetime) -> Iterator[Finding]:
    """Make each check. What stops one is what it found."""
    for check in checks:
        name = check.__name__.replace("_", " ")
        try:
            yield from check(at)
        except TROUBLES as error:
            yield ill(name, sentence(error), _("Do what the sentence says, then run confide doctor again."))


def restoring(_at: datetime) -> Found:
    home = Path(settings.CONFIDE_HOME)
    if is_unfinished(home):
        yield ill("restoring", _("A restoring was not finished."), _("Run confide restore again; it begins anew."))
    if left := left_by_drills(home):
        said = _("A drill was cut off and left {first}, with copies of keys.").format(first=left[0].name)
        yield ill("restoring", said, _("Run confide rotate, which destroys it."))


def databases(_at: datetime) -> Found:
    for alias in ("default", "keys"):
        connection = connections[alias]
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA quick_check(1)")
                found = str(cursor.fetchone()[0])
            if found != "ok":
                yield ill(
                    "databases",
                    _("The database {alias} is damaged: {found}.").format(alias=alias, found=found),
                    _("Stop, and run confide restore."),
                )
                continue
        yield well("databases", _("{alias} is whole").format(alias=alias))


def migrations(_at: datetime) -> Found:
    for alias in ("default", "keys"):
        if count := waiting(alias):
            said = _("{count} changes to the tables of {alias} wait.").format(count=count, alias=alias)
            yield ill("migrations", said, _("Back up, then run confide init, which makes them."))
        else:
            yield well("migrations", _("{alias} is up to date").format(alias=alias))


def kind(_at: datetime) -> Found:
    log = the_log()
    if log.kind != "live":
        said = _("This folder began as a demonstration and stays one.")
        yield ill("kind", said, _("Set CONFIDE_HOME to a new folder and run confide init there."))
    else:
        yield well("kind", _("the ledger is live: {origin}").format(origin=log.origin))


def keys(_at: datetime) -> Found:
    public_key()
    mac_key()
    yield well("keys", _("{count:,} data keys unwrap").format(count=check_wrapping()))


def clock(at: datetime) -> Found:
    check_ledgers_clock(at)
    check_epochs_clock(at)
    newest = Entry.objects.order_by("-id").first()
    if newest is not None and newest.at is not None and newest.at > at + LAG:
        said = _("The clock says {at:%d %B %Y %H:%M} UTC, and the newest entry is of {newest:%d %B %Y %H:%M}.").format(
            at=at, newest=newest.at
        )
        yield ill("clock", said, _("Set the clock of this computer, and let it follow a time server."))
    else:
        yield well("clock", _("the clock goes forward"))


def kit_made(_at: datetime) -> Found:
    if escrow().kit() is None:
        yield ill(
            "recovery kit", _("There is none: who loses the keys folder loses everything."), _("Run confide init.")
        )


def recovery_kit(at: datetime) -> Found:
    yield from kit_made(at)
    kit = escrow().kit()
    if kit is None:
        return
    if kit.proved_at is None:
        said = _("Nobody has proved yet that the kit {name} recovers.").format(name=kit.name)
        yield ill("recovery kit", said, _("Call two custodians and run confide init --check."))
    else:
        yield well(
            "recovery kit",
            _("kit {name} was proved on {proved_at:%d %B %Y}").format(name=kit.name, proved_at=kit.proved_at),
        )


def escrowed(_at: datetime) -> Found:
    if lacking := escrow().lacking([*(epoch_name(epoch.id) for epoch in living()), *LEDGER_KEYS]):
        said = _("{count} keys are not in escrow for this kit, {first} for one.").format(
            count=len(lacking), first=lacking[0]
        )
        yield ill("escrow", said, _("Run confide backup, which escrows them."))
    else:
        yield well("escrow", _("every living key is in escrow"))


def epochs(at: datetime) -> Found:
    alive = living()
    if not alive:
        yield ill("epochs", _("There is no epoch key."), _("Run confide init."))
        return
    age = at - alive[-1].created_at
    if age > ROTATE_AFTER + LATE:
        yield ill(
            "epochs",
            _("The newest epoch key is {days} days old.").format(days=age.days),
            _("Run confide rotate; is serve running?"),
        )
    over = [epoch for epoch in alive[:-1] if at - epoch.created_at > DESTROY_AFTER + LATE]
    if over:
        said = _("{count} epoch keys are over 35 days old and still there: old backups can still be opened.").format(
            count=len(over)
        )
        yield ill("epochs", said, _("Run confide rotate; is serve running?"))
    if age <= ROTATE_AFTER + LATE and not over:
        yield well("epochs", _("{count} alive, the newest is {days} days old").format(count=len(alive), days=age.days))


def integrator(at: datetime) -> Found:
    oldest = Entry.objects.filter(pk__in=Pending.objects.order_by("entry_id").values("entry_id")[:1]).first()
    if oldest is not None and oldest.at is not None and at - oldest.at > LAG:
        said = _("{count} entries wait, the oldest since {oldest:%d %B %Y %H:%M} UTC.").format(
            count=Pending.objects.count(), oldest=oldest.at
        )
        yield ill(
            "integrator", said, _("See that serve is running; confide ledger verify says if the ledger is damaged.")
        )
    else:
        yield well("integrator", _("nothing waits for its place in the ledger"))


def shreddings(_at: datetime) -> Found:
    if left := Shredding.objects.filter(Q(destroyed_at=None) | Q(secured_at=None)).count():
        yield ill(
            "shreddings", _("{left} were begun and not finished.").format(left=left), _("Run confide shred --resume.")
        )
    else:
        yield well("shreddings", _("none is unfinished"))


def who_looked(_at: datetime) -> Found:
    wrong = astray()
    if wrong:
        said = _("the list of who looked differs from the ledger, at entry {first} first, at {count} in all.").format(
            first=wrong[0], count=len(wrong)
        )
        yield ill(
            "who looked", said, _("Somebody changed the table door_look. Compare with a backup, and keep this line.")
        )
    else:
        yield well("who looked", _("the list repeats the newest entries of the ledger"))


def permissions(_at: datetime) -> Found:
    home = Path(settings.CONFIDE_HOME)
    wrong = [
        path for path in (Path(settings.CONFIDE_KEYS), Path(settings.CONFIDE_FILES)) if path.stat().st_mode & 0o077
    ]
    wrong += [path for path in Path(settings.CONFIDE_KEYS).rglob("*") if _is_open(path)]
    wrong += [path for path in (home, Path(settings.CONFIDE_DATA)) if path.stat().st_mode & 0o007]
    for path in wrong:
        mode = "go-rwx" if path.is_relative_to(settings.CONFIDE_KEYS) else "o-rwx"
        yield ill(
            "permissions",
            _("Others on this computer may read {path}.").format(path=path),
            _("Run chmod {mode} {path}.").format(mode=mode, path=path),
        )
    if not wrong:
        yield well("permissions", _("keys, files and data are for their owner only"))


def _is_open(path: Path) -> bool:
    # The key store's database is made with the usual mode of its owner; its folder keeps others out.
    return path.suffix in {".key", ".escrow"} and bool(path.stat().st_mode & 0o077)


def drills(at: datetime) -> Found:
    last = journal.last(journal.DRILLED)
    if last is None or at - last > timedelta(days=31):
        said = (
            _("No restoring was ever tried.")
            if last is None
            else _("The last drill was on {last:%d %B %Y}.").format(last=last)
        )
        yield ill("drill", said, _("Run confide restore --drill; it touches nothing."))
    else:
        yield well("drill", _("the backup came back on {last:%d %B %Y}").format(last=last))


def owner(_at: datetime) -> Found:
    if Path(settings.CONFIDE_HOME).stat().st_uid != os.getuid():
        said = _("The data folder belongs to another user than the one who runs this.")
        yield ill("owner", said, _("Run confide as the user who owns CONFIDE_HOME."))
