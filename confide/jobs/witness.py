"""`confide witness`: watches a ledger from another computer, and signs what continues what it has seen.

- It needs a folder and no Confide: no database, no keys of the organisation, no names of anybody.
- What it signed goes to standard output, to be carried back: `confide ledger witnessed FILE`.
- Exit status 1: the ledger is not what it was, or cannot be shown to be; nothing was signed, and the sentence says why.
"""

import argparse
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from confide.domain.chain import ProofError, TileTree
from confide.jobs.fetching import Unreachable, ask
from confide.jobs.said import _
from confide.jobs.witness_service import serve
from confide.ledger.errors import NoteError
from confide.ledger.notes import encode
from confide.ledger.tile_paths import tile_path
from confide.ledger.witness import NoWitness, Witness, begin
from confide.ledger.witnessing import NOT_PROVED, Submission, TurnedAway, parse_submission

HERE = Path.home() / ".confide-witness"
MOST_TEXT = 1_000_000


def arguments(parser: argparse.ArgumentParser) -> None:
    """`init`, `trust`, `sign`, `status` and `serve`."""
    parser.add_argument("--folder", type=Path, default=HERE, help=_("where the witness lives (%(default)s)"))
    verbs = parser.add_subparsers(dest="verb", required=True)
    making = verbs.add_parser("init", help=_("make a witness and print its key"))
    making.add_argument("name", help=_("its name, such as example.org/managing-director"))
    trusting = verbs.add_parser("trust", help=_("watch a ledger, given its key"))
    trusting.add_argument("key", help=_("what confide ledger key prints there"))
    trusting.add_argument("--url", default="", help=_("where it is, such as https://confide.example/ledger"))
    trusting.add_argument("--token", type=Path, help=_("a file with the token for that address; - reads it"))
    signing = verbs.add_parser("sign", aliases=["add"], help=_("look at the newest checkpoint, and sign it"))
    signing.add_argument(
        "source", nargs="?", help=_("a file, - for standard input, or an address (all that are known)")
    )
    verbs.add_parser("status", help=_("what was seen and signed last"))
    serving = verbs.add_parser("serve", help=_("answer on a port to ledgers that ask for a signature"))
    serving.add_argument("--bind", default="127.0.0.1", help=_("the address to listen on (%(default)s)"))
    serving.add_argument("--port", type=int, default=8010, help=_("the port (%(default)s)"))


def run(options: argparse.Namespace) -> int:
    """Do what was asked; what cannot be done is one sentence on standard error."""
    verbs = {"init": _init, "trust": _trust, "sign": _sign, "add": _sign, "status": _status, "serve": _serve}
    try:
        return verbs[options.verb](options)
    except TurnedAway as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except (NoWitness, NoteError, Unreachable) as error:
        print(error, file=sys.stderr)
    except BrokenPipeError:
        raise
    except OSError as error:
        print(_("%(file)s: %(why)s") % {"file": error.filename or "", "why": error.strerror}, file=sys.stderr)
    return 2


def _init(options: argparse.Namespace) -> int:
    print(begin(options.folder, options.name).public)
    print(_("Give this key to whoever keeps the ledger: confide ledger trust KEY"), file=sys.stderr)
    return 0


def _trust(options: argparse.Namespace) -> int:
    token = _read(str(options.token)).strip() if options.token else ""
    log = Witness(options.folder).trust(options.key, options.url, token)
    print(_("Watching %(log)s") % {"log": log.key.name})
    return 0


def _sign(options: argparse.Namespace) -> int:
    witness, now = Witness(options.folder), datetime.now(UTC)
    for submission in _submissions(witness, options.source):
        witness.add(submission, now)
        seen = witness.seen(submission.head.origin)
        sys.stdout.write(seen.note if seen else "")
        told = {"log": submission.head.origin, "size": f"{submission.head.size:,}", "old": f"{submission.old:,}"}
        print(_("%(log)s: %(size)s entries continue the %(old)s seen before. Signed.") % told, file=sys.stderr)
    return 0


def _submissions(witness: Witness, source: str | None) -> Iterator[Submission]:
    """What is to be signed: from where it was said to be, or from every log whose address is known."""
    if source is None:
        found = {log.url: log.token for log in witness.logs if log.url}
        if not found:
            raise NoWitness(_("No address of a ledger is known. Name a file, - or an address."))
        for url, token in found.items():
            yield _fetched(witness, url, token)
    elif source.startswith(("https://", "http://")):
        url = source.rstrip("/").removesuffix("/checkpoint")
        known = [log for log in witness.logs if log.url == url]
        yield _fetched(witness, url, known[0].token if known else "")
    else:
        yield _typed(witness, _read(source))


def _typed(witness: Witness, text: str) -> Submission:
    """A checkpoint with its proof; one without a proof will do where none is needed."""
    if text.startswith("old "):
        return parse_submission(text)
    head = parse_submission(f"old 0\n\n{text}").head
    seen = witness.seen(head.origin)
    return Submission(seen.head.size if seen and seen.head.size == head.size else 0, (), text)


def _fetched(witness: Witness, url: str, token: str) -> Submission:
    """The newest checkpoint at an address, with a proof worked out from the tiles there."""
    text = _get(f"{url}/checkpoint", token).decode("utf-8", errors="replace")
    head = parse_submission(f"old 0\n\n{text}").head
    seen = witness.seen(head.origin)
    if seen is None or head.size <= seen.head.size:
        return Submission(seen.head.size if seen and head.size == seen.head.size else 0, (), text)

    def read(level: int, number: int) -> bytes:
        return _get(f"{url}/tile/{tile_path(level, number, head.size)}", token)

    try:
        proof = TileTree(read, head.size).consistency(seen.head.size)
    except ProofError as error:
        raise TurnedAway(NOT_PROVED, _("The tiles there are damaged: %(why)s") % {"why": error}) from None
    return Submission(seen.head.size, tuple(proof), text)


def _get(url: str, token: str) -> bytes:
    answer = ask(url, token=token)
    if answer.status != 200:
        told = {"url": url, "status": answer.status}
        raise Unreachable(_("%(url)s answers %(status)s. Is the address right, and the token still good?") % told)
    return answer.body


def _read(source: str) -> str:
    if source == "-":
        return sys.stdin.read(MOST_TEXT)
    with Path(source).open(encoding="utf-8", errors="replace") as file:
        return file.read(MOST_TEXT)


def _status(options: argparse.Namespace) -> int:
    witness = Witness(options.folder)
    print(witness.public)
    for origin in dict.fromkeys(log.key.name for log in witness.logs):
        seen = witness.seen(origin)
        if seen is None:
            print(_("%(log)s: nothing signed yet") % {"log": origin})
            continue
        told = {"log": origin, "size": f"{seen.head.size:,}", "at": f"{seen.at:%Y-%m-%d %H:%M:%S} UTC"}
        print(_("%(log)s: %(size)s entries, signed %(at)s") % told)
        print(_("root %(root)s") % {"root": encode(seen.head.root)})
    refused = sorted((witness.folder / "refused").glob("*.checkpoint"))
    if refused:
        print(_("Turned away and kept: %(files)s") % {"files": ", ".join(path.name for path in refused)})
    return 1 if refused else 0


def _serve(options: argparse.Namespace) -> int:
    witness = Witness(options.folder)
    told = {"bind": options.bind, "port": options.port}
    print(_("Witness %(name)s on http://%(bind)s:%(port)s") % {**told, "name": witness.key.name}, file=sys.stderr)
    return serve(witness, options.bind, options.port)
