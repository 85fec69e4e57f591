"""Of files that are sent a fingerprint is kept; of those that nobody asked for, nothing. None reaches a disk."""

import csv
import hashlib
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from confide.cases.models import Case
from confide.cases.register import named
from confide.door.opening import open_rows
from confide.ledger.models import Entry
from tests.organisation import AT
from tests.registers.playing import opened
from tests.security.spoiling import CANARY

LARGE = b"marmalade " * 3_000_000
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "|x", "%x", "＝1", "＋1", "－1", "＠1")


@pytest.fixture
def no_disk(settings):
    """Whatever is written for an upload has nowhere to go."""
    settings.FILE_UPLOAD_TEMP_DIR = "/nowhere/at/all"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("letter.pdf", b""),
        ("large.bin", LARGE),
        (f"../../{CANARY}.pdf", b"x"),
        (f"{CANARY}\r\nX-Other: yes.pdf", b"x"),
        (f"{CANARY}\x00\u202efdp.exe", b"\x00"),
        (f"{CANARY * 400}.pdf", b"x"),
    ],
    ids=["empty", "large", "folders", "header", "unseen", "long"],
)
def test_of_a_file_its_fingerprint_is_kept_and_nothing_else(name, content, sheets, logged, no_disk):
    sheet = sheets["disclosures-carry-out"]
    sent = {**sheet.typed, "what_health": "", "file_health": SimpleUploadedFile("x", content), **sheet.hidden()}
    sent["file_health"].name = name
    answer = sheet.client.post(sheet.url, sent)
    assert answer.status_code == 302, answer.context and answer.context["form"].errors
    entry = Entry.objects.get(event="disclosure:carry_out")
    fingerprint = hashlib.sha256(content).hexdigest()
    assert fingerprint.encode() in bytes(entry.body)
    with sheets.house.reads(sheets.house.ama):
        facts = named("disclosure").facts.objects.get()
        facts.case = Case.objects.get()
        open_rows([facts], purpose="look", at=AT)
    assert facts.sent == [{"category": "health", "sha256": fingerprint, "what": ""}]
    assert CANARY not in logged.getvalue()


@pytest.mark.parametrize("address", ["advice-new", "disclosures-emergency", "disclosures-carry-out"])
def test_a_file_that_nobody_asked_for_is_dropped(address, sheets, logged, no_disk):
    sheet = sheets[address]
    files = {f"file_{CANARY}": SimpleUploadedFile(f"{CANARY}.pdf", LARGE), "question": SimpleUploadedFile("q", b"x")}
    answer = sheet.client.post(sheet.url, files)
    assert answer.status_code == 422
    assert CANARY not in answer.content.decode()
    assert CANARY not in logged.getvalue()


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_of_a_file_is_a_formula(formula, house, window):
    house.ama.name = formula
    house.ama.save()
    opened(named("advice"), house)
    answer = window(house.ama).get("/advice/export.csv")
    rows = list(csv.reader(io.StringIO(b"".join(answer).decode(), newline="")))
    assert len(rows) == 2
    assert f"'{formula}" in rows[1]
    assert not [cell for row in rows for cell in row if cell.startswith(formula[0])]
