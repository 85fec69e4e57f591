"""Notes, checkpoints and proof files are read and written as their specifications and other people's logs have them."""

import base64
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from confide.domain.chain import TileTree, leaf_hash
from confide.ledger.ed25519 import SigningKey, VerifyingKey, verifying_key
from confide.ledger.errors import NoteError
from confide.ledger.notes import (
    COSIGNATURE,
    LOG_SIGNATURE,
    Head,
    check_proof,
    open_note,
    parse_head,
    parse_verifier_key,
    proof_text,
    sign_note,
    verifier_key,
)

VECTORS = Path(__file__).parents[2].parent / "shared" / "vectors" / "ledger"
third_party = pytest.mark.skipif(not VECTORS.is_dir(), reason="third-party vectors are not here")
LOG = SigningKey("example.org/log", LOG_SIGNATURE, bytes(range(32)))
WITNESS = SigningKey("example.org/witness", COSIGNATURE, bytes(range(1, 33)))


def notes() -> dict:
    return json.loads((VECTORS / "signed-note" / "notes.json").read_text())


@third_party
def test_notes_of_another_implementation_are_judged_as_it_judges_them():
    vectors = notes()
    assert len(vectors["open"]) == 13
    for case in vectors["open"]:
        keys = [verifying_key(vectors["vkeys"][name]) for name in case["keys"]]
        if case["ok"]:
            assert {name for name, _ in open_note(case["note"], keys).signers} == set(case["ok"]), case["desc"]
        else:
            with pytest.raises(NoteError):
                open_note(case["note"], keys)


@third_party
def test_a_note_signed_here_is_byte_for_byte_the_one_signed_elsewhere():
    vectors = notes()
    _, _, _, _, secret = vectors["skey_test_only"]["peter"].split("+", 4)
    peter = SigningKey("PeterNeumann", LOG_SIGNATURE, base64.b64decode(secret)[1:])
    assert verifier_key(peter) == vectors["vkeys"]["peter"]
    assert sign_note(vectors["sign"]["text"], [peter]) == vectors["sign"]["want"]


@third_party
def test_verifier_keys_are_read_exactly_or_not_at_all():
    vectors = notes()
    for text in vectors["vkeys"].values():
        assert verifier_key(verifying_key(text)) == text
        for place in range(len(text)):
            for letter in "A0+ ":
                changed = text[:place] + letter + text[place + 1 :]
                if changed != text:
                    with pytest.raises(NoteError):
                        parse_verifier_key(changed)
    for text in vectors["bad_vkeys"]:
        with pytest.raises(NoteError):
            parse_verifier_key(text)


@third_party
def test_the_checkpoints_of_a_real_tiled_log_open_and_parse():
    log = VECTORS / "tessera-log"
    key = verifying_key(json.loads((log / "reference.json").read_text())["vkey"])
    for size in range(16):
        note = (log / f"testdata/log/checkpoint.{size}").read_text()
        head = parse_head(open_note(note, [key]).text)
        assert (head.origin, head.size) == (key.name, size)
        with pytest.raises(NoteError):
            open_note(note.replace(f"\n{size}\n", f"\n{size + 1}\n", 1), [key])


@third_party
def test_real_inclusion_proofs_of_a_public_log_hold():
    checked = 0
    for path in sorted((VECTORS / "rekor" / "data").glob("*sigstore*")):
        for entry in json.loads(path.read_text())["verificationMaterial"].get("tlogEntries", []):
            proof = entry["inclusionProof"]
            leaf = leaf_hash(base64.b64decode(entry["canonicalizedBody"]))
            steps = [base64.b64decode(step) for step in proof["hashes"]]
            root, size = base64.b64decode(proof["rootHash"]), int(proof["treeSize"])
            # Their logs sign with another kind of key, so the head is signed again here.
            signed = sign_note(Head("example.org/log", size, root).text(), [LOG])
            text = proof_text(int(proof["logIndex"]), steps, signed)
            assert check_proof(text, leaf, [LOG])[1].root == root
            with pytest.raises(NoteError):
                check_proof(text, leaf_hash(b"something else"), [LOG])
            if "checkpoint" in proof:
                envelope = proof["checkpoint"]["envelope"]
                head = parse_head(envelope[: envelope.rfind("\n\n") + 1])
                assert (head.size, head.root) == (size, root)
            checked += 1
    assert checked == 10


def test_a_dated_signature_says_when_and_cannot_be_dated_again():
    note = sign_note("a log\n1\n" + base64.b64encode(bytes(32)).decode() + "\n", [LOG, WITNESS], time=1_700_000_000)
    opened = open_note(note, [LOG, WITNESS])
    assert opened.signers == {(LOG.name, 1): 0, (WITNESS.name, 4): 1_700_000_000}
    assert open_note(note, [LOG]).unknown == 1
    line = note.splitlines()[-1]
    raw = bytearray(base64.b64decode(line.split(" ")[2]))
    raw[11] ^= 1
    with pytest.raises(NoteError):
        open_note(note.replace(line, f"— {WITNESS.name} {base64.b64encode(raw).decode()}"), [WITNESS])


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_checkpoint_changed_by_one_letter_never_opens_as_another(data):
    text = Head("example.org/log", 7, bytes(range(32))).text()
    note = sign_note(text, [LOG])
    place = data.draw(st.integers(0, len(note) - 1))
    letter = data.draw(st.characters(codec="utf-8"))
    changed = note[:place] + letter + note[place + 1 :]
    if changed == note:
        return
    with pytest.raises(NoteError):
        open_note(changed, [VerifyingKey(LOG.name, LOG.algorithm, LOG.public)])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "log\n1\n",
        "log\n01\nAAAA\n",
        "log\n-1\nAAAA\n",
        "log\n١\nAAAA\n",
        "log\n1\nAAAA\n",
        "log\n1\n\n",
        "\n1\nAAAA\n",
    ],
)
def test_what_is_not_a_checkpoint_is_refused(text):
    with pytest.raises(NoteError):
        parse_head(text)


@pytest.mark.parametrize("text", ["no line end", "a tab\there\n", "a null\x00\n"])
def test_what_is_not_lines_of_text_is_not_signed(text):
    with pytest.raises(NoteError):
        sign_note(text, [LOG])


def proof_file() -> tuple[str, bytes]:
    leaves = [leaf_hash(bytes([number])) for number in range(5)]
    tree = TileTree(lambda level, number: b"", 0)
    tree.append(leaves)
    return proof_text(3, tree.inclusion(3), sign_note(Head(LOG.name, 5, tree.root()).text(), [LOG])), leaves[3]


def test_a_proof_file_is_checked_offline_with_the_public_key_alone():
    text, leaf = proof_file()
    known = [verifying_key(verifier_key(LOG))]
    position, head, signed = check_proof(text, leaf, known)
    assert (position, head.size, signed.signers) == (3, 5, {(LOG.name, LOG_SIGNATURE): 0})
    with_extra = text.replace("index 3", "extra AAAA\nindex 3")
    assert check_proof(with_extra, leaf, known)[0] == 3


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("c2sp.org", "other.org"),
        ("index 3", "index 2"),
        ("index 3", "index 03"),
        ("index 3", "extra ?\nindex 3"),
        ("index 3\n", ""),
        ("\n\n", "\n"),
        ("=\n", "\n"),
    ],
)
def test_a_proof_file_that_was_changed_is_refused(old, new):
    text, leaf = proof_file()
    with pytest.raises(NoteError):
        check_proof(text.replace(old, new, 1), leaf, [LOG])
