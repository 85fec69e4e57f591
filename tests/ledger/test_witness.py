"""A witness signs what continues what it has seen, and nothing else; what it answers is what C2SP tlog-witness says."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from confide.domain.chain import EMPTY_ROOT, TileTree, leaf_hash
from confide.ledger.ed25519 import SigningKey, verifying_key
from confide.ledger.errors import NoteError
from confide.ledger.notes import COSIGNATURE, LOG_SIGNATURE, Head, encode, open_note, sign_note, verifier_key
from confide.ledger.tile_paths import parse_tile_path, tile_path
from confide.ledger.witness import MOST_KEPT, NoWitness, Witness, begin
from confide.ledger.witnessing import StandsElsewhere, Submission, TurnedAway, parse_submission

AT = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
LOG = SigningKey("example.org/log", LOG_SIGNATURE, bytes(range(32)))
THIEF = SigningKey("example.org/log", LOG_SIGNATURE, bytes(32))


def tree(size: int, altered: int | None = None) -> TileTree:
    grown = TileTree(lambda level, number: b"", 0)
    grown.append(leaf_hash(b"another" if number == altered else b"%d" % number) for number in range(size))
    return grown


def checkpoint(size: int, altered: int | None = None, key: SigningKey = LOG) -> str:
    return sign_note(Head(key.name, size, tree(size, altered).root()).text(), [key])


def sent(old: int, size: int, altered: int | None = None) -> str:
    """An honest submission of a log, one of whose entries may have been altered since."""
    proof = tree(size, altered).consistency(old, size) if 0 < old <= size else []
    return Submission(old, tuple(proof), checkpoint(size, altered)).text()


@pytest.fixture
def witness(tmp_path) -> Witness:
    made = begin(tmp_path / "witness", "example.org/witness", lambda length: b"w" * length)
    made.trust(verifier_key(LOG))
    return made


def status(witness: Witness, text: str, at: datetime = AT) -> int:
    try:
        witness.answer(text, at)
    except TurnedAway as refusal:
        return refusal.status
    return 200


def test_what_continues_what_was_seen_is_signed_with_the_time(witness):
    for turn, (old, size) in enumerate([(0, 3), (3, 3), (3, 4), (4, 300), (300, 1000)]):
        at = AT + timedelta(minutes=turn)
        line = witness.answer(sent(old, size), at)
        text = checkpoint(size).partition("\n\n")[0] + "\n"
        signed = open_note(f"{text}\n{line}", [verifying_key(witness.public)])
        assert signed.signers == {("example.org/witness", COSIGNATURE): int(at.timestamp())}
        seen = witness.seen(LOG.name)
        assert (seen.head.size, seen.at) == (size, at)
        assert len(open_note(seen.note, [LOG, witness.key]).signers) == 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (sent(5, 9), 200),
        (sent(5, 5), 200),
        # Malformed, or the proof starts beyond its end.
        ("", 400),
        ("old 5", 400),
        (sent(5, 9).replace("old 5", "old 05"), 400),
        (sent(5, 9).replace("old 5", "new 5"), 400),
        (sent(5, 9).replace("old 5\n", "old 5\nAAAA\n"), 400),
        (sent(5, 9).replace("old 5\n", "old 5\n?\n"), 400),
        (sent(5, 9).replace("\n\n", "\n"), 400),
        (sent(5, 9).replace("\n9\n", "\nnine\n"), 400),
        (Submission(5, (bytes(32),) * 64, checkpoint(9)).text(), 400),
        (Submission(10, (), checkpoint(9)).text(), 400),
        # A log that nobody told it of.
        (Submission(0, (), checkpoint(9).replace("example.org/log", "example.org/other")).text(), 404),
        # Not signed by the log, or wrongly.
        (Submission(5, (), checkpoint(9, key=THIEF)).text(), 403),
        (sent(5, 9).replace("\n9\n", "\n8\n"), 403),
        (sent(5, 9)[:-8] + "AAAAAA=\n", 403),
        # The witness stands elsewhere: an older state, a later one, or a log that was never asked.
        (sent(0, 3), 409),
        (sent(3, 3), 409),
        (sent(4, 9), 409),
        (sent(0, 9), 409),
        (sent(6, 9), 409),
        # Signed by the log, and not what it was.
        (sent(5, 9, altered=2), 422),
        (sent(5, 5, altered=2), 422),
        (Submission(5, (), checkpoint(9)).text(), 422),
        (Submission(5, (bytes(32),), checkpoint(5)).text(), 422),
        (Submission(5, tuple(tree(9).consistency(5)[:-1]), checkpoint(9)).text(), 422),
        (Submission(5, (*tree(9).consistency(5), bytes(32)), checkpoint(9)).text(), 422),
    ],
)
def test_every_answer_is_the_one_of_the_protocol_and_only_a_signature_changes_what_was_seen(witness, text, expected):
    assert status(witness, sent(0, 5)) == 200
    before = witness.seen(LOG.name)
    assert status(witness, text) == expected
    after = witness.seen(LOG.name)
    assert (after == before) == (expected != 200 or "\n5\n" in text)


def test_the_first_checkpoint_needs_no_proof_and_an_empty_log_has_one_root(witness):
    empty = sign_note(Head(LOG.name, 0, EMPTY_ROOT).text(), [LOG])
    assert status(witness, Submission(0, (bytes(32),), checkpoint(5)).text()) == 422
    assert status(witness, Submission(0, (), sign_note(Head(LOG.name, 0, bytes(32)).text(), [LOG])).text()) == 422
    assert status(witness, Submission(0, (), empty).text()) == 200
    assert status(witness, sent(0, 5)) == 200


def test_one_who_stands_elsewhere_says_where(witness):
    witness.answer(sent(0, 7), AT)
    with pytest.raises(StandsElsewhere) as told:
        witness.answer(sent(0, 9), AT)
    assert told.value.size == 7


def test_a_log_that_was_rolled_back_is_told_so_and_kept(witness):
    witness.answer(sent(0, 9), AT)
    with pytest.raises(TurnedAway, match=r"covers 5 entries, but 9 .* rolled back"):
        witness.answer(sent(5, 5), AT)
    assert [path.read_text() for path in (witness.folder / "refused").iterdir()] == [checkpoint(5)]


@pytest.mark.parametrize(("old", "size"), [(9, 9), (9, 12)])
def test_a_fork_by_whoever_stole_the_key_of_the_log_is_refused_and_kept_as_evidence(witness, old, size):
    witness.answer(sent(0, 9), AT)
    for _ in range(2):
        with pytest.raises(TurnedAway, match="keep both"):
            witness.answer(sent(old, size, altered=4), AT)
    kept = [path.read_text() for path in (witness.folder / "refused").iterdir()]
    assert kept == [checkpoint(size, altered=4)]
    assert open_note(kept[0], [LOG]).text == checkpoint(size, altered=4).partition("\n\n")[0] + "\n"


def test_evidence_does_not_fill_the_disk(witness):
    witness.answer(sent(0, 9), AT)
    for number in range(MOST_KEPT + 5):
        text = Submission(9, (), sign_note(Head(LOG.name, 9 + number, bytes(32)).text(), [LOG])).text()
        assert status(witness, text) == 422
    assert len(list((witness.folder / "refused").iterdir())) == MOST_KEPT


@settings(max_examples=30)
@given(st.data())
def test_whatever_is_sent_the_witness_never_goes_back_and_never_signs_two_stories(tmp_path_factory, data):
    witness = begin(tmp_path_factory.mktemp("any") / "w", "example.org/witness", lambda length: b"w" * length)
    witness.trust(verifier_key(LOG))
    signed: list[tuple[int, int | None]] = []
    for old, size, altered in data.draw(
        st.lists(st.tuples(st.integers(0, 12), st.integers(1, 12), st.none() | st.integers(0, 11)), max_size=8)
    ):
        if status(witness, sent(old, size, altered)) == 200:
            signed.append((size, altered))
    assert [size for size, _ in signed] == sorted(size for size, _ in signed)
    for (earlier, one), (_, other) in itertools.pairwise(signed):
        assert tree(12, one).root(earlier) == tree(12, other).root(earlier)


def test_a_clock_that_went_back_is_told_and_nothing_is_signed(witness):
    witness.answer(sent(0, 5), AT)
    with pytest.raises(NoWitness, match="clock"):
        witness.answer(sent(5, 9), AT - timedelta(days=1))
    assert witness.seen(LOG.name).head.size == 5


def test_a_witness_is_the_same_after_it_was_switched_off_and_is_never_made_twice(witness):
    witness.answer(sent(0, 5), AT)
    again = Witness(witness.folder)
    assert (again.public, again.seen(LOG.name)) == (witness.public, witness.seen(LOG.name))
    with pytest.raises(NoWitness, match="already"):
        begin(witness.folder, "example.org/other")
    assert {path.stat().st_mode & 0o077 for path in witness.folder.iterdir() if path.name != "lock"} == {0}


@pytest.mark.parametrize("name", ["", "two words", "a+b"])
def test_a_name_that_no_signature_can_carry_is_refused(tmp_path, name):
    with pytest.raises(NoWitness):
        begin(tmp_path / "w", name)
    assert not (tmp_path / "w").exists()


@pytest.mark.parametrize("file", ["witness.key", "logs.json", "seen"])
@pytest.mark.parametrize("content", [b"", b"{}", b"\xff\xfe", b"null", None])
def test_a_damaged_folder_is_told_and_nothing_is_signed(witness, file, content):
    witness.answer(sent(0, 5), AT)
    path = next(witness.folder.glob("*.checkpoint")) if file == "seen" else witness.folder / file
    if content is None:
        if file == "seen":
            return
        path.unlink()
    else:
        path.write_bytes(content)
    with pytest.raises(NoWitness):
        Witness(witness.folder).answer(sent(5, 9), AT)


def test_a_submission_is_read_as_it_is_written():
    text = sent(5, 9)
    assert parse_submission(text).text() == text
    assert parse_submission(text).proof == tuple(tree(9).consistency(5))
    assert encode(tree(9).consistency(5)[0]) in text


@pytest.mark.parametrize(
    ("level", "number", "size", "path"),
    [
        (0, 0, 1, "0/000.p/1"),
        (0, 0, 256, "0/000"),
        (0, 272, 70_000, "0/272"),
        (0, 273, 70_000, "0/273.p/112"),
        (1, 1, 70_000, "1/001.p/17"),
        (2, 0, 70_000, "2/000.p/1"),
        (0, 1_234_067, 400_000_000, "0/x001/x234/067"),
    ],
)
def test_tiles_are_found_where_the_format_has_them(level, number, size, path):
    assert tile_path(level, number, size) == path
    assert parse_tile_path(path)[:2] == (level, number)


@pytest.mark.parametrize(
    "path",
    [
        *("", "0", "0/0", "00/000", "64/000", "0/000.p/0", "0/000.p/256", "0/000.p/01", "0/x000/001", "0/001/x000"),
        *("0/-01", "entries/000", "0/000/", "0/٠٠٠", "x/000", "0/000.p/", "0/" + "x001/" * 6 + "001"),
    ],
)
def test_a_path_that_is_spelled_otherwise_is_none(path):
    with pytest.raises(NoteError):
        parse_tile_path(path)
