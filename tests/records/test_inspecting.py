"""A file is what is in it: what its name says has to agree, and what could do harm or cannot be opened is refused."""

import io
import random

import pytest
from PIL import Image

from confide.records import inspecting
from confide.records.inspecting import DOCX, JPEG, PDF, PNG, TEXT, WEBP, Unfit, inspect, redraw
from confide.vault.spool import Spool
from confide.vault.streams import PIECE
from tests.records import files

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def told(content: bytes, name: str) -> str:
    return inspect(io.BytesIO(content), name, len(content))


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (files.pdf(), "letter.pdf", PDF),
        (files.docx(), "Letter.DOCX", DOCX),
        (files.picture("JPEG"), "x.jpg", JPEG),
        (files.picture("JPEG"), "x.jpeg", JPEG),
        (files.picture("PNG"), "x.png", PNG),
        (files.picture("WEBP"), "x.webp", WEBP),
        ("Grüße, €5\n".encode(), "note.txt", TEXT),
    ],
    ids=["pdf", "docx", "jpg", "jpeg", "png", "webp", "txt"],
)
def test_what_we_keep_is_known_by_what_is_in_it(content, name, kind):
    assert told(content, name) == kind


BAD = {
    "empty": (b"", "a.txt", "empty"),
    "program": (b"MZ\x90\x00" + bytes(90), "a.pdf", "We keep PDF"),
    "page of the web": (b"<html>\x00", "a.txt", "We keep PDF"),
    "renamed": (files.pdf(), "a.docx", "Its name does not say that it is a PDF"),
    "no ending": (files.pdf(), "letter", "Its name does not say"),
    "other ending": (b"words", "a.exe", "Its name does not say"),
    "picture called text": (files.picture(), "a.txt", "a JPEG"),
    "macros": (files.docx(members={"word/vbaProject.bin": b"x"}), "a.docx", "macros"),
    "macros by type": (files.docx(types=b"<T a='application/vnd.ms-word.document.macroEnabled'/>"), "a.docx", "macros"),
    "macros called docm": (files.docx(members={"word/vbaProject.bin": b"x"}), "a.docm", "Its name does not say"),
    "embedded object": (files.docx(members={"word/embeddings/oleObject1.bin": b"x"}), "a.docx", "embedded"),
    "locked document": (files.locked_docx(), "a.docx", "password"),
    "old or locked office": (OLD_OFFICE, "a.docx", "password"),
    "bomb": (files.docx(members={"word/media/x.txt": bytes(30_000_000)}), "a.docx", "unpacks"),
    "no document": (files.docx(document=b"<broken"), "a.docx", "broken"),
    "entities": (files.docx(document=b"<!DOCTYPE d [<!ENTITY a 'b'>]><d>&a;</d>"), "a.docx", "broken"),
    "cut document": (files.docx()[:-30], "a.docx", "broken"),
    "cut pdf": (files.pdf()[:40], "a.pdf", "broken"),
    "script": (files.scripted_pdf(), "a.pdf", "script"),
    "cut picture": (files.picture("PNG")[:60], "a.png", "broken"),
    "many points": (files.picture("PNG", size=(9_000, 9_000)), "a.png", "50 million"),
}


@pytest.mark.parametrize(("content", "name", "says"), BAD.values(), ids=BAD)
def test_what_is_not_fit_is_refused_in_words_that_help(content, name, says):
    with pytest.raises(Unfit) as refused:
        told(content, name)
    assert says in refused.value.reason
    assert refused.value.reason.endswith(".")


@pytest.mark.parametrize("name", ["a.docx", "a.pdf", "a.png", "a.txt"])
def test_a_file_of_many_pieces_is_inspected_where_it_was_set_aside(name, tmp_path):
    noise = random.Random(1).randbytes(700_000)
    content = {
        "a.docx": files.docx(members={"word/media/x.jpg": noise}),
        "a.pdf": files.pdf(b"<< /Length 700000 >>\nstream\n" + noise + b"\nendstream"),
        "a.png": files.picture("PNG", size=(900, 700), noise=noise),
        "a.txt": ("é" * 350_000).encode(),
    }[name]
    assert len(content) > 2 * PIECE
    with Spool(tmp_path) as spool:
        spool.write(content)
        assert inspect(spool, name, spool.size)
        assert b"".join(spool.parts()) == content


def test_a_file_that_is_too_large_is_refused_before_it_is_read():
    with pytest.raises(Unfit, match="50 MB"):
        inspect(io.BytesIO(b"x"), "a.txt", inspecting.MOST_BYTES + 1)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photograph_is_drawn_anew_upright_and_without_what_the_camera_wrote(kind):
    taken = files.picture(kind, exif=files.exif())
    assert b"Marmalade" in taken
    made = io.BytesIO()
    redraw(io.BytesIO(taken), {"JPEG": JPEG, "PNG": PNG, "WEBP": WEBP}[kind], made)
    assert b"Marmalade" not in made.getvalue()
    with Image.open(made) as picture:
        assert picture.size == (20, 40)
        assert not picture.getexif()
        assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "loop", "background"}


def test_a_picture_that_lies_about_itself_is_refused_when_it_is_drawn():
    with pytest.raises(Unfit):
        redraw(io.BytesIO(files.picture("JPEG")[:200]), JPEG, io.BytesIO())
