"""`confide init`: sets up a real installation, with the recovery kit without which it does not serve.

- Doing it again finishes what was interrupted and changes nothing else. A demonstration never becomes real.
- The three pages of the kit are shown once, or written once into a folder to be printed. Only the public half stays.
- `--check` proves that two custodians can recover; `--new-kit` replaces it when a custodian leaves or a page is lost.
"""

import argparse
import dataclasses
import secrets
import sys
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from confide.jobs.keeping import journal
from confide.jobs.keeping.alone import alone
from confide.jobs.keeping.asking import ask_for_shares
from confide.jobs.keeping.backup import escrow_lacking
from confide.jobs.keeping.kit_pages import page
from confide.jobs.keeping.restore import check_finished
from confide.jobs.keeping.trouble import TROUBLES, KeepingError, sentence
from confide.jobs.migrating import migrate
from confide.ledger.integrate import integrate
from confide.ledger.setup import begin
from confide.vault.epochs import current
from confide.vault.files import write_once
from confide.vault.provider import escrow
from confide.vault.recovery import Kit, make_kit, recover, write_kit

ASKED_BACK = 3


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--check", action="store_true", help=_("prove that the shares of two custodians recover"))
    parser.add_argument("--new-kit", action="store_true", help=_("make a new recovery kit; the old pages become void"))
    parser.add_argument(
        "--kit-folder",
        type=Path,
        metavar="FOLDER",
        help=_("write the three pages here instead of showing them; print them, then destroy the files"),
    )


def run(options: argparse.Namespace) -> int:
    """Set up, or check; what cannot be done is one sentence on standard error."""
    try:
        with alone(Path(settings.CONFIDE_HOME)):
            return _check(timezone.now()) if options.check else _set_up(options, timezone.now())
    except TROUBLES as error:
        print(sentence(error), file=sys.stderr)
    return 2


def _set_up(options: argparse.Namespace, at: datetime) -> int:
    check_finished(Path(settings.CONFIDE_HOME))
    migrate()
    # Before a kit is made: a folder that began as a demonstration gets none.
    begin("live", at)
    # A damaged kit is not even read where a new one takes its place.
    kit = None if options.new_kit else escrow().kit()
    if kit is None:
        kit = _new_kit(options.kit_folder, at)
    first = journal.last(journal.BEGUN) is None
    current(at)
    escrow_lacking()
    if first:
        journal.write_down(journal.BEGUN, at=at, data={"kit": kit.name})
    integrate(at=timezone.now())
    print(_("This installation is set up, with the recovery kit %(kit)s.") % {"kit": kit.name})
    print(_("Next: prove the kit with confide init --check, and add the first people with confide staff add."))
    return 0


def _new_kit(folder: Path | None, at: datetime) -> Kit:
    kit, shares = make_kit(at)
    for number, share in enumerate(shares, start=1):
        text = page(kit, number, share)
        if folder is None:
            _show(number, text, share)
        else:
            write_once(folder / f"confide-kit-{kit.name}-{number}.txt", text.encode())
    write_kit(Path(settings.CONFIDE_KEYS), kit)
    journal.write_down(journal.KIT, at=at, data={"kit": kit.name})
    return kit


def _show(number: int, text: str, share: str) -> None:
    """Show a page to one custodian, ask some of it back, and clear the screen."""
    if not sys.stdin.isatty():
        raise KeepingError(_("Nobody is there to see the recovery kit. Name a folder for its pages with --kit-folder."))
    input(_("Call custodian %(number)s alone to this screen, then press Enter.") % {"number": number})
    print("\033[2J\033[H" + text)
    words = share.split()
    for place in sorted(secrets.SystemRandom().sample(range(len(words)), ASKED_BACK)):
        while input(_("Write it all down. Then type word %(place)s: ") % {"place": place + 1}).strip() != words[place]:
            print(_("That is not what the page says. Look again."))
    print("\033[2J\033[3J\033[H", end="", flush=True)


def _check(at: datetime) -> int:
    """Let two custodians type their shares, and say whether they make the key again."""
    kit = escrow().kit()
    if kit is None:
        raise KeepingError(_("There is no recovery kit yet. Run confide init."))
    if recover(ask_for_shares()).kit_public != kit.public:
        print(_("These shares belong to another recovery kit than %(kit)s.") % {"kit": kit.name}, file=sys.stderr)
        return 1
    write_kit(Path(settings.CONFIDE_KEYS), dataclasses.replace(kit, proved_at=at))
    journal.write_down(journal.PROVED, at=at, data={"kit": kit.name})
    print(_("These two shares open the recovery kit %(kit)s.") % {"kit": kit.name})
    return 0
