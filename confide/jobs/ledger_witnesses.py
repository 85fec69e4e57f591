"""`confide ledger key`, `trust`, `distrust`, `checkpoint` and `witnessed`: this side of having the ledger witnessed."""

import argparse
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from confide.jobs.witnesses_asked import ask_all
from confide.ledger.cosigned import submission, take_in
from confide.ledger.errors import LedgerError, NoteError
from confide.ledger.integrate import integrate
from confide.ledger.notes import Head, parse_number
from confide.ledger.paper import in_groups, root_in_groups
from confide.ledger.setup import public_keys, the_log
from confide.ledger.witnessed import Witnessed
from confide.ledger.witnesses import distrust, trust, trusted


def arguments(verbs: Any) -> None:
    """The verbs about witnesses."""
    telling = verbs.add_parser("key", help=_("print the public key of this ledger"))
    telling.add_argument("--dated", action="store_true", help=_("the one whose signatures say when"))
    trusting = verbs.add_parser("trust", help=_("trust a witness, given its key, and print a token for it"))
    trusting.add_argument("key", help=_("what confide witness init printed there"))
    trusting.add_argument("--url", default="", help=_("where the witness can be asked, if it can"))
    leaving = verbs.add_parser("distrust", help=_("trust a witness no more"))
    leaving.add_argument("name", help=_("its name"))
    showing = verbs.add_parser("checkpoint", help=_("print the newest checkpoint with its proof, for a witness"))
    showing.add_argument("--since", type=int, metavar="SIZE", help=_("what the witness has seen last (0)"), default=0)
    showing.add_argument("--paper", action="store_true", help=_("print it in groups, for a file on paper"))
    taking = verbs.add_parser("witnessed", help=_("take in what a witness has signed"))
    taking.add_argument("file", nargs="?", help=_("what it printed; - for standard input (default: ask every witness)"))


def _key(options: argparse.Namespace) -> int:
    plain, dated = public_keys()
    print(dated if options.dated else plain)
    return 0


def _trust(options: argparse.Namespace) -> int:
    the_log()
    print(trust(options.key, options.url))
    print(_("The witness reads the site with this token. It is shown once and kept nowhere."), file=sys.stderr)
    return 0


def _distrust(options: argparse.Namespace) -> int:
    if distrust(options.name):
        return 0
    names = ", ".join(one.verifying.name for one in trusted()) or _("nobody")
    print(_("No witness goes by that name. Trusted are: %(names)s") % {"names": names}, file=sys.stderr)
    return 2


def _checkpoint(options: argparse.Namespace) -> int:
    now = datetime.now(UTC)
    integrate(at=now)
    found = submission(options.since)
    if options.paper:
        head = found.head
        told = {"size": f"{head.size:,}", "log": head.origin, "at": f"{now:%Y-%m-%d %H:%M} UTC"}
        print(_("Checkpoint of %(log)s, printed %(at)s") % told)
        print(_("Entries: %(size)s") % told)
        print("\n".join([_("Root:"), *root_in_groups(head.root), ""]))
    sys.stdout.write(found.checkpoint if options.paper else found.text())
    return 0


def _witnessed(options: argparse.Namespace) -> int:
    integrate(at=datetime.now(UTC))
    if options.file is None:
        return ask_all(_say)
    text = sys.stdin.read() if options.file == "-" else Path(options.file).read_text(encoding="utf-8", errors="replace")
    try:
        new = take_in(text)
    except NoteError:
        print(_("No witness that is trusted here has signed this, or it is not whole."), file=sys.stderr)
        return 1
    for row in new:
        _say(_("%(name)s signed for %(size)s entries.") % {"name": row.witness, "size": f"{row.size:,}"})
    return 0


def _say(words: str) -> None:
    print(words)


def on_paper(size: str, root: str) -> Head:
    """The checkpoint on a print-out. Raises LedgerError where it was not copied whole."""
    try:
        return Head(the_log().origin, parse_number(size.replace(",", "")), in_groups(root))
    except (NoteError, IndexError):
        raise LedgerError(
            _("A root on paper is 64 letters and digits, 0 to 9 and a to f. Compare it once more.")
        ) from None


def say_witnessed(found: Witnessed | None) -> None:
    """Say how far a witness vouches for the ledger."""
    if found is None:
        print(_("witnessed by nobody: an older state put back whole would not be found"))
        return
    told = {"size": f"{found.size:,}", "name": found.witness, "at": f"{found.at:%Y-%m-%d %H:%M} UTC"}
    print(_("witnessed up to %(size)s by %(name)s on %(at)s") % told)


VERBS: dict[str, Callable[[argparse.Namespace], int]] = {
    "key": _key,
    "trust": _trust,
    "distrust": _distrust,
    "checkpoint": _checkpoint,
    "witnessed": _witnessed,
}
