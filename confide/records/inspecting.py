"""What a file really is: told by what is in it, opened by whatever opens such files, and refused where it is not fit.

- PDF, DOCX, JPEG, PNG, WebP and plain text. What its name says has to agree.
- Refused: macros, scripts and embedded objects; what is locked or broken; what unpacks to far more than it is.
- Photographs are drawn anew, so that nothing stays of what the camera wrote beside the picture.
"""

import codecs
import unicodedata
import zipfile
import zlib
from collections.abc import Callable
from typing import IO, Any
from xml.parsers import expat

import pypdfium2
from PIL import Image, ImageOps, UnidentifiedImageError
from pypdfium2 import raw as pdfium

from confide.domain.refusal import Refused

MOST_BYTES = 50 * 1024 * 1024
MOST_PIXELS = 50_000_000
MOST_UNPACKED = 200 * 1024 * 1024
MOST_TIMES_LARGER = 100
MOST_MEMBERS = 3_000
BLOCK = 64 * 1024
PDF, DOCX, TEXT = (
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "text/plain",
)
JPEG, PNG, WEBP = "image/jpeg", "image/png", "image/webp"
PICTURES = {JPEG: "JPEG", PNG: "PNG", WEBP: "WEBP"}
ENDINGS = {"pdf": PDF, "docx": DOCX, "txt": TEXT, "jpg": JPEG, "jpeg": JPEG, "png": PNG, "webp": WEBP}
NAMES = {PDF: "a PDF", DOCX: "a Word document", TEXT: "plain text", JPEG: "a JPEG", PNG: "a PNG", WEBP: "a WebP"}
# Any file that can be read and searched through.
Opened = Any
CLAUSES = ("1.7a",)
# We count pixels ourselves, before anything is drawn.
Image.MAX_IMAGE_PIXELS = None


class Unfit(Refused):
    """A file that we do not keep, and why."""

    def __init__(self, pattern: str, **values: str) -> None:
        """Take the sentence and its values."""
        super().__init__(pattern, CLAUSES, **values)


def inspect(file: Opened, name: str, size: int) -> str:
    """The type of a file. Raises Unfit, with a sentence that says what can be done."""
    if not size:
        raise Unfit("This file is empty.")
    if size > MOST_BYTES:
        raise Unfit("This file is larger than 50 MB. Send it in parts.")
    found = _kind(file)
    named = ENDINGS.get(name.rpartition(".")[2].casefold()) if "." in name else None
    if found is None:
        raise Unfit("We keep PDF, DOCX, JPEG, PNG, WebP and plain text. Save it as one of these.")
    if named != found:
        raise Unfit("Its name does not say that it is {kind}. Check that it is the right file.", kind=NAMES[found])
    CHECKS[found](file)
    file.seek(0)
    return found


def redraw(file: Opened, media_type: str, into: Any) -> None:
    """Draw a picture anew, upright, with nothing beside it. Raises Unfit where it cannot be drawn."""
    file.seek(0)
    try:
        with Image.open(file, formats=[PICTURES[media_type]]) as picture:
            upright = ImageOps.exif_transpose(picture)
            plain = upright.convert("RGBA" if media_type != JPEG and upright.has_transparency_data else "RGB")
            plain.info = {}
            plain.save(into, PICTURES[media_type], quality=90)
    except (OSError, ValueError, SyntaxError):
        raise Unfit("This picture is broken and cannot be opened.") from None


def _kind(file: Opened) -> str | None:
    """The type that the first bytes tell."""
    file.seek(0)
    head = file.read(1024)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise Unfit(
            "This is locked with a password, or from an old Office. Save it as DOCX or PDF, without a password."
        )
    marks = ((b"\xff\xd8\xff", JPEG), (b"\x89PNG\r\n\x1a\n", PNG), (b"PK\x03\x04", DOCX), (b"%PDF-", PDF))
    for mark, kind in marks:
        if head.startswith(mark):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    return TEXT if _reads_as_text(file) else None


def _reads_as_text(file: Opened) -> bool:
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    try:
        while block := file.read(BLOCK):
            if not _legible(decoder.decode(block)):
                return False
        return _legible(decoder.decode(b"", final=True))
    except UnicodeDecodeError:
        return False


def _legible(text: str) -> bool:
    return all(letter in "\t\n\r\f" or unicodedata.category(letter) != "Cc" for letter in text)


def _pdf(file: Opened) -> None:
    file.seek(0)
    try:
        document = pypdfium2.PdfDocument(file)
    except pypdfium2.PdfiumError as wrong:
        locked = wrong.err_code == pdfium.FPDF_ERR_PASSWORD
        raise Unfit(LOCKED if locked else "This PDF is broken and cannot be opened.") from None
    try:
        if not len(document):
            raise Unfit("This PDF has no pages.")
        if pdfium.FPDFDoc_GetJavaScriptActionCount(document) > 0 or pdfium.FPDFDoc_GetAttachmentCount(document) > 0:
            raise Unfit("This PDF holds a script or another file. Print it as a new PDF and send that.")
        document[0].close()
    except pypdfium2.PdfiumError:
        raise Unfit("This PDF is broken and cannot be opened.") from None
    finally:
        document.close()


LOCKED = "This is locked with a password. Save it without one; it is sealed here all the same."
MACROS = "This document holds macros or embedded objects. Save it as DOCX without them, or as PDF."


def _docx(file: Opened) -> None:
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as packed:
            _packed(packed, file.seek(0, 2))
            if b"macroEnabled" in packed.read("[Content_Types].xml"):
                raise Unfit(MACROS)
            with packed.open("word/document.xml") as words:
                _well_formed(words)
            if packed.testzip() is not None:
                raise Unfit(BROKEN)
    except BROKEN_ZIP:
        raise Unfit(BROKEN) from None


# RuntimeError: packed in a way that nobody here can unpack.
BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, KeyError, RuntimeError, EOFError, OSError, ValueError, expat.ExpatError)
BROKEN = "This is no Word document, or it is broken."


def _packed(packed: zipfile.ZipFile, size: int) -> None:
    """Refuse what is in it by its list of contents, before anything is unpacked."""
    members = packed.infolist()
    if any(member.flag_bits & 1 for member in members):
        raise Unfit(LOCKED)
    unpacked = sum(member.file_size for member in members)
    if len(members) > MOST_MEMBERS or unpacked > min(MOST_UNPACKED, MOST_TIMES_LARGER * size):
        raise Unfit("This unpacks to far more than it is. Save it anew, or as PDF.")
    names = {member.filename.casefold() for member in members}
    if any(name.endswith((".bin", ".ocx", ".exe", ".dll")) or "/activex/" in name for name in names):
        raise Unfit(MACROS)
    if not {"[content_types].xml", "word/document.xml"} <= names:
        raise Unfit(BROKEN)


def _well_formed(words: IO[bytes]) -> None:
    parser = expat.ParserCreate()

    def refuse(*_args: object) -> None:
        raise Unfit(BROKEN)

    parser.StartDoctypeDeclHandler = refuse
    while block := words.read(BLOCK):
        parser.Parse(block)
    parser.Parse(b"", True)


def _picture(file: Opened) -> None:
    file.seek(0)
    try:
        with Image.open(file, formats=list(PICTURES.values())) as picture:
            width, height = picture.size
            if width * height > MOST_PIXELS:
                raise Unfit("This picture has more than 50 million points. Make it smaller.")
            picture.verify()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise Unfit("This picture is broken and cannot be opened.") from None


def _text(file: Opened) -> None:
    """It was read to the end to know that it is text."""


CHECKS: dict[str, Callable[[Opened], None]] = {
    PDF: _pdf,
    DOCX: _docx,
    TEXT: _text,
    JPEG: _picture,
    PNG: _picture,
    WEBP: _picture,
}
