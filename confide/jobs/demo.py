"""`confide demo`: builds the sample organisation where there is none, and serves it on this computer.

- Only the loopback address answers, and only in a folder whose ledger began as a demonstration.
- Web, ledger integrator and nothing else: what is built stays until the folder is deleted.
"""

import argparse
import gc
import sys
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from confide.jobs.migrating import migrate
from confide.jobs.sample import build as sample
from confide.jobs.sample import witness
from confide.jobs.serving import is_taken, serve
from confide.ledger.integrate import integrate
from confide.ledger.setup import begin


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--no-serve", action="store_true", help=_("build it, bring the ledger up to date, and stop"))
    parser.add_argument("--port", type=int, default=8000, help=_("the port on 127.0.0.1 (8000)"))
    parser.add_argument("--seed", type=int, default=1, help=_("another number makes other people (1)"))
    parser.add_argument("--as-of", type=_moment, help=_("build it as of this time, such as 2026-11-24T09:00 (now)"))


def run(options: argparse.Namespace) -> int:
    """Migrate, build where there is nothing, integrate, and serve unless told not to."""
    if not options.no_serve and is_taken(options.port):
        _say(
            _(
                "Something else answers on port {port} of this computer. Choose another: confide demo --port 8001"
            ).format(port=options.port)
        )
        return 2
    # Hardly anything of what is made now refers to itself, so there is nothing to collect meanwhile.
    gc.disable()
    migrate()
    begin("demo", timezone.now())
    if not sample.is_there():
        _say(_("Building the sample organisation. This takes a few seconds, once."))
        decisions = sample.build(options.as_of or timezone.now(), options.seed)
        _say(_("Built {decisions} decisions.").format(decisions=decisions))
    gc.enable()
    integrate(at=timezone.now())
    if not (folder := Path(settings.CONFIDE_HOME) / "witness").exists():
        witness.stand_by(folder, timezone.now())
    if options.no_serve:
        return 0
    _say(_("Open http://127.0.0.1:{port} and choose who to be. Press Ctrl-C to stop.").format(port=options.port))
    return serve(options.port)


def _moment(typed: str) -> datetime:
    """A time in London, from its ISO form."""
    moment = datetime.fromisoformat(typed)
    return moment if moment.tzinfo else timezone.make_aware(moment)


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
