"""A witness: a folder on somebody else's computer that remembers what a log has shown, and signs what continues it.

- There is no database and no other part of Confide in it: a key, the logs it knows, and the last checkpoint of each.
- What was seen is on the disk before a signature leaves, and one at a time looks and writes, so it never goes back.
- Checkpoints that the log signed and that were turned away are kept in `refused`: two of them prove a forgery.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from confide.ledger.ed25519 import SigningKey, VerifyingKey, verifying_key
from confide.ledger.errors import LedgerError, NoteError
from confide.ledger.notes import (
    COSIGNATURE,
    Head,
    Signed,
    is_name,
    open_note,
    parse_head,
    signature_line,
    verifier_key,
)
from confide.ledger.witnessing import (
    NOT_PROVED,
    StandsElsewhere,
    Submission,
    TurnedAway,
    check,
    parse_submission,
)

SEED_BYTES = 32
MOST_KEPT = 100
KEY, LOGS = "witness.key", "logs.json"


class NoWitness(LedgerError):
    """The folder holds no witness, or something in it is damaged; the sentence says what to do."""


@dataclass(frozen=True, slots=True)
class KnownLog:
    """A log that is watched: its key, and where its checkpoints are and with which token, if they can be fetched."""

    key: VerifyingKey
    url: str = ""
    token: str = field(default="", repr=False)

    def told(self) -> dict[str, str]:
        """As it is kept."""
        return {"key": verifier_key(self.key), "url": self.url, "token": self.token}


@dataclass(frozen=True, slots=True)
class Seen:
    """The last checkpoint of a log that was signed, with both signatures, and when."""

    head: Head
    note: str
    at: datetime


def begin(folder: Path, name: str, entropy: Callable[[int], bytes] = os.urandom) -> "Witness":
    """Make a witness in a folder. Raises NoWitness where there is one already or the name cannot be one."""
    if not is_name(name):
        raise NoWitness("The name of a witness has no space and no plus in it, such as example.org/witness.")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if (folder / LOGS).exists():
        raise NoWitness(f"There is a witness in {folder} already. It stays as it is.")
    write_whole(folder / KEY, entropy(SEED_BYTES))
    write_whole(folder / LOGS, json.dumps({"name": name, "logs": []}).encode())
    return Witness(folder)


class Witness:
    """The witness that lives in a folder."""

    def __init__(self, folder: Path) -> None:
        """Read its key and its logs. Raises NoWitness."""
        self.folder = folder
        try:
            seed = (folder / KEY).read_bytes()
            told = json.loads((folder / LOGS).read_text(encoding="utf-8"))
            self.key = SigningKey(str(told["name"]), COSIGNATURE, seed)
            self.logs = [
                KnownLog(verifying_key(log["key"]), str(log["url"]), str(log["token"])) for log in told["logs"]
            ]
        except FileNotFoundError:
            raise NoWitness(f"There is no witness in {folder}. Begin one: confide witness init NAME") from None
        except (ValueError, KeyError, TypeError):
            raise NoWitness(f"The files of the witness in {folder} are damaged. Put their copy back.") from None
        if len(seed) != SEED_BYTES:
            raise NoWitness(f"The key of the witness in {folder} is damaged. Put its copy back.")

    @property
    def public(self) -> str:
        """Its verifier key, for whoever is to trust it."""
        return verifier_key(self.key)

    def trust(self, key: str, url: str = "", token: str = "") -> KnownLog:
        """Watch the log that has this verifier key. Raises NoteError where it is none."""
        log = KnownLog(verifying_key(key), url.rstrip("/"), token)
        with self._alone():
            logs = [each for each in self.logs if each.key != log.key] + [log]
            told = {"name": self.key.name, "logs": [each.told() for each in logs]}
            write_whole(self.folder / LOGS, json.dumps(told).encode())
        self.logs = logs
        return log

    def seen(self, origin: str) -> Seen | None:
        """What was signed last for a log. Raises NoWitness where that cannot be read."""
        path = self._path(origin)
        if not path.exists():
            return None
        try:
            note = path.read_text(encoding="utf-8")
            signed: Signed = open_note(note, [self.key])
            time = signed.signers[self.key.name, COSIGNATURE]
            return Seen(parse_head(signed.text), note, datetime.fromtimestamp(time, UTC))
        except (NoteError, UnicodeDecodeError):
            raise NoWitness(
                f"What was seen last of {origin} is damaged ({path.name}). Put its copy back, or ask whoever keeps "
                "the log to show you everything from a checkpoint that you have on paper."
            ) from None

    def add(self, submission: Submission, at: datetime) -> str:
        """Sign a checkpoint that continues what was seen; the line of the signature. Raises TurnedAway."""
        with self._alone():
            known: dict[str, list[VerifyingKey]] = {}
            for log in self.logs:
                known.setdefault(log.key.name, []).append(log.key)
            before = {origin: seen for origin in known if (seen := self.seen(origin))}
            try:
                head = check(submission, known, {origin: seen.head for origin, seen in before.items()})
            except TurnedAway as refusal:
                self._keep_evidence(submission, refusal, at)
                raise
            if head.origin in before and at < before[head.origin].at:
                raise NoWitness("The clock of this computer is behind the last signature it gave. Set it right first.")
            text = submission.checkpoint[: submission.checkpoint.rfind("\n\n") + 1]
            signature = signature_line(text, self.key, int(at.timestamp()))
            signed_by_log = [line for line in _signatures(submission.checkpoint) if _is_by(line, known[head.origin])]
            write_whole(self._path(head.origin), (text + "\n" + "".join(signed_by_log) + signature).encode())
        return signature

    def answer(self, text: str, at: datetime) -> str:
        """The same for what was sent, as text."""
        return self.add(parse_submission(text), at)

    def _path(self, origin: str) -> Path:
        return self.folder / f"{hashlib.sha256(origin.encode()).hexdigest()}.checkpoint"

    def _keep_evidence(self, submission: Submission, refusal: TurnedAway, at: datetime) -> None:
        """Keep what the log signed and should not have; what nobody signed is worth nothing."""
        rolled_back = isinstance(refusal, StandsElsewhere) and submission.head.size < refusal.size
        if refusal.status != NOT_PROVED and not rolled_back:
            return
        folder = self.folder / "refused"
        folder.mkdir(mode=0o700, exist_ok=True)
        digest = hashlib.sha256(submission.checkpoint.encode()).hexdigest()[:16]
        if not list(folder.glob(f"*-{digest}.checkpoint")) and len(list(folder.iterdir())) < MOST_KEPT:
            write_whole(folder / f"{at:%Y%m%dT%H%M%SZ}-{digest}.checkpoint", submission.checkpoint.encode())

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Let nobody else look at what was seen until this is written."""
        with (self.folder / "lock").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def _signatures(note: str) -> list[str]:
    return note[note.rfind("\n\n") + 2 :].splitlines(keepends=True)


def _is_by(line: str, keys: list[VerifyingKey]) -> bool:
    """Whether a signature line goes by the name and number of one of these keys."""
    names = {f"— {key.name} " for key in keys}
    return any(line.startswith(name) for name in names)


def write_whole(path: Path, content: bytes) -> None:
    """Put a file in place whole and on the disk, or leave what was there. Only its owner may read it."""
    fresh = path.with_name(f"{path.name}.new")
    try:
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
