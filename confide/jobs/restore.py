"""`confide restore`: brings an installation back from its backups, or proves with `--drill` that it could.

- It needs the shares of two custodians, or the keys folder where that survived.
- It compares with the newest checkpoint that a witness kept, unless it is told that there is none.
"""

import argparse
import json
import sys
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from confide.jobs import backup
from confide.jobs.keeping import attachments
from confide.jobs.keeping.alone import alone, drilling
from confide.jobs.keeping.asking import ask_for_shares
from confide.jobs.keeping.drill import drill
from confide.jobs.keeping.restore import Restored, Wish, restore
from confide.jobs.keeping.targets import Targets
from confide.jobs.keeping.trouble import TROUBLES, KeepingError, sentence
from confide.jobs.keeping.whence import Whence, of_custodians, of_survivors
from confide.vault.recovery import recover


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    backup.arguments(parser)
    parser.add_argument(
        "--drill", action="store_true", help=_("prove that the newest backup comes back; touch nothing")
    )
    parser.add_argument(
        "--with-custodians", action="store_true", help=_("in a drill, prove the escrow with shares too")
    )
    parser.add_argument(
        "--surviving-keys", type=Path, metavar="FOLDER", help=_("a keys folder that survived, instead of custodians")
    )
    witness = parser.add_mutually_exclusive_group()
    witness.add_argument("--checkpoint", type=Path, metavar="FILE", help=_("the newest checkpoint that a witness kept"))
    witness.add_argument("--without-checkpoint", action="store_true", help=_("there is no witness to compare with"))
    parser.add_argument("--accept-loss", action="store_true", help=_("restore although the witness has seen more"))
    parser.add_argument(
        "--at-most", type=_moment, metavar="TIME", help=_("nothing newer than this, such as 2026-11-24T09:00")
    )
    parser.add_argument(
        "--ledger", type=Path, metavar="FILE", help=_("an exported ledger whose shreddings are done again")
    )
    parser.add_argument("--json", action="store_true", help=_("say what came back as JSON"))


def run(options: argparse.Namespace) -> int:
    """Restore or drill; 1 and a sentence where it cannot be done, and then nothing has changed."""
    try:
        # Backups go on while a drill is at work, however long it takes.
        lock = drilling if options.drill else alone
        with lock(Path(settings.CONFIDE_HOME)):
            targets = backup.chosen(options)
            return _drill(options, targets) if options.drill else _restore(options, targets)
    except TROUBLES as error:
        print(sentence(error), file=sys.stderr)
    return 1


def _drill(options: argparse.Namespace, targets: Targets) -> int:
    shares = ask_for_shares() if options.with_custodians else ()
    done = drill(targets, shares, at=timezone.now())
    print(
        _("The backup of %(at)s comes back: its %(entries)s entries are verified, %(opened)s sealed documents open.")
        % {"at": f"{done.backup_of:%d %B %Y %H:%M} UTC", "entries": f"{done.entries:,}", "opened": f"{done.opened:,}"}
    )
    print(
        _("The restored ledger says after them that it was restored (%(added)s entries more); all of it is gone again.")
        % {"added": done.added}
    )
    if not shares:
        print(_("The escrow was not proved. Once a year add --with-custodians."))
    return 0


def _restore(options: argparse.Namespace, targets: Targets) -> int:
    if options.checkpoint is None and not options.without_checkpoint:
        raise KeepingError(
            _("Give the newest checkpoint that the witness kept with --checkpoint, or say --without-checkpoint.")
        )
    wish = Wish(
        targets,
        *_whence(options, targets),
        at_most=options.at_most,
        witnessed=options.checkpoint.read_text(encoding="utf-8") if options.checkpoint else None,
        accept_loss=options.accept_loss,
        ledger=options.ledger,
    )
    restored = restore(wish, at=timezone.now())
    if options.json:
        print(json.dumps(_told(restored)))
    else:
        _say(restored)
    return 0


def _whence(options: argparse.Namespace, targets: Targets) -> Whence:
    if options.surviving_keys is not None:
        return of_survivors(options.surviving_keys)
    return of_custodians(targets.escrow, recover(ask_for_shares()), at=timezone.now())


def _told(restored: Restored) -> dict[str, str | int]:
    return {
        "backup_of": restored.data.made_at.isoformat(),
        "entries": restored.verified.entries,
        "kept": restored.data.entries,
        "opened": restored.found.opened,
        "shredded": restored.found.shredded,
        "shredded_again": restored.shredded_again,
        "lost": restored.lost,
        "origin": restored.origin,
    }


def _say(restored: Restored) -> None:
    told = _told(restored)
    print(_("Restored the backup of %(backup_of)s.") % told)
    print(_("Its %(kept)s entries are verified, %(opened)s sealed documents open.") % told)
    print(
        _("With those by which the ledger says that it was restored there are %(entries)s entries, all verified.")
        % told
    )
    print(_("%(shredded_again)s holdings were shredded again, as they had been after the backup.") % told)
    if restored.lost:
        print(_("%(lost)s entries that the witness has seen are lost; the ledger says so.") % told)
    if said := attachments.outside():
        print(said, _("They were not looked at."))
    print(_("The ledger goes on as %(origin)s. Tell the witness that name.") % told)


def _moment(typed: str) -> datetime:
    moment = datetime.fromisoformat(typed)
    return moment if moment.tzinfo else timezone.make_aware(moment)
