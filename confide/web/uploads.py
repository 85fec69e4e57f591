"""Files as they arrive: set aside sealed, so that neither memory nor disk holds them in clear.

- Only a page that says `takes_files` gets them so; of what is sent anywhere else Django's own handler keeps little.
- Beyond the largest file that we keep nothing more is written, and the page says that it was too large.
"""

from typing import Any

from django.contrib.auth import SESSION_KEY
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopFutureHandlers

from confide.door.files import Spool
from confide.records.documents import set_aside
from confide.records.inspecting import MOST_BYTES

FIELD = "file"


class SetAside(UploadedFile):
    """A file that was set aside."""

    spool: Spool

    def __init__(self, spool: Spool, name: str | None, content_type: str | None, *, lost: bool) -> None:
        super().__init__(file=spool, name=name, content_type=content_type, size=spool.size)
        self.spool, self.lost = spool, lost
        """Whether the disk was full, so that some of it is missing."""
        self.token = ""
        """By which it is found again where it waits for its form (`confide.web.waiting`)."""


class ForPages(FileUploadHandler):
    """Takes the files of those pages that ask for it, and leaves those of any other to the next handler."""

    asked_by = ""
    """What such a page says of itself."""

    def is_asked(self) -> bool:
        """Whether the page that is sent to asks for it, and somebody signed in sends it.

        It is known before anything reads the form, its token included: a stranger's file is not even written down.
        """
        if self.request is None or SESSION_KEY not in self.request.session:
            return False
        match = self.request.resolver_match
        view = getattr(match.func, "view_class", None) if match else None
        return bool(getattr(view, self.asked_by, False))


class SealingUploadHandler(ForPages):
    """Sets aside the one file that a page asks for; whatever else came is passed over."""

    asked_by = "takes_files"
    one_came = False

    def new_file(self, *args: Any, **options: Any) -> None:
        super().new_file(*args, **options)
        self.spool, self.lost = None, False
        if not self.is_asked():
            return
        if self.field_name != FIELD or self.one_came:
            raise SkipFile
        self.one_came, self.spool = True, set_aside()
        raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        if self.spool is None:
            return raw_data
        try:
            if self.spool.size <= MOST_BYTES:
                self.spool.write(raw_data)
        except OSError:
            self.lost = True
        return None

    def file_complete(self, file_size: int) -> SetAside | None:
        if self.spool is None:
            return None
        return SetAside(self.spool, self.file_name, self.content_type, lost=self.lost)
