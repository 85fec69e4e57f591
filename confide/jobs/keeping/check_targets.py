"""The checks of `confide doctor` that look at backup targets and disks."""

import os
import shutil
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from confide.jobs.keeping import attachments
from confide.jobs.keeping.checks import Found, ill, well
from confide.jobs.keeping.manifest import ahead, newest
from confide.jobs.keeping.targets import DATA, ESCROW, KEYS, Targets, configured
from confide.ledger.signing import public_key
from confide.vault.errors import KeyStoreError
from confide.vault.escrow import ENDING
from confide.vault.provider import escrow
from confide.vault.recovery import read_kit

RECOVERY_POINT = timedelta(minutes=15)
LEAST_FREE = 0.1


def backups(at: datetime) -> Found:
    targets = configured(os.environ, Path(settings.CONFIDE_HOME))
    if targets is None:
        yield ill(
            "backups",
            _("There are no backup targets."),
            _("Set {data}, {keys} and {escrow}; see the guide.").format(data=DATA, keys=KEYS, escrow=ESCROW),
        )
        return
    for kind, folder in (("data", targets.data), ("keys", targets.keys)):
        yield from _kept(folder, kind, at)
    yield from _escrowed(targets)


def _kept(folder: Path, kind: str, at: datetime) -> Found:
    """By what is signed, and never by a name alone: whoever can write there could let an old backup look new."""
    made = newest(folder, kind, public_key(), at=at)
    told = {"kind": kind, "newest": made and made.made_at}
    if made is None or at - made.made_at > RECOVERY_POINT:
        said = (
            _("There is none of {kind}.").format(**told)
            if made is None
            else _("That of {kind} is of {newest:%d %B %Y %H:%M} UTC.").format(**told)
        )
        yield ill("backups", said, _("See in the log of serve why it made none, or run confide backup."))
    else:
        yield well("backups", _("{kind} of {newest:%d %B %Y %H:%M} UTC").format(**told))
    if count := ahead(folder, kind, at=at):
        said = _("{count} of {kind} are named for a time that has not come; none of them counts.").format(
            count=count, kind=kind
        )
        do = _(
            "Set the clock if it is wrong. If it is right, move those files out of the target: restoring takes the "
            "newest that is signed."
        )
        yield ill("backups", said, do)


def _escrowed(targets: Targets) -> Found:
    here, there = escrow().names(), {path.stem for path in targets.escrow.glob(f"*{ENDING}")}
    if not _has_our_kit(targets):
        said = _("The recovery kit in the escrow target is not the one of this installation.")
        do = _("Run confide backup. If no new kit was made since the last one, find out who can write to that target.")
        yield ill("backups", said, do)
    if here != there:
        said = _("The escrow target lacks {count} keys and still holds {dead} that are destroyed.").format(
            count=len(here - there), dead=len(there - here)
        )
        yield ill("backups", said, _("Run confide backup."))
    else:
        yield well("backups", _("the escrow target holds what is alive, and nothing else"))


def _has_our_kit(targets: Targets) -> bool:
    ours = escrow().kit()
    try:
        there = read_kit(targets.escrow)
    except KeyStoreError:
        return False
    # One that was proved since the last backup is the same kit.
    return (there and there.public) == (ours and ours.public)


def files(_at: datetime) -> Found:
    # Nobody here can see whether a bucket is copied, so this is said and not judged.
    yield well("attachments", attachments.outside() or _("they lie in our folder, and in each copy of the data"))


def disks(_at: datetime) -> Found:
    home = Path(settings.CONFIDE_HOME)
    targets = configured(os.environ, home)
    for folder in (home, *((targets.data, targets.keys, targets.escrow) if targets else ())):
        usage = shutil.disk_usage(folder)
        free = _("{free:,.1f} GB free").format(free=usage.free / 2**30)
        if usage.free < usage.total * LEAST_FREE:
            yield ill(
                "disk",
                _("{folder}: only {free}.").format(folder=folder, free=free),
                _("Make room, or move it to a larger disk."),
            )
        else:
            yield well("disk", _("{folder}: {free}").format(folder=folder, free=free))
