"""Other people's signatures hold here, and ours hold for a verifier written from the published formats alone."""

import base64
import hashlib
import json
import struct
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from confide.ledger.cosigned import submission, take_in
from confide.ledger.ed25519 import VerifyingKey
from confide.ledger.errors import NoteError
from confide.ledger.models import Entry, Tile
from confide.ledger.notes import LOG_SIGNATURE, open_note, parse_head
from confide.ledger.prove import prove
from confide.ledger.setup import public_keys
from confide.ledger.witness import begin
from confide.ledger.witnesses import trust
from tests.ledger.conftest import AT

VECTORS = Path(__file__).parents[2].parent / "shared" / "vectors" / "ledger"
third_party = pytest.mark.skipif(not VECTORS.is_dir(), reason="third-party vectors are not here")


@third_party
def test_the_signature_of_a_public_log_on_its_own_checkpoint_holds():
    data, opened = VECTORS / "rekor" / "data", 0
    keys = [
        VerifyingKey(log["baseUrl"].removeprefix("https://"), LOG_SIGNATURE, base64.b64decode(key["rawBytes"])[-32:])
        for path in data.glob("*root*.json")
        for log in json.loads(path.read_text())["tlogs"]
        if (key := log["publicKey"])["keyDetails"] == "PKIX_ED25519"
    ]
    for path in data.glob("staging-rekor-v2*"):
        for entry in json.loads(path.read_text())["verificationMaterial"]["tlogEntries"]:
            note = entry["inclusionProof"]["checkpoint"]["envelope"]
            signed = open_note(note, keys)
            assert parse_head(signed.text).size == int(entry["inclusionProof"]["treeSize"])
            size = f"\n{parse_head(signed.text).size}\n"
            with pytest.raises(NoteError):
                open_note(note.replace(size, "\n7\n", 1), keys)
            opened += 1
    assert opened == 1


@third_party
def test_our_signatures_are_judged_as_others_judge_them():
    groups = json.loads((VECTORS / "aead" / "testvectors_v1" / "ed25519_test.json").read_text())["testGroups"]
    judged = 0
    for group in groups:
        key = VerifyingKey("x", LOG_SIGNATURE, bytes.fromhex(group["publicKey"]["pk"]))
        for case in group["tests"]:
            try:
                key.verify(bytes.fromhex(case["sig"]), bytes.fromhex(case["msg"]))
                holds = True
            except NoteError:
                holds = False
            assert holds == (case["result"] == "valid"), case["tcId"]
            judged += 1
    assert judged >= 140


# From here to the line: C2SP signed-note, tlog-checkpoint, tlog-cosignature, tlog-proof and RFC 6962 §2.1.1, read anew.
# Nothing of Confide is used.
def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def check_signature(text: str, note: str, vkey: str) -> int:
    """Check the one signature of this verifier key under a note; the time it gives, or 0. Anything wrong raises."""
    name, key_id, key = vkey.split("+", 2)
    kind, public = base64.b64decode(key)[0], base64.b64decode(key)[1:]
    assert sha256(name.encode() + b"\n" + bytes([kind]) + public)[:4].hex() == key_id
    for line in note.rsplit("\n\n", maxsplit=1)[-1].splitlines():
        dash, by, encoded = line.split(" ")
        raw = base64.b64decode(encoded)
        if (dash, by, raw[:4].hex()) == ("—", name, key_id):
            message, signature, time = text.encode(), raw[4:], 0
            if kind == 4:
                (time,) = struct.unpack(">Q", raw[4:12])
                message, signature = f"cosignature/v1\ntime {time}\n{text}".encode(), raw[12:]
            Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
            return time
    raise AssertionError("not signed by this key")


def root_by_path(index: int, size: int, leaf: bytes, path: list[bytes]) -> bytes:
    """RFC 6962 §2.1.1 read backwards: which half the leaf is in decides on which side the next hash stands."""
    if size == 1:
        assert not path
        return leaf
    half = 1 << (size - 1).bit_length() - 1
    if index < half:
        return sha256(b"\x01" + root_by_path(index, half, leaf, path[:-1]) + path[-1])
    return sha256(b"\x01" + path[-1] + root_by_path(index - half, size - half, leaf, path[:-1]))


def verify_proof(proof: str, entry: bytes, vkeys: list[str]) -> tuple[int, int, list[int]]:
    """The place of an entry, the size of the log, and the time of each signature."""
    opening, checkpoint = proof.split("\n\n", 1)
    header, index, *path = opening.split("\n")
    assert header == "c2sp.org/tlog-proof@v1"
    text = checkpoint.split("\n\n")[0] + "\n"
    _, size, root = text.split("\n")[:3]
    place = int(index.removeprefix("index "))
    found = root_by_path(place, int(size), sha256(b"\x00" + entry), [base64.b64decode(step) for step in path])
    assert found == base64.b64decode(root)
    return place, int(size), [check_signature(text, checkpoint, vkey) for vkey in vkeys]


# ------------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.postgres
def test_a_verifier_that_knows_nothing_of_us_accepts_our_proofs_and_no_altered_one(ledger, tmp_path):
    entries = ledger(3, 255, 40)
    witness = begin(tmp_path / "witness", "example.org/witness")
    witness.trust(public_keys()[0])
    trust(witness.public)
    sent = submission(0)
    take_in(sent.checkpoint + witness.add(sent, AT))
    keys = [*public_keys(), witness.public]
    for place in (0, 1, 2, 3, 255, 256, 257, 297):
        entry = Entry.objects.get(id=entries[place].id)
        proof, body = prove(entry.id), bytes(entry.body)
        found, size, times = verify_proof(proof, body, keys)
        assert (found, size, times[0], times[2]) == (place, 298, 0, int(AT.timestamp()))
        for wrong in (body + b" ", body.replace(b"share", b"shred")):
            with pytest.raises(AssertionError):
                verify_proof(proof, wrong, keys)


@pytest.mark.django_db
@pytest.mark.postgres
def test_the_tiles_are_the_hashes_that_the_format_has_in_them(ledger):
    entries = ledger(300, 300)
    leaves = [sha256(b"\x00" + bytes(Entry.objects.get(id=entry.id).body)) for entry in entries]
    tiles = {
        (level, number): bytes(data) for level, number, data in Tile.objects.values_list("level", "number", "data")
    }
    assert tiles.keys() == {(0, 0), (0, 1), (0, 2), (1, 0)}
    assert b"".join(tiles[0, number] for number in range(3)) == b"".join(leaves)

    def root(hashes: list[bytes]) -> bytes:
        return (
            hashes[0]
            if len(hashes) == 1
            else sha256(b"\x01" + root(hashes[: len(hashes) // 2]) + root(hashes[len(hashes) // 2 :]))
        )

    assert tiles[1, 0] == root(leaves[:256]) + root(leaves[256:512])
