"""Files for tests, made from scratch: good ones, and each kind that is not fit to be kept."""

import io
import zipfile

from PIL import Image

DOCUMENT = b'<?xml version="1.0"?><w:document xmlns:w="urn:w"><w:body/></w:document>'
TYPES = b'<?xml version="1.0"?><Types><Override ContentType="application/xml"/></Types>'


def docx(*, members: dict[str, bytes] | None = None, types: bytes = TYPES, document: bytes = DOCUMENT) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", types)
        packed.writestr("word/document.xml", document)
        for name, content in (members or {}).items():
            packed.writestr(name, content)
    return made.getvalue()


def locked_docx() -> bytes:
    """A document whose first member says that it is encrypted."""
    content = bytearray(docx())
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + flags] |= 1
    return bytes(content)


def picture(kind: str = "JPEG", *, size: tuple[int, int] = (40, 20), exif: bytes = b"", noise: bytes = b"") -> bytes:
    made = io.BytesIO()
    options = {"exif": exif} if exif else {}
    drawn = Image.frombytes("L", size, noise[: size[0] * size[1]]).convert("RGB") if noise else None
    (drawn or Image.new("RGB", size, "teal")).save(made, kind, **options)
    return made.getvalue()


def exif(*, maker: str = "Marmalade Cameras", orientation: int = 6) -> bytes:
    data = Image.Exif()
    data[0x010F], data[0x0112] = maker, orientation
    data[0x8825] = {1: "N", 2: (53.0, 48.0, 0.0), 3: "W", 4: (1.0, 32.0, 0.0)}
    return data.tobytes()


def pdf(*extra: bytes, catalogue: bytes = b"") -> bytes:
    """A page with nothing on it; `extra` are further objects, from number 4 on."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R " + catalogue + b">>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>",
        *extra,
    ]
    made, places = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    made += b"".join(b"%010d 00000 n \n" % place for place in places)
    made += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(made)


def scripted_pdf() -> bytes:
    action = b"<< /S /JavaScript /JS (app.alert(1)) >>"
    return pdf(action, catalogue=b"/Names << /JavaScript << /Names [(x) 4 0 R] >> >> ")
