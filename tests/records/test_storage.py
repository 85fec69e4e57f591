"""Sealed files lie in a folder or in a bucket; both give back what they were given, and say so when they cannot."""

import threading
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from confide.records.storage import Bucket, Folder, StorageError, authorisation, store_at

NAME = uuid.UUID(int=7)
# The worked example of a signed GET in Amazon's description of its signatures, version 4.
SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
EXAMPLE = Bucket("https://examplebucket.s3.amazonaws.com", "", "us-east-1", "AKIAIOSFODNN7EXAMPLE", SECRET)


class Double(BaseHTTPRequestHandler):
    """A server that speaks the three calls, and checks the signature of each as the bucket's owner would."""

    kept: dict[str, bytes]
    owner: Bucket

    def log_message(self, *args):
        """Say nothing."""

    def _allowed(self) -> bool:
        headers = {name: self.headers[name] for name in ("host", "x-amz-content-sha256", "x-amz-date")}
        return self.headers["authorization"] == authorisation(self.command, self.path, headers, self.owner)

    def _answer(self, status: int, body: bytes = b"") -> None:
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_PUT(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        if not self._allowed():
            return self._answer(403)
        self.kept[self.path] = body
        return self._answer(200)

    def do_GET(self):
        if not self._allowed():
            return self._answer(403)
        return self._answer(200, self.kept[self.path]) if self.path in self.kept else self._answer(404)

    def do_DELETE(self):
        if not self._allowed():
            return self._answer(403)
        self.kept.pop(self.path, None)
        return self._answer(204)


@pytest.fixture
def bucket():
    handler = type("Owned", (Double,), {"kept": {}})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    made = store_at(f"http://ours:se%2Fcret@127.0.0.1:{server.server_port}/files?eu-west-2", "")
    handler.owner = made
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield made
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(params=["folder", "bucket"])
def store(request, tmp_path):
    return Folder(tmp_path) if request.param == "folder" else request.getfixturevalue("bucket")


def test_what_was_put_can_be_got_and_deleted(store):
    store.put(NAME, iter([b"sea", b"led"]), 6)
    with store.get(NAME) as read:
        assert (read(3), read(10), read(1)) == (b"sea", b"led", b"")
    store.delete(NAME)
    store.delete(NAME)
    with pytest.raises(StorageError), store.get(NAME):
        pass


def test_a_bucket_that_does_not_know_us_is_a_storage_error_that_names_no_secret(bucket):
    stranger = Bucket(bucket.server, bucket.bucket, bucket.region, bucket.key, "wrong")
    with pytest.raises(StorageError) as failed:
        stranger.put(NAME, [b"sealed"], 6)
    assert "403" in str(failed.value)
    assert "se/cret" not in repr(bucket)


def test_a_server_that_is_not_there_is_a_storage_error():
    gone = Bucket("http://127.0.0.1:9", "files", "eu-west-2", "ours", "secret")
    with pytest.raises(StorageError), gone.get(NAME):
        pass


def test_a_file_that_breaks_off_while_it_is_written_leaves_nothing(tmp_path):
    def breaks():
        yield b"sea"
        raise OSError(28, "No space left on device")

    with pytest.raises(StorageError, match="No space left"):
        Folder(tmp_path).put(NAME, breaks(), 6)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_the_signature_is_that_of_the_published_example():
    headers = {
        "host": "examplebucket.s3.amazonaws.com",
        "range": "bytes=0-9",
        "x-amz-content-sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "x-amz-date": "20130524T000000Z",
    }
    signed = authorisation("GET", "/test.txt", headers, EXAMPLE)
    assert signed.endswith("Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41")


@pytest.mark.parametrize("address", ["files", "https://server/bucket", "https://key:secret@server", "ftp://a:b@c/d"])
def test_an_address_that_is_none_is_refused(address, tmp_path):
    with pytest.raises(ValueError, match="is written like"):
        store_at(address, tmp_path)
