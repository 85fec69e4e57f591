"""Many keys are wrapped at once as the library and everybody else wrap one (RFC 5649)."""

import json
import os

import pytest
from cryptography.hazmat.primitives.keywrap import aes_key_unwrap_with_padding, aes_key_wrap_with_padding
from hypothesis import given
from hypothesis.strategies import binary, integers, lists

from confide.vault.key_wrap import SECRET_BYTES, WRAPPED_BYTES, Damaged, unwrap_all, wrap_all
from tests.vault.test_epochs import VECTORS, third_party

KEYS = binary(min_size=32, max_size=32)


@given(KEYS, lists(binary(min_size=SECRET_BYTES, max_size=SECRET_BYTES), max_size=40))
def test_many_are_wrapped_as_the_library_wraps_each(key, secrets):
    wrapped = wrap_all(key, secrets)
    assert wrapped == [aes_key_wrap_with_padding(key, secret) for secret in secrets]
    assert unwrap_all(key, wrapped) == secrets


@given(KEYS, integers(0, 9), integers(0, WRAPPED_BYTES * 8 - 1))
def test_a_changed_bit_of_any_of_them_is_found(key, which, bit):
    wrapped = [aes_key_wrap_with_padding(key, os.urandom(SECRET_BYTES)) for _ in range(10)]
    spoilt = bytearray(wrapped[which])
    spoilt[bit // 8] ^= 1 << bit % 8
    with pytest.raises(Damaged):
        unwrap_all(key, [*wrapped[:which], bytes(spoilt), *wrapped[which + 1 :]])


@given(KEYS, KEYS)
def test_another_key_opens_nothing(key, other):
    if key != other:
        with pytest.raises(Damaged):
            unwrap_all(other, wrap_all(key, [os.urandom(SECRET_BYTES)]))


@pytest.mark.parametrize("length", [0, 1, 39, 41, 48])
def test_nothing_of_another_length_is_taken(length):
    with pytest.raises(Damaged):
        unwrap_all(bytes(32), [bytes(WRAPPED_BYTES), bytes(length)])
    with pytest.raises(Damaged):
        wrap_all(bytes(32), [bytes(SECRET_BYTES), bytes(length)])


@third_party
def test_it_agrees_with_the_vectors_of_others():
    groups = json.loads((VECTORS / "aes_kwp_test.json").read_text())["testGroups"]
    cases = [case for group in groups for case in group["tests"] if len(case["key"]) == 64]
    whole = [case for case in cases if len(case["msg"]) == SECRET_BYTES * 2 and len(case["ct"]) == WRAPPED_BYTES * 2]
    assert len(whole) >= 4
    for case in whole:
        key, wrapped = bytes.fromhex(case["key"]), bytes.fromhex(case["ct"])
        if case["result"] == "invalid":
            with pytest.raises(Damaged):
                unwrap_all(key, [wrapped])
        else:
            assert unwrap_all(key, [wrapped]) == [bytes.fromhex(case["msg"])]
            assert aes_key_unwrap_with_padding(key, wrapped) == bytes.fromhex(case["msg"])
