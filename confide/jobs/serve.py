"""`confide serve`: serves a real folder: web, ledger integrator and tick in one process tree.

- It refuses to start where something is missing that real information needs, and names all of it.
- It speaks HTTPS itself where it is given a certificate, or plain HTTP to a proxy on this computer that does
  (`CONFIDE_BEHIND_PROXY=1`); without either, browsers on this computer only.
"""

import argparse
import sys
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from django.utils.translation import gettext as _

from confide.jobs.keeping.restore import check_finished
from confide.jobs.keeping.trouble import KeepingError
from confide.jobs.migrating import migrate
from confide.jobs.readiness import missing
from confide.jobs.serving import Tls, is_taken, serve

HTTPS = 443
"""The port that browsers ask where an address names none."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where it listens, and with which certificate."""
    parser.add_argument("--host", default="127.0.0.1", help=_("the address to listen on (127.0.0.1)"))
    parser.add_argument("--port", type=int, default=8000, help=_("the port (8000)"))
    parser.add_argument("--certificate", type=Path, metavar="FILE", help=_("the certificate, with its chain"))
    parser.add_argument("--key", type=Path, metavar="FILE", help=_("the certificate's private key"))
    parser.add_argument("--check", action="store_true", help=_("only say what is missing, or where it would be served"))


def run(options: argparse.Namespace) -> int:
    """Migrate, check, serve; or check only, and then change nothing."""
    if bool(options.certificate) != bool(options.key):
        return _no(_("A certificate and its key belong together. Give both."))
    if options.host not in {"127.0.0.1", "localhost", "::1"} and not options.certificate:
        return _no(
            _("Other computers are answered over HTTPS only. Give --certificate and --key, or listen on 127.0.0.1.")
        )
    try:
        check_finished(Path(settings.CONFIDE_HOME))
    except KeepingError as unfinished:
        return _no(str(unfinished))
    if not options.check:
        migrate()
        call_command("createcachetable", verbosity=0)
    if wanting := missing(timezone.now()):
        return _no("\n".join([_("This folder cannot be served yet."), *(f"- {sentence}" for sentence in wanting)]))
    if options.check:
        print(_("This folder may be served, and would be at {address}").format(address=_address(options)))
        return 0
    if is_taken(options.port):
        return _no(
            _("Something else answers on port {port} of this computer. Choose another with --port.").format(
                port=options.port
            )
        )
    tls = Tls(options.certificate, options.key) if options.certificate else None
    said = _("Confide listens at {address}, and stops with Ctrl-C.").format(address=_address(options))
    return serve(options.port, host=options.host, tls=tls, ready=lambda: _say(said, _to_open(options)))


def _address(options: argparse.Namespace) -> str:
    """Where it listens, as one would write an address."""
    host = f"[{options.host}]" if ":" in options.host else options.host
    return f"{'https' if options.certificate else 'http'}://{host}:{options.port}/"


def _to_open(options: argparse.Namespace) -> str:
    """What people open in a browser, which is not always where it listens."""
    if options.certificate:
        port = "" if options.port == HTTPS else f":{options.port}"
        names = settings.ALLOWED_HOSTS[len(settings.LOOPBACK) :]
        if not names:
            return _("No browser elsewhere is answered yet: set CONFIDE_HOSTS to the names in the certificate.")
        return _("Open {addresses}").format(addresses=" ".join(f"https://{name}{port}/" for name in names))
    if getattr(settings, "SECURE_PROXY_SSL_HEADER", None):
        return _("Open the address of the proxy that speaks HTTPS for it.")
    return _("Open {address} on this computer; no other one is answered.").format(address=_address(options))


def _say(*sentences: str) -> None:
    for sentence in sentences:
        print(sentence, flush=True)


def _no(sentences: str) -> int:
    print(sentences, file=sys.stderr)
    return 2
