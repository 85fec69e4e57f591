"""Where sealed files lie: in a folder of ours, or in a bucket that speaks S3.

- Both know three things: put, get and delete, by a name. What they keep is sealed before it comes to them.
- A file in the folder appears whole or not at all.
- The bucket is spoken to over HTTPS with requests signed as AWS's version 4 asks; another server needs no other code.
"""

import hashlib
import hmac
import os
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from pathlib import Path
from typing import Protocol
from urllib.parse import quote, unquote, urlsplit
from uuid import UUID

Read = Callable[[int], bytes]
BLOCK = 256 * 1024
SECONDS = 30


class StorageError(Exception):
    """A file could not be stored, found or removed. Says what happened, and never what is in the file."""


class Store(Protocol):
    """A place for sealed files."""

    def put(self, name: UUID, parts: Iterable[bytes], size: int) -> None:
        """Store `size` bytes under a name. Raises StorageError, and then there is nothing under it."""

    def get(self, name: UUID) -> AbstractContextManager[Read]:
        """A context in which the file can be read from its beginning. Raises StorageError where there is none."""

    def delete(self, name: UUID) -> None:
        """Remove the file, if there is one. Raises StorageError."""


@dataclass(frozen=True)
class Folder:
    """Files in a folder, spread over 256 others by the first letters of their names."""

    path: Path

    def put(self, name: UUID, parts: Iterable[bytes], size: int) -> None:
        place = self._place(name)
        fresh = place.with_name(f"{place.name}.{secrets.token_hex(4)}")
        try:
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                for part in parts:
                    file.write(part)
                file.flush()
                os.fsync(file.fileno())
            fresh.rename(place)
        except OSError as failed:
            raise StorageError(f"The file could not be written: {failed.strerror}.") from None
        finally:
            with suppress(OSError):
                fresh.unlink()

    @contextmanager
    def get(self, name: UUID) -> Iterator[Read]:
        try:
            file = self._place(name).open("rb")
        except OSError as failed:
            raise StorageError(f"The file could not be read: {failed.strerror}.") from None
        with file:
            yield file.read

    def delete(self, name: UUID) -> None:
        try:
            self._place(name).unlink(missing_ok=True)
        except OSError as failed:
            raise StorageError(f"The file could not be removed: {failed.strerror}.") from None

    def _place(self, name: UUID) -> Path:
        return self.path / name.hex[:2] / name.hex


@dataclass(frozen=True)
class Bucket:
    """Files in a bucket: `https://server`, the bucket's name, the region and a pair of keys."""

    server: str
    bucket: str
    region: str
    key: str
    secret: str = field(repr=False)

    def put(self, name: UUID, parts: Iterable[bytes], size: int) -> None:
        with self._asked("PUT", name, parts, size) as answer:
            self._expect(answer, {200, 201, 204}, "written")

    @contextmanager
    def get(self, name: UUID) -> Iterator[Read]:
        with self._asked("GET", name) as answer:
            self._expect(answer, {200}, "read")
            yield answer.read

    def delete(self, name: UUID) -> None:
        with self._asked("DELETE", name) as answer:
            self._expect(answer, {200, 202, 204, 404}, "removed")

    def _expect(self, answer: HTTPResponse, good: set[int], what: str) -> None:
        if answer.status not in good:
            raise StorageError(f"The file could not be {what}: the storage answered {answer.status}.")

    @contextmanager
    def _asked(self, method: str, name: UUID, parts: Iterable[bytes] = (), size: int = 0) -> Iterator[HTTPResponse]:
        where = urlsplit(self.server)
        path = f"/{quote(self.bucket)}/{name.hex}"
        headers = signed(method, where.netloc, path, self, datetime.now(UTC)) | {"content-length": str(size)}
        kind = HTTPSConnection if where.scheme == "https" else HTTPConnection
        connection = kind(where.netloc, timeout=SECONDS, blocksize=BLOCK)
        try:
            connection.request(method, path, body=iter(parts) if size else None, headers=headers)
            with connection.getresponse() as answer:
                yield answer
        except (OSError, HTTPException) as failed:
            raise StorageError(f"The storage could not be reached: {type(failed).__name__}.") from None
        finally:
            connection.close()


UNSIGNED = "UNSIGNED-PAYLOAD"


def signed(method: str, host: str, path: str, bucket: Bucket, now: datetime) -> dict[str, str]:
    """The headers of a request, signed. The content is not: each of its pieces is authenticated by its seal."""
    stamp = now.strftime("%Y%m%dT%H%M%SZ")
    headers = {"host": host, "x-amz-content-sha256": UNSIGNED, "x-amz-date": stamp}
    return headers | {"authorization": authorisation(method, path, headers, bucket)}


def authorisation(method: str, path: str, headers: dict[str, str], bucket: Bucket) -> str:
    """The signature of a request over all these headers, AWS version 4."""
    stamp, names = headers["x-amz-date"], ";".join(sorted(headers))
    lines = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
    asked = "\n".join((method, path, "", lines, names, headers["x-amz-content-sha256"]))
    scope = f"{stamp[:8]}/{bucket.region}/s3/aws4_request"
    text = "\n".join(("AWS4-HMAC-SHA256", stamp, scope, hashlib.sha256(asked.encode()).hexdigest()))
    key = f"AWS4{bucket.secret}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    signature = hmac.digest(key, text.encode(), "sha256").hex()
    return f"AWS4-HMAC-SHA256 Credential={bucket.key}/{scope}, SignedHeaders={names}, Signature={signature}"


def store_at(url: str, folder: Path) -> Store:
    """The store that `https://key:secret@server/bucket?region` names; the folder where there is no address.

    Raises ValueError for an address that is none.
    """
    if not url:
        return Folder(folder)
    where = urlsplit(url)
    if where.scheme not in {"https", "http"} or not where.username or not where.path.strip("/"):
        raise ValueError("The address of the storage is written like https://key:secret@server/bucket?region.")
    server = f"{where.scheme}://{where.netloc.rpartition('@')[2]}"
    keys = unquote(where.username), unquote(where.password or "")
    return Bucket(server, where.path.strip("/"), where.query or "us-east-1", *keys)
