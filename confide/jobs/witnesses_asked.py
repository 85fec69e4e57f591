"""Asks every witness that has an address to sign the newest checkpoint (C2SP tlog-witness), and keeps what it signs.

- A witness that stands elsewhere says where, and is asked once more with the proof from there.
- One that does not answer is passed over; one that turns the checkpoint away is told of: that is what it is for.
"""

import logging
import threading
from collections.abc import Callable

from django.db import DatabaseError
from django.utils.translation import gettext as _

from confide.jobs.beside import repeat
from confide.jobs.fetching import Answer, Unreachable, ask
from confide.ledger.cosigned import seen_by, submission, take_in
from confide.ledger.errors import LedgerError
from confide.ledger.notes import parse_number
from confide.ledger.witnesses import Trusted, trusted
from confide.ledger.witnessing import ELSEWHERE, Submission

SECONDS_BETWEEN = 600
SIGNED = 200
logger = logging.getLogger(__name__)


def ask_all(say: Callable[[str], None]) -> int:
    """Ask everybody; 1 where one turned the checkpoint away or did not answer."""
    asked = [_ask(one, say) for one in trusted() if one.url]
    if not asked:
        say(_("No witness has an address. Give one: confide ledger trust KEY --url https://…"))
    return max(asked, default=1)


def run_forever(stop: threading.Event, every: float = SECONDS_BETWEEN) -> None:
    """Ask everybody now and then until `stop` is set."""
    repeat(_ask_again, stop, every, name="witnesses")


def _ask_again() -> None:
    """Ask everybody who has an address; what goes wrong is in the log."""
    try:
        if any(one.url for one in trusted()):
            ask_all(logger.info)
    except (LedgerError, DatabaseError) as error:
        logger.error("the ledger was not witnessed: %s", error if isinstance(error, LedgerError) else "no database")  # noqa: TRY400 - the sentence says it


def _ask(witness: Trusted, say: Callable[[str], None]) -> int:
    name = witness.verifying.name
    try:
        sent, answer = _answered(witness, name)
        if answer.status != SIGNED:
            told = {"name": name, "status": answer.status, "why": " ".join(answer.text.split())[:500]}
            say(_("%(name)s did not sign (%(status)s). %(why)s") % told)
            return 1
        take_in(sent.checkpoint + answer.text)
    except (Unreachable, LedgerError, IndexError) as error:
        say(f"{name}: {error}")
        return 1
    say(_("%(name)s has signed for %(size)s entries.") % {"name": name, "size": f"{sent.head.size:,}"})
    return 0


def _answered(witness: Trusted, name: str) -> tuple[Submission, Answer]:
    """What was sent, and what came back once the proof started where the witness stands."""
    sent = submission(seen_by(name))
    answer = ask(f"{witness.url}/add-checkpoint", body=sent.text().encode())
    if answer.status == ELSEWHERE:
        sent = submission(parse_number(answer.text.strip()))
        answer = ask(f"{witness.url}/add-checkpoint", body=sent.text().encode())
    return sent, answer
