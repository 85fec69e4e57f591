"""What is sealed opens with its key in its place, and nowhere else, in no other state."""

import json
import uuid
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given, settings
from hypothesis import strategies as st

from confide.vault.errors import SealBroken
from confide.vault.sealing import HEADER, Key, _place, digest, key_of, seal, unseal

VECTORS = Path(__file__).parents[2].parent / "shared" / "vectors" / "ledger" / "aead" / "testvectors_v1"
third_party = pytest.mark.skipif(not VECTORS.is_dir(), reason="third-party vectors are not here")

keys = st.builds(Key, st.uuids(), st.uuids(), st.sampled_from(["care", "payroll"]), st.binary(min_size=32, max_size=32))
names = st.text(st.characters(codec="utf-8"), max_size=12)
places = st.fixed_dictionaries(
    {"table": names, "row": st.uuids(), "field": names, "version": st.integers(0, 2**32 - 1)}
)
KEY = Key(uuid.UUID(int=1), uuid.UUID(int=2), "care", bytes(range(32)))
PLACE = {"table": "cases_case", "row": uuid.UUID(int=7), "field": "reasons", "version": 3}


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300), keys, places)
def test_what_was_sealed_opens_in_its_place(plain, key, place):
    envelope = seal(plain, key, **place)
    assert unseal(envelope, key, **place) == plain
    assert unseal(memoryview(envelope), key, **place) == plain
    assert key_of(envelope) == key.id
    assert len(envelope) == len(plain) + 49


@settings(max_examples=300, deadline=None)
@given(st.binary(min_size=1, max_size=60), keys, keys, places, places)
def test_a_sealed_value_moved_to_any_other_place_or_holder_is_refused(plain, key, other_key, place, other_place):
    envelope = seal(plain, key, **place)
    for part in place:
        moved = {**place, part: other_place[part]}
        if moved != place:
            with pytest.raises(SealBroken):
                unseal(envelope, key, **moved)
    if other_key.id != key.id or other_key.secret != key.secret:
        with pytest.raises(SealBroken):
            unseal(envelope, other_key, **place)


@settings(max_examples=200, deadline=None)
@given(places, places)
def test_two_values_that_change_places_are_both_refused(place, other_place):
    if place == other_place:
        return
    one, other = seal(b"one", KEY, **place), seal(b"other", KEY, **other_place)
    for envelope, where in ((one, other_place), (other, place)):
        with pytest.raises(SealBroken):
            unseal(envelope, KEY, **where)


@settings(max_examples=200, deadline=None)
@given(st.lists(names, min_size=2, max_size=2), st.lists(names, min_size=2, max_size=2))
def test_no_two_places_are_spelled_alike(one, other):
    row = uuid.UUID(int=1).bytes
    same = _place(one[0], row, one[1], 1, row) == _place(other[0], row, other[1], 1, row)
    assert same == (one == other)


def test_every_bit_of_an_envelope_counts():
    envelope = seal(b"in confidence", KEY, **PLACE)
    for place in range(len(envelope)):
        for bit in range(8):
            changed = bytearray(envelope)
            changed[place] ^= 1 << bit
            with pytest.raises(SealBroken):
                unseal(bytes(changed), KEY, **PLACE)
    for length in range(len(envelope)):
        with pytest.raises(SealBroken):
            unseal(envelope[:length], KEY, **PLACE)
    with pytest.raises(SealBroken):
        unseal(envelope + b"\0", KEY, **PLACE)


def test_the_same_words_sealed_twice_share_nothing():
    one, other = seal(b"in confidence", KEY, **PLACE), seal(b"in confidence", KEY, **PLACE)
    assert one[21:33] != other[21:33]
    assert one[33:] != other[33:]
    assert digest(one) != digest(other)
    assert len(digest(one)) == 64


def test_nothing_that_is_said_about_a_broken_seal_tells_what_was_in_it():
    with pytest.raises(SealBroken) as broken:
        unseal(seal(b"in confidence", KEY, **PLACE), KEY, **{**PLACE, "version": 4})
    assert "confidence" not in str(broken.value)
    assert KEY.secret.hex() not in repr(KEY)
    assert "secret" not in repr(KEY)


@third_party
def test_our_cipher_is_the_one_that_others_test():
    groups = json.loads((VECTORS / "aes_gcm_test.json").read_text())["testGroups"]
    tests = [case for group in groups if (group["keySize"], group["ivSize"]) == (256, 96) for case in group["tests"]]
    assert len(tests) >= 60
    for case in tests:
        key, nonce, extra = (bytes.fromhex(case[name]) for name in ("key", "iv", "aad"))
        sealed = bytes.fromhex(case["ct"] + case["tag"])
        try:
            opened = AESGCM(key).decrypt(nonce, sealed, extra)
        except InvalidTag:
            opened = None
        assert (opened == bytes.fromhex(case["msg"])) == (case["result"] == "valid"), case["tcId"]


def test_an_envelope_is_laid_out_as_documented():
    envelope = seal(b"in confidence", KEY, **PLACE)
    kind, key_id, version, nonce = HEADER.unpack_from(envelope)
    assert (kind, uuid.UUID(bytes=key_id), version, len(nonce)) == (1, KEY.id, 3, 12)
    opened = AESGCM(KEY.secret).decrypt(
        nonce, envelope[33:], _place(**{**PLACE, "row": PLACE["row"].bytes, "key_id": KEY.id.bytes})
    )
    assert opened == b"in confidence"
