"""The MAC is HMAC-SHA256 as everybody else computes it, and what it and the columns are checked by is exact."""

import hmac
import json
from pathlib import Path

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from confide.ledger.faults import Row, _parsed_fit, _plainly_fit, columns_fit
from confide.ledger.macs import mac_under

VECTORS = Path(__file__).parents[2].parent / "shared" / "vectors" / "ledger" / "aead" / "testvectors_v1"
texts = st.text(st.characters(codec="utf-8"), max_size=8) | st.sampled_from(
    ["", 'x","at":"', '","event":"x","nonce":"', "\\", '"', 'a","actor":"b', "DI-1"]
)
TIME = "2026-03-04T09:30:00.123456Z"


@given(st.binary(max_size=64), st.binary(max_size=80))
def test_it_is_the_library_s(key, message):
    assert mac_under(key)(message) == hmac.digest(key, message, "sha256")


@pytest.mark.skipif(not VECTORS.is_dir(), reason="third-party vectors are not here")
def test_it_is_the_one_that_others_test():
    groups = json.loads((VECTORS / "hmac_sha256_test.json").read_text())["testGroups"]
    cases = [(group["tagSize"] // 8, case) for group in groups for case in group["tests"]]
    for size, case in cases:
        tag = (
            mac_under(bytes.fromhex(case["key"]))(bytes.fromhex(case["msg"]))[:size]
            if len(case["key"]) <= 128
            else None
        )
        assert tag is None or (tag.hex() == case["tag"]) == (case["result"] == "valid")


def body_of(event: str, about: str, actor: str, data: dict) -> bytes:
    fields = {"about": about, "actor": actor, "at": TIME, "clauses": [], "data": data, "event": event}
    return rfc8785.dumps({**fields, "nonce": "00" * 16, "subjects": ["p-1"], "v": 1})


def row_of(body: bytes, event: str, about: str) -> Row:
    return Row(body=body, event=event.encode(), about=about.encode())


@settings(max_examples=400, deadline=None)
@given(st.tuples(texts, texts, texts), st.tuples(texts, texts), st.dictionaries(texts, texts, max_size=3))
def test_columns_fit_only_the_body_they_repeat(own, other, data):
    (event, about, actor), (other_event, other_about) = own, other
    nested = {**data, "event": other_event, "about": other_about, "nonce": "x", "at": "2020-01-01T00:00:00.000000Z"}
    for body in (body_of(event, about, actor, data), body_of(event, about, actor, {"deep": nested})):
        assert columns_fit(row_of(body, event, about))
        assert columns_fit(row_of(body, other_event, about)) == (event == other_event)
        assert columns_fit(row_of(body, event, other_about)) == (about == other_about)


def test_the_short_way_is_taken_where_it_can_be_and_agrees_with_the_long_one():
    row = row_of(body_of("a:b", "DI-1", "p-1", {}), "a:b", "DI-1")
    assert _plainly_fit(row)
    assert _parsed_fit(row)


@pytest.mark.parametrize("about", ["a\\b", 'a"b', "a\nb"])
def test_a_column_that_spells_a_text_as_json_escapes_it_does_not_repeat_it(about):
    body = body_of("a:b", about, "p-1", {})
    assert columns_fit(row_of(body, "a:b", about))
    assert not columns_fit(row_of(body, "a:b", json.dumps(about)[1:-1]))
