"""A sealed file opens whole, in order, in its own place and with its own key; whatever was done to it is refused."""

import io
import uuid
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from confide.vault.errors import SealBroken
from confide.vault.sealing import NONCE_BYTES, TAG_BYTES, Key
from confide.vault.spool import Spool
from confide.vault.streams import HEADER, PIECE, open_stream, pieces_of, seal_stream, sealed_size

KEY = Key(uuid.UUID(int=1), uuid.UUID(int=2), "CR-01", bytes(32))
OTHER = Key(uuid.UUID(int=3), uuid.UUID(int=2), "CR-02", bytes(32))
PLACE = {"table": "records_document", "row": uuid.UUID(int=9)}
SLOT = NONCE_BYTES + PIECE + TAG_BYTES
SIZES = st.sampled_from([0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 3 * PIECE + 17])


def sealed(content: bytes, key: Key = KEY, **place) -> bytes:
    parts = [content[start : start + 1000] for start in range(0, len(content), 1000)]
    return b"".join(seal_stream(parts, len(content), key, **{**PLACE, **place}))


def opened(stored: bytes, key: Key = KEY, **place) -> bytes:
    return b"".join(open_stream(io.BytesIO(stored).read, key, **{**PLACE, **place}))


def pieces(stored: bytes) -> list[bytes]:
    return [stored[start : start + SLOT] for start in range(HEADER.size, len(stored), SLOT)]


@given(SIZES)
def test_what_was_sealed_opens_and_takes_as_much_room_as_was_said(size):
    content = bytes(range(256)) * (size // 256) + bytes(size % 256)
    stored = sealed(content)
    assert len(stored) == sealed_size(size)
    assert opened(stored) == content
    assert pieces_of(size) == len(pieces(stored))


@given(st.sampled_from([1, PIECE, 2 * PIECE + 5]), st.data())
def test_no_byte_can_be_changed_added_or_cut_off(size, data):
    stored = bytearray(sealed(bytes(size)))
    what = data.draw(st.sampled_from(["flip", "cut", "add"]))
    at = data.draw(st.integers(0, len(stored) - 1))
    if what == "flip":
        stored[at] ^= 1 << data.draw(st.integers(0, 7))
    elif what == "cut":
        del stored[at:]
    else:
        stored += b"\x00"
    with pytest.raises(SealBroken):
        opened(bytes(stored))


@given(st.permutations(range(4)))
def test_pieces_open_in_their_own_order_only(order):
    stored = sealed(bytes(4 * PIECE))
    moved = stored[: HEADER.size] + b"".join(pieces(stored)[number] for number in order)
    if list(order) == [0, 1, 2, 3]:
        assert opened(moved) == bytes(4 * PIECE)
        return
    with pytest.raises(SealBroken):
        opened(moved)


def test_a_file_that_ends_at_the_end_of_a_piece_cannot_be_shortened_with_its_number_of_pieces():
    stored = sealed(bytes(3 * PIECE))
    shorter = HEADER.pack(1, KEY.id.bytes, 2) + b"".join(pieces(stored)[:2])
    with pytest.raises(SealBroken):
        opened(shorter)


@pytest.mark.parametrize(
    ("key", "place"),
    [(OTHER, {}), (KEY, {"row": uuid.UUID(int=8)}), (KEY, {"table": "records_mention"})],
    ids=["another key", "another row", "another table"],
)
def test_a_file_opens_in_its_own_place_only(key, place):
    with pytest.raises(SealBroken):
        opened(sealed(b"words"), key, **place)


def test_a_piece_of_another_file_under_the_same_key_is_refused():
    ours, theirs = sealed(bytes(2 * PIECE)), sealed(bytes(2 * PIECE), row=uuid.UUID(int=8))
    mixed = ours[: HEADER.size] + pieces(ours)[0] + pieces(theirs)[1]
    with pytest.raises(SealBroken):
        opened(mixed)


@pytest.mark.parametrize("said", [4, 6])
def test_more_or_less_than_was_said_is_not_sealed(said):
    with pytest.raises(ValueError, match="There is"):
        list(seal_stream([b"words"], said, KEY, **PLACE))


def test_a_spool_reads_back_what_was_written_from_anywhere_and_has_no_word_of_it_on_the_disk(tmp_path):
    content = b"marmalade " * (PIECE // 5)
    with Spool(tmp_path / "spool") as spool:
        for start in range(0, len(content), 7_000):
            spool.write(content[start : start + 7_000])
        assert spool.size == len(content)
        assert b"".join(spool.parts()) == content
        for at in (0, 1, PIECE - 3, PIECE, len(content) - 4, len(content)):
            spool.seek(at)
            assert spool.read(8) == content[at : at + 8]
        spool._file.seek(0)
        assert b"marmalade" not in spool._file.read()
    assert list((tmp_path / "spool").iterdir()) == []


def test_a_spool_that_was_tampered_with_is_refused(tmp_path):
    with Spool(tmp_path) as spool:
        spool.write(bytes(2 * PIECE))
        spool._file.seek(0)
        first, second = spool._file.read(SLOT), spool._file.read(SLOT)
        spool._file.seek(0)
        spool._file.write(second + first)
        with pytest.raises(SealBroken):
            b"".join(spool.parts())


def test_no_two_nonces_are_the_same():
    nonces = [piece[:NONCE_BYTES] for piece in pieces(sealed(bytes(3 * PIECE)))]
    assert all(one != other for one, other in pairwise(sorted(nonces)))
