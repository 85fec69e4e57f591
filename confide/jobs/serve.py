"""`confide serve`: serves a real folder: web, ledger integrator and tick in one process tree.

- It refuses to start where something is missing that real information needs, and names all of it.
- It speaks HTTPS itself where it is given a certificate, or plain HTTP to a proxy on this computer that does
  (`CONFIDE_BEHIND_PROXY=1`); without either, browsers on this computer only.
"""

import argparse
import sys
from pathlib import Path

from django.core.management import call_command
from django.utils import timezone
from django.utils.translation import gettext as _

from confide.jobs.migrating import migrate
from confide.jobs.readiness import missing
from confide.jobs.serving import Tls, is_taken, serve


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where it listens, and with which certificate."""
    parser.add_argument("--host", default="127.0.0.1", help=_("the address to listen on (127.0.0.1)"))
    parser.add_argument("--port", type=int, default=8000, help=_("the port (8000)"))
    parser.add_argument("--certificate", type=Path, metavar="FILE", help=_("the certificate, with its chain"))
    parser.add_argument("--key", type=Path, metavar="FILE", help=_("the certificate's private key"))
    parser.add_argument("--check", action="store_true", help=_("only say what is missing, if anything"))


def run(options: argparse.Namespace) -> int:
    """Migrate, check, serve."""
    if bool(options.certificate) != bool(options.key):
        return _no(_("A certificate and its key belong together. Give both."))
    if options.host not in {"127.0.0.1", "localhost", "::1"} and not options.certificate:
        return _no(
            _("Other computers are answered over HTTPS only. Give --certificate and --key, or listen on 127.0.0.1.")
        )
    migrate()
    call_command("createcachetable", verbosity=0)
    if wanting := missing(timezone.now()):
        return _no("\n".join([_("This folder cannot be served yet."), *(f"- {sentence}" for sentence in wanting)]))
    if options.check:
        return 0
    if is_taken(options.port):
        return _no(
            _("Something else answers on port {port} of this computer. Choose another with --port.").format(
                port=options.port
            )
        )
    tls = Tls(options.certificate, options.key) if options.certificate else None
    return serve(options.port, host=options.host, tls=tls)


def _no(sentences: str) -> int:
    print(sentences, file=sys.stderr)
    return 2
