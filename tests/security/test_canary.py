"""What people type is to be read on their own pages only: not in files, keys, sessions, logs, addresses or errors.

- Every text field of every form gets a word of its own, through the pages as they are, refusals and faults included.
- Looked for are whole words and their last eight letters, in every spelling that a file could hold them in.
"""

import base64
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from confide.cases.models import Case
from confide.door.reading import system
from confide.ledger.integrate import integrate
from confide.ledger.models import Entry
from confide.registers.certifications.models import Certification
from tests.disclosures.conftest import begin, lado_asks
from tests.organisation import AT
from tests.security.sheets import SHEETS, Sheet
from tests.security.spoiling import texts

# Fields that are no words of anybody's: a reference, a user name, a fingerprint.
NOT_WORDS = ("person_reference", "who", "sha256_health", "sha256_identity")
# Names and job titles of staff are known to everybody (1.2b).
IN_CLEAR = {"movements-new name", "movements-new job_title"}
# It gives Dee another name, under which nobody finds her any more, so it comes last.
RENAMES = "people-change"
FAULT = "Quokkas-ate-the-marmalade"
SHOWN_AGAIN = {200, 409, 422, 403}


class Words(dict[str, str]):
    """A word for each place where one can be typed."""

    def __missing__(self, place: str) -> str:
        letters = hashlib.sha256(place.encode()).digest()[:16]
        self[place] = "Q" + "".join(chr(97 + letter % 26) for letter in letters)
        return self[place]


class Watched(Client):
    """A window of which everything that comes back is kept."""

    def __init__(self, seen: list[Any]) -> None:
        super().__init__(raise_request_exception=False)
        self.seen = seen

    def request(self, **asked: Any) -> Any:
        answer = super().request(**asked)
        self.seen.append((f"{asked.get('PATH_INFO')}?{asked.get('QUERY_STRING')}", answer))
        return answer


@pytest.fixture
def words() -> Words:
    return Words()


@pytest.fixture
def typing(today, sheets, words):
    """Fills in every form that there is, wrongly and rightly, with a word of its own in every field."""
    seen: list[Any] = []

    def window(staff: Any) -> Watched:
        client = Watched(seen)
        client.force_login(staff)
        return client

    sheets.window, sheets.ama = window, window(today.ama)
    for name in sorted(SHEETS, key=RENAMES.__eq__):
        if name in {"sign-in", "sign-out"}:
            continue
        if name == RENAMES:
            _ask(window(today.ama), lado_asks(today), words)
        with system("tests"):
            # Somebody's standing is kept once, one change of their work is in hand, and a quarter is asked about once.
            Case.objects.filter(register__in=["standing", "movement"]).update(closed_at=AT)
            Certification.objects.update(quarter="2025-Q1")
        _fill_in(name, sheets[name], words)
    return seen, window


def _fill_in(name: str, sheet: Sheet, words: Words) -> None:
    page, hidden = sheet.page(), sheet.hidden()
    form = page.context.get("form") if page.context and not sheet.shown_at else None
    typed = dict(sheet.typed)
    if form is not None:
        said = {field: f"{name} {field}" for field in texts(form) if field not in NOT_WORDS}
        typed |= {field: words[place] for field, place in said.items() if place not in IN_CLEAR}
    if name == "disclosures-carry-out":
        typed["file_health"] = SimpleUploadedFile(f"{words['name of a file']}.pdf", words["in a file"].encode())
    sheet.client.post(sheet.url, {**typed, **hidden, "key": "", "expecting": "99"})
    sheet.client.post(sheet.url, {field: word for field, word in typed.items() if isinstance(word, str)})
    taken = sheet.client.post(sheet.url, {**typed, **hidden})
    if taken.status_code == 302:
        sheet.client.get(taken.url)
    sheet.client.post(f"{sheet.url}nowhere/", typed)


def _ask(ama: Client, answers: Any, words: Words) -> None:
    """A disclosure up to the answers, left as a draft; the person is looked for by a word, and is not on record."""
    url = begin(ama)
    while not url.endswith("/check/"):
        slug = url.rstrip("/").rpartition("/")[2]
        fields = texts(ama.get(url).context["form"])
        typed = {**answers[slug], **{field: words[f"{slug} {field}"] for field in fields}}
        if slug == "which-person":
            ama.post(url, {**typed, "find": "find"})
            typed |= {"person": "unlisted", "kind": "service_user"}
        answer = ama.post(url, typed)
        assert answer.status_code == 302, answer.context["form"].errors
        url = answer.url
    ama.get(url)


def spellings(word: str) -> Iterator[bytes]:
    """A word and its end, as bytes, as they could stand in a file."""
    for part in (word, word[-8:]):
        for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
            yield part.encode(encoding)
    for before in range(3):
        coded = base64.b64encode(b"x" * before + word.encode())
        yield coded[4 if before else 0 : -4]


def found(words: Words, raw: bytes) -> list[str]:
    return [place for place, word in words.items() if any(spelling in raw for spelling in spellings(word))]


@pytest.mark.sqlite
@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite keeps its tables in files of ours")
@pytest.mark.django_db(transaction=True)
def test_what_is_typed_is_nowhere_in_clear(typing, words, logged, monkeypatch, today):
    seen, window = typing

    def broken(*_args: Any, **_more: Any) -> None:
        raise RuntimeError(FAULT)

    monkeypatch.setattr("confide.web.casework.open_case", broken)
    fault = window(today.ama).post(
        "/advice/new/", {"kind": "doubt", "asked_of": "line_manager", "question": words["a fault"]}
    )
    assert fault.status_code == 500
    integrate(at=AT)
    assert len(words) > 50, "too little was typed to tell"
    pages = b"".join(answer.content for _, answer in seen if answer.status_code in SHOWN_AGAIN and not answer.streaming)
    never_shown = set(words) - set(found(words, pages))
    assert never_shown == {"name of a file", "in a file", "a fault"}, "it was not taken at all"
    files = [path for path in Path(settings.CONFIDE_HOME).rglob("*") if path.is_file()]
    assert [path for path in files if path.name.endswith("-wal")], "what was written last is not looked at"
    raw = {str(path): path.read_bytes() for path in files}
    assert b"Ama Boateng" in b"".join(raw.values()), "the files looked at are not those of the database"
    for path, content in raw.items():
        assert found(words, content) == [], path
        assert found(words, path.encode()) == []
    assert found(words, str([session.get_decoded() for session in Session.objects.all()]).encode()) == []
    assert found(words, b"".join(bytes(entry.body) for entry in Entry.objects.all())) == []
    assert Entry.objects.count() > 100
    assert found(words, logged.getvalue().encode()) == []
    assert "RuntimeError" in logged.getvalue()
    assert FAULT not in logged.getvalue()
    for address, answer in seen:
        assert found(words, address.encode()) == []
        assert found(words, str(answer.headers).encode() + str(answer.cookies).encode()) == []
        if answer.status_code not in SHOWN_AGAIN:
            assert found(words, answer.content) == [], f"{address}: {answer.status_code}"
    assert {answer.status_code for _, answer in seen} >= {200, 302, 404, 409, 422, 500}
