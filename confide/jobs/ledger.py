"""`confide ledger`: checks the whole ledger, proves one entry, takes it all away, or has it witnessed.

- What still waits is given its place before anything is said, so that the answer covers all there is.
- Exit status 1 names the first fault. The answer never holds what an entry says.
"""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from django.db import DatabaseError, OperationalError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from confide.jobs import ledger_export, ledger_offline, ledger_roles, ledger_witnesses
from confide.ledger.errors import LedgerError, NotBegun
from confide.ledger.integrate import integrate
from confide.ledger.models import Entry
from confide.ledger.notes import Head
from confide.ledger.prove import prove
from confide.ledger.verify import Verification, verify


def arguments(parser: argparse.ArgumentParser) -> None:
    """`verify`, `prove REF` and `export`."""
    verbs = parser.add_subparsers(dest="verb", required=True)
    checking = verbs.add_parser("verify", help=_("check every entry, and that nothing was removed or moved"))
    checking.add_argument(
        "--trusted", type=Path, metavar="FILE", help=_("a checkpoint kept elsewhere, which the ledger must continue")
    )
    checking.add_argument(
        "--printed",
        nargs=2,
        metavar=("SIZE", "ROOT"),
        help=_("a checkpoint on paper: its number of entries and its root"),
    )
    ledger_offline.options(checking)
    proving = verbs.add_parser("prove", help=_("print a proof of one entry that anybody can check offline"))
    proving.add_argument("reference", help=_("the number of the entry, or what it is about (its newest entry)"))
    proving.add_argument("--record", type=Path, metavar="FILE", help=_("write the entry itself to a file as well"))
    taking = verbs.add_parser("export", help=_("write the whole ledger as lines of JSON"))
    taking.add_argument("file", nargs="?", type=Path, help=_("where to (default: standard output)"))
    ledger_witnesses.arguments(verbs)
    ledger_roles.arguments(verbs)


def run(options: argparse.Namespace) -> int:
    """Do what was asked; what cannot be done is one sentence on standard error."""
    verbs = {"verify": _verify, "prove": _prove, "export": _export, "roles": ledger_roles.run, **ledger_witnesses.VERBS}
    try:
        return verbs[options.verb](options)
    except LedgerError as error:
        print(error, file=sys.stderr)
        return 2 if isinstance(error, NotBegun) else 1
    except DatabaseError as error:
        print(_unusable(error), file=sys.stderr)
        # A database that is away cannot be asked; one whose file is no database any more was altered.
        return 2 if isinstance(error, OperationalError) else 1
    except BrokenPipeError:
        raise
    except OSError as error:
        print(_("%(file)s: %(why)s") % {"file": error.filename, "why": error.strerror}, file=sys.stderr)
        return 2


def _verify(options: argparse.Namespace) -> int:
    trusted: str | Head | None = None
    if options.trusted:
        trusted = options.trusted.read_text(encoding="utf-8", errors="replace")
    elif options.printed:
        trusted = ledger_witnesses.on_paper(*options.printed)
    try:
        integrate(at=datetime.now(UTC))
    except LedgerError as error:
        # A damaged ledger is not signed for again, and verifying it says where the damage is.
        print(error, file=sys.stderr)
    except DatabaseError as error:
        print(_unusable(error), file=sys.stderr)
    return _say(verify(trusted=trusted))


def _unusable(error: DatabaseError) -> str:
    """What may be wrong with the database; what it says itself can hold what somebody wrote."""
    told = {"kind": type(error).__name__}
    return (
        _(
            "The database could not be written to or read (%(kind)s). Is the disk full, is it switched on, is its file "
            "whole? What had been recorded before stands as it was; nothing was half written."
        )
        % told
    )


def _say(found: Verification) -> int:
    entries = ngettext("%(number)s entry", "%(number)s entries", found.entries) % {"number": f"{found.entries:,}"}
    print(entries)
    print(_("root %(root)s") % {"root": found.root})
    if found.pending:
        print(_("%(number)s not yet sealed") % {"number": found.pending})
    ledger_witnesses.say_witnessed(found.witnessed)
    if not found.faults:
        print(_("OK"))
        return 0
    first = found.faults[0]
    place = _("entry %(entry)s") % {"entry": first.entry_id} if first.entry_id is not None else _("the log")
    print(f"{place}: {first.what}: {first.detail}")
    if len(found.faults) > 1:
        print(_("and %(number)s more") % {"number": len(found.faults) - 1})
    return 1


def _prove(options: argparse.Namespace) -> int:
    integrate(at=datetime.now(UTC))
    entry = _entry(options.reference)
    if entry is None:
        print(_("Nothing in the ledger goes by %(reference)s.") % {"reference": options.reference}, file=sys.stderr)
        return 1
    text = prove(entry)
    if options.record:
        with options.record.open("xb") as file:
            file.write(bytes(Entry.objects.get(id=entry).body))
    sys.stdout.write(text)
    return 0


def _entry(reference: str) -> int | None:
    """The number of an entry, or of the newest one about a reference."""
    numbered = Entry.objects.filter(id=int(reference)) if reference.isdecimal() else Entry.objects.none()
    about = Entry.objects.filter(about=reference).order_by("-id")
    return (numbered.values_list("id", flat=True).first()) or about.values_list("id", flat=True).first()


def _export(options: argparse.Namespace) -> int:
    integrate(at=datetime.now(UTC))
    if options.file is None:
        ledger_export.write(sys.stdout)
        return 0
    with options.file.open("x", encoding="utf-8") as file:
        ledger_export.write(file)
    return 0
