"""What is recorded: in the transaction of the change, in one spelling, with nobody's name in it."""

import json
from datetime import datetime, timedelta, timezone

import pytest
import rfc8785
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from confide.ledger.append import append, canonical
from confide.ledger.errors import EntryError, NotBegun, NoTransaction
from confide.ledger.models import Entry, Pending
from confide.ledger.setup import begin
from tests.ledger.conftest import AT, record


@pytest.fixture
def begun(db):
    return begin("demo", AT)


@pytest.mark.django_db
def test_an_entry_holds_everything_in_one_canonical_document(begun):
    entry = record(1)
    body = json.loads(bytes(entry.body))
    assert sorted(body) == ["about", "actor", "at", "clauses", "data", "event", "nonce", "subjects", "v"]
    assert bytes(entry.body) == rfc8785.dumps(body)
    assert body["v"] == 1
    assert body["at"] == "2026-03-04T09:31:00.123463Z"
    assert len(bytes.fromhex(body["nonce"])) == 16
    assert (entry.event, entry.about) == (body["event"], body["about"])
    assert Pending.objects.get().entry_id == entry.id


@pytest.mark.django_db
def test_the_same_event_twice_gives_two_different_entries(begun):
    assert bytes(record(1).body) != bytes(record(1).body)


@pytest.mark.django_db
def test_a_time_is_told_in_universal_time_whatever_the_clock_of_the_place(begun):
    summer = datetime(2026, 7, 1, 10, 0, tzinfo=timezone(timedelta(hours=1)))
    assert b'"at":"2026-07-01T09:00:00.000000Z"' in bytes(record(1, at=summer).body)


@pytest.mark.django_db(transaction=True)
def test_an_entry_is_only_recorded_with_the_change_it_belongs_to():
    begin("demo", AT)
    with pytest.raises(NoTransaction):
        append("a:b", at=AT, actor="system:test", about="")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        append("a:b", at=AT, actor="system:test", about="")
        raise ZeroDivisionError
    assert not Entry.objects.exists()
    assert not Pending.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wishes",
    [
        {"actor": "Ama Mensah"},
        {"actor": "ama@example.org"},
        {"actor": "p-0123"},
        {"actor": ""},
        {"subjects": ("p-00000000000000000001", "Dee")},
        {"subjects": ("p-00000000000000000001\n",)},
        {"at": datetime(2026, 1, 1)},  # noqa: DTZ001 - that it has no zone is the point
        {"data": {"rate": 0.5}},
        {"data": {"none": None}},
        {"data": {"bytes": b"x"}},
        {"data": {"deep": [{"er": {1: "x"}}]}},
        {"data": {"large": 2**53}},
        {"data": {"half": "\ud800"}},
        {"data": {"long": "x" * 70_000}},
    ],
)
def test_what_cannot_be_an_entry_is_refused_and_not_recorded(begun, wishes):
    with pytest.raises(EntryError):
        record(1, **wishes)
    assert not Entry.objects.exists()


@pytest.mark.django_db
def test_nothing_is_recorded_before_the_ledger_has_begun():
    with pytest.raises(NotBegun):
        record(1)


class TestAnyDocument:
    @settings(max_examples=100, deadline=None)
    @given(
        st.recursive(
            st.text(st.characters(codec="utf-8")) | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1),
            lambda inner: (
                st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner, max_size=4)
            ),
            max_leaves=12,
        )
    )
    def test_any_document_has_one_spelling_that_reads_back_the_same(self, value):
        spelled = canonical({"value": value})
        assert json.loads(spelled) == {"value": value}
        assert canonical(json.loads(spelled)) == spelled
        assert spelled == rfc8785.dumps({"value": value})

    @pytest.mark.parametrize("letter", [*map(chr, range(0x80)), "\u2028", "é", "\ue000", "\U0001f600"])
    def test_every_letter_is_spelled_as_the_standard_has_it(self, letter):
        for value in ({"x": letter}, {letter: 1, "b": True, "B": [letter]}, {"\ue000": 1, "\U0001f600": 2}):
            assert canonical(value) == rfc8785.dumps(value)
