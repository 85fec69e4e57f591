"""Documents are checked, sealed while they arrive, and handed out as files that a browser saves."""

import io
import json
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.test import Client
from PIL import Image

from confide.door.reading import system
from confide.ledger.models import Entry
from confide.records import documents
from confide.records.documents import set_aside
from confide.records.models import Document
from tests.organisation import AT, House
from tests.records import files

PAGE = "/people/P-00001/"
pytestmark = pytest.mark.postgres


def text(answer) -> str:
    return answer.content.decode()


def events(name: str) -> list[dict]:
    return [json.loads(bytes(entry.body)) for entry in Entry.objects.filter(event=name).order_by("id")]


def sent(content: bytes, name: str, **more) -> dict:
    file = SimpleUploadedFile(name, content)
    said = {"category": "care_record", "purpose": "direct_care", "description": "Plan", "key": str(uuid.uuid4())}
    return {**said, "file": file, **more}


def test_a_document_is_kept_sealed_and_comes_back_as_a_file_to_save(house: House, windows):
    window = windows(house.ama)
    added = window.post(f"{PAGE}documents/new/", sent(files.pdf(), "Plan für Dee.pdf"), follow=True)
    assert "Plan für Dee.pdf" in text(added)
    with system("tests"):
        document = Document.objects.get()
    answer = window.get(f"{PAGE}documents/{document.pk}/")
    assert b"".join(answer) == files.pdf()
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''Plan%20f%C3%BCr%20Dee.pdf")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]
    opened = events("opened")[-1]
    assert opened["data"]["purpose"] == "document"
    assert opened["data"]["serving"] == "direct_care"


def test_a_file_that_is_sent_twice_counts_once_and_leaves_one_file(house: House, windows, settings):
    window, key = windows(house.ama), str(uuid.uuid4())
    kept = settings.CONFIDE_FILES / "sealed"
    before = {path for path in kept.rglob("*") if path.is_file()}
    for _ in range(2):
        assert window.post(f"{PAGE}documents/new/", sent(b"words", "plan.txt", key=key)).status_code == 302
    assert len({path for path in kept.rglob("*") if path.is_file()} - before) == 1


def test_one_of_two_that_arrive_at_once_takes_nothing_of_the_others_file_away(house: House, windows, held):
    key = held.document(b"first")
    with house.reads(house.ama), set_aside() as file:
        file.write(b"second")
        second = Document(id=key, person=house.dee, held_as="CR-01", added_by=house.ama, added_at=AT)
        second.category, second.purpose, second.file_name = "care_record", "direct_care", "plan.txt"
        second.media_type, second.size = "text/plain", 6
        with pytest.raises(IntegrityError):
            documents._keep(second, file, documents.store())
    assert b"".join(windows(house.ama).get(f"{PAGE}documents/{key}/")) == b"first"


def test_nothing_of_a_document_lies_in_clear_and_nothing_is_left_where_it_arrived(house: House, windows, settings):
    content = b"Marmalade on Tuesdays. " * 40_000
    windows(house.ama).post(f"{PAGE}documents/new/", sent(content, "marmalade.txt"))
    kept = [path for path in settings.CONFIDE_FILES.rglob("*") if path.is_file()]
    assert kept
    assert [path for path in kept if b"Marmalade" in path.read_bytes() or "marmalade" in str(path)] == []
    assert list((settings.CONFIDE_FILES / "arriving").iterdir()) == []


def test_a_photograph_loses_where_it_was_taken(house: House, windows):
    window = windows(house.ama)
    taken = files.picture("JPEG", exif=files.exif())
    window.post(f"{PAGE}documents/new/", sent(taken, "wound.jpg"))
    with system("tests"):
        document = Document.objects.get()
    content = b"".join(window.get(f"{PAGE}documents/{document.pk}/"))
    assert len(content) == document.size
    with Image.open(io.BytesIO(content)) as picture:
        assert not picture.getexif()
        assert picture.size == (20, 40)


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"", "plan.pdf", "empty"),
        (files.pdf(), "plan.docx", "Its name does not say that it is a PDF"),
        (files.docx(members={"word/vbaProject.bin": b"x"}), "plan.docx", "macros"),
        (b"MZ\x00\x01", "plan.pdf", "We keep PDF"),
    ],
)
def test_a_file_that_is_not_fit_is_refused_beside_the_field_and_nothing_is_kept(
    content, name, says, house: House, windows
):
    answer = windows(house.ama).post(f"{PAGE}documents/new/", sent(content, name))
    assert answer.status_code == 422
    assert says in text(answer)
    assert "Plan" in text(answer)
    with system("tests"):
        assert not Document.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"description": "\x00"}, "description"),
        ({"description": "x" * 501}, "description"),
        ({"category": "nonsense"}, "category"),
        ({"purpose": ""}, "purpose"),
        ({"file": ""}, "file"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_the_rest_stays_typed(wrong, field, house: House, windows):
    answer = windows(house.ama).post(f"{PAGE}documents/new/", {**sent(files.pdf(), "plan.pdf"), **wrong})
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in text(answer)
    assert "description" in wrong or 'value="Plan"' in text(answer)


@pytest.mark.parametrize(
    "name", ["../../../etc/plan.pdf", "plan\r\nX: y.pdf", "\u202efdp.pdf", "p" * 300 + ".pdf", '"; x=".pdf']
)
def test_a_strange_name_of_a_file_does_no_harm(name, house: House, windows):
    window, given = windows(house.ama), sent(files.pdf(), "plan.pdf")
    given["file"].name = name
    answer = window.post(f"{PAGE}documents/new/", given)
    assert answer.status_code in {302, 422}
    with system("tests"):
        found = Document.objects.first()
    if found is not None:
        header = window.get(f"{PAGE}documents/{found.pk}/")["Content-Disposition"]
        assert header.startswith("attachment; filename")
        assert "/" not in header
        assert "\n" not in header


@pytest.mark.parametrize("who", ["ama", ""])
def test_one_file_of_somebody_signed_in_is_written_down_and_nothing_of_a_strangers(
    who, house: House, monkeypatch, settings
):
    written: list[object] = []
    monkeypatch.setattr("confide.web.uploads.set_aside", lambda: written.append(1) or set_aside())
    # Made up, so that the form is read for the token that goes with it.
    window = Client(enforce_csrf_checks=True)
    window.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32
    if who:
        window.force_login(house.ama)
    several = [SimpleUploadedFile(f"{number}.pdf", files.pdf()) for number in range(5)]
    answer = window.post(f"{PAGE}documents/new/", {**sent(files.pdf(), "Plan.pdf"), "file": several})
    assert answer.status_code == 403
    assert len(written) == (1 if who else 0)


def test_a_file_that_is_too_large_is_said_to_be(house: House, windows, monkeypatch):
    monkeypatch.setattr("confide.web.uploads.MOST_BYTES", 1_000)
    monkeypatch.setattr("confide.records.inspecting.MOST_BYTES", 1_000)
    answer = windows(house.ama).post(f"{PAGE}documents/new/", sent(b"x" * 300_000, "plan.txt"))
    assert answer.status_code == 422
    assert "larger than 50 MB" in text(answer)


def test_a_full_disk_is_said_to_be_full_and_nothing_typed_is_lost(house: House, windows, monkeypatch):
    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("confide.vault.spool.Spool.write", full)
    answer = windows(house.ama).post(f"{PAGE}documents/new/", sent(b"words", "plan.txt"))
    assert answer.status_code == 422
    assert "There was no room for this file" in text(answer)
    assert 'value="Plan"' in text(answer)


def test_a_document_whose_file_is_gone_or_damaged_is_an_answer_and_not_a_fault(house: House, windows, held, settings):
    window, key = windows(house.ama), held.document()
    with system("tests"):
        name = Document.objects.get(pk=key).stored_as
    (path,) = (settings.CONFIDE_FILES / "sealed").rglob(name.hex)
    whole = bytearray(path.read_bytes())
    whole[-1] ^= 1
    path.write_bytes(bytes(whole))
    assert "missing or damaged" in text(window.get(f"{PAGE}documents/{key}/", follow=True))
    path.unlink()
    assert "missing or damaged" in text(window.get(f"{PAGE}documents/{key}/", follow=True))
