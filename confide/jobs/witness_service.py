"""A witness over HTTP (C2SP tlog-witness): ledgers send their checkpoints, and anybody reads what was signed last.

- Only what a known log has signed changes anything, so whoever can reach the port can do no more than ask.
- Encryption on the way is for the server in front; without one it listens on this computer only.
"""

import hashlib
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from confide.ledger.errors import LedgerError
from confide.ledger.witness import Witness
from confide.ledger.witnessing import StandsElsewhere, TurnedAway

MOST_BYTES = 64 * 1024
PATIENCE = 10
TEXT = "text/plain; charset=utf-8"
UNREADABLE = "The witness cannot read or write what it has seen, or its clock is wrong.\n"


class Service(ThreadingHTTPServer):
    """Answers for one witness."""

    daemon_threads = True

    def __init__(self, witness: Witness, bind: str, port: int) -> None:
        """Listen, but answer nobody yet."""
        super().__init__((bind, port), Handler)
        self.witness = witness


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    server: Service
    timeout = PATIENCE
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """Answer add-checkpoint."""
        length = self.headers.get("Content-Length", "")
        if self.path != "/add-checkpoint":
            self._say(404, "")
        elif not (length.isascii() and length.isdigit()) or int(length) > MOST_BYTES:
            self.close_connection = True
            self._say(400, "")
        else:
            self._say(*self._answer(self.rfile.read(int(length)).decode("utf-8", errors="replace")))

    def _answer(self, text: str) -> tuple[int, str, str]:
        try:
            return 200, self.server.witness.answer(text, datetime.now(UTC)), TEXT
        except StandsElsewhere as refusal:
            return refusal.status, f"{refusal.size}\n", "text/x.tlog.size"
        except TurnedAway as refusal:
            return refusal.status, f"{refusal}\n", TEXT
        except (LedgerError, OSError):
            return 500, UNREADABLE, TEXT

    def do_GET(self) -> None:
        """Answer with what was signed last for a log, named by the hash of its origin."""
        origins = {hashlib.sha256(log.key.name.encode()).hexdigest(): log.key.name for log in self.server.witness.logs}
        place, _, rest = self.path.lstrip("/").partition("/")
        try:
            seen = self.server.witness.seen(origins[place]) if rest == "checkpoint" and place in origins else None
        except (LedgerError, OSError):
            self._say(500, UNREADABLE)
        else:
            self._say(*((200, seen.note) if seen else (404, "")))

    def _say(self, status: int, text: str, kind: str = TEXT) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the library's
        """Say nothing: what matters is kept in the folder."""


def serve(witness: Witness, bind: str, port: int) -> int:
    """Answer until stopped."""
    with Service(witness, bind, port) as service:
        service.serve_forever()
    return 0
