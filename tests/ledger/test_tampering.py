"""No change to what was recorded goes unnoticed, and the first one is named.

The one who changes it owns the database: guards are off, but the keys are elsewhere.
"""

import base64
import itertools
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from django.db.models import BinaryField, DateTimeField, Model

from confide.domain.chain import TILE_WIDTH, TileTree, leaf_hash
from confide.ledger.faults import Fault
from confide.ledger.integrate import integrate
from confide.ledger.models import Checkpoint, Entry, Leaf, Log, Pending, Tile
from confide.ledger.verify import verify
from tests.ledger.conftest import AT

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

KEY = {Leaf: "position", Checkpoint: "size"}


def first() -> Fault:
    """The first fault that is found; fails where there is none."""
    faults = verify().faults
    assert faults, "the change went unnoticed"
    return faults[0]


def other_values(field, value):
    """Values that differ from `value` as little as the column allows, and some that differ more."""
    if connection.vendor == "postgresql" and field.model is Log and field.column in {"kind", "id"}:
        # PostgreSQL has no way to ignore a check constraint for one statement.
        return ["live"] if field.column == "kind" else []
    if isinstance(field, BinaryField):
        raw = bytes(value)
        return [bytes([raw[0] ^ 1]) + raw[1:], raw[:-1] + bytes([raw[-1] ^ 0x80]), raw[:-1], raw + b"\0", b""]
    if isinstance(field, DateTimeField):
        return [value + timedelta(microseconds=1), value - timedelta(days=365), value + timedelta(hours=1)]
    if isinstance(value, str):
        several = [value + " ", value[:-1], value.swapcase(), value.replace("1", "2", 1)]
        return [new for new in several if new != value]
    return [value + 10_000, -1]


def columns(model: type[Model]):
    return [field for field in model._meta.local_concrete_fields if field.column]


def rows_of(model: type[Model]):
    return list(model.objects.values(*(field.attname for field in columns(model))))


def where(model: type[Model], row: dict):
    names = ["level", "number"] if model is Tile else [model._meta.pk.attname]
    prepared = [model._meta.get_field(name).get_db_prep_value(row[name], connection) for name in names]
    return " AND ".join(f"{name} = %s" for name in names), prepared


@pytest.mark.parametrize("model", [Entry, Leaf, Tile, Checkpoint, Log, Pending])
def test_any_one_column_of_any_one_row_is_found(model, ledger, tampering):
    entries = ledger(4, 1, 3, waiting=2)
    place = {entry.id: number for number, entry in enumerate(entries[:8])}
    assert verify().ok
    tried = 0
    for row, field in itertools.product(rows_of(model), columns(model)):
        for new in other_values(field, row[field.attname]):
            with tampering() as run:
                condition, values = where(model, row)
                sql = f"UPDATE {model._meta.db_table} SET {field.column} = %s WHERE {condition}"
                value = bytes(new) if isinstance(field, BinaryField) else field.get_db_prep_value(new, connection)
                assert run(sql, value, *values) == 1
                fault = first()
                tried += 1
            if model is Entry and row["id"] in place:
                assert fault.position == place[row["id"]], (field.column, fault)
                assert fault.what == ("reordered" if field.column == "id" else "altered")
            elif model is Entry and field.column != "id":
                assert (fault.entry_id, fault.what) == (row["id"], "altered")
            elif model is Leaf and field.column != "position":
                assert fault.position == row["position"]
    assert tried >= len(rows_of(model))
    assert verify().ok


def test_a_value_of_another_type_or_damaged_text_is_reported_and_not_raised(ledger, tampering):
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite lets a column hold another type")
    ledger(3, waiting=1)
    values = ["'text'", "x'ff'", "CAST(x'fffe' AS TEXT)", "1.5", "''", "zeroblob(40)"]
    for model in (Entry, Leaf, Tile, Checkpoint, Log):
        for field, value in itertools.product(columns(model), values):
            if field.column == "continues" and value == "''":
                continue
            table = model._meta.db_table
            sql = f"UPDATE {table} SET {field.column} = {value} WHERE rowid = (SELECT max(rowid) FROM {table})"
            with tampering() as run:
                if field.primary_key and model in {Entry, Leaf, Checkpoint}:
                    with pytest.raises(IntegrityError):
                        run(sql)
                else:
                    assert run(sql)
                    assert first()


@pytest.mark.parametrize("position", [0, 1, 5, 8])
def test_an_entry_that_is_removed_is_named(position, ledger, tampering):
    entries = ledger(6, 3)
    gone = entries[position].id
    with tampering() as run:
        run("DELETE FROM ledger_entry WHERE id = %s", gone)
        assert (first().position, first().entry_id, first().what) == (position, gone, "removed")
    with tampering() as run:
        run("DELETE FROM ledger_entry WHERE id = %s", gone)
        run("DELETE FROM ledger_leaf WHERE entry_id = %s", gone)
        last = position == 8
        assert (first().position, first().what) == (position, "truncated" if last else "removed")


def renumber(run, start: int, by: int) -> None:
    """Move the leaves from `start` on, in two steps so that no two share a place on the way."""
    run("UPDATE ledger_leaf SET position = -1 - position WHERE position >= %s", start)
    run("UPDATE ledger_leaf SET position = -1 - position + %s WHERE position < 0", by)


@pytest.mark.parametrize("position", [0, 3, 250, 256, 298])
def test_an_entry_that_is_removed_and_closed_over_is_named(position, ledger, tampering):
    entries = ledger(200, 100)
    with tampering() as run:
        run("DELETE FROM ledger_entry WHERE id = %s", entries[position].id)
        run("DELETE FROM ledger_leaf WHERE position = %s", position)
        renumber(run, position + 1, -1)
        assert (first().position, first().what) == (position, "removed")


@pytest.mark.parametrize("position", [0, 3, 255, 256, 299])
def test_an_entry_that_is_put_in_the_middle_is_named(position, ledger, tampering):
    entries = ledger(200, 100)
    with tampering() as run:
        renumber(run, position, 1)
        copy = "SELECT 900000, body, event, about, mac FROM ledger_entry WHERE id = %s"
        run(f"INSERT INTO ledger_entry (id, body, event, about, mac) {copy}", entries[0].id)
        body = bytes(entries[0].body).replace(b"share", b"shred")
        run("UPDATE ledger_entry SET body = %s WHERE id = 900000", body)
        run("INSERT INTO ledger_leaf (position, entry_id, hash) VALUES (%s, 900000, %s)", position, leaf_hash(body))
        assert (first().position, first().entry_id, first().what) == (position, 900000, "inserted")


def test_an_entry_that_was_put_beside_the_log_is_named(ledger, tampering):
    entries = ledger(5, waiting=1)
    with tampering() as run:
        run(
            "INSERT INTO ledger_entry (id, body, event, about, mac) "
            "SELECT 900000, %s, event, about, mac FROM ledger_entry WHERE id = %s",
            b"{}",
            entries[0].id,
        )
        assert (first().entry_id, first().what) == (900000, "inserted")
        run("INSERT INTO ledger_pending (entry_id) VALUES (900000)")
        assert (first().entry_id, first().what) == (900000, "altered")
    with tampering() as run:
        run("DELETE FROM ledger_pending")
        assert (first().entry_id, first().what) == (entries[5].id, "removed")
    with tampering() as run:
        run("DELETE FROM ledger_entry WHERE id = %s", entries[5].id)
        assert (first().entry_id, first().what) == (entries[5].id, "removed")
    with tampering() as run:
        run("INSERT INTO ledger_pending (entry_id) VALUES (%s)", entries[2].id)
        assert (first().entry_id, first().what) == (entries[2].id, "inserted")


@pytest.mark.parametrize("instead", [3, 900_000])
def test_an_entry_taken_out_of_the_queue_is_named_whatever_is_put_there_instead(instead, ledger, tampering):
    gone = ledger(5, waiting=1)[5].id
    with tampering() as run:
        run("UPDATE ledger_pending SET entry_id = %s WHERE entry_id = %s", instead, gone)
        assert (gone, "removed") in {(fault.entry_id, fault.what) for fault in verify().faults}


@pytest.mark.parametrize(("one", "other"), [(0, 1), (2, 7), (7, 8), (3, 290), (255, 256)])
def test_entries_that_changed_places_are_named(one, other, ledger, tampering):
    entries = ledger(150, 150)
    with tampering() as run:
        for start, end in ((entries[one].id, -5), (entries[other].id, entries[one].id), (-5, entries[other].id)):
            run("UPDATE ledger_entry SET id = %s WHERE id = %s", end, start)
        assert (first().position, first().what) == (one, "reordered")
    with tampering() as run:
        for start, end in ((one, -5), (other, one), (-5, other)):
            run("UPDATE ledger_leaf SET position = %s WHERE position = %s", end, start)
        assert (first().position, first().what) == (one, "reordered")


def test_an_entry_that_replaces_another_is_named(ledger, tampering):
    entries = ledger(9)
    with tampering() as run:
        parts = (bytes(entries[2].body), entries[2].event, entries[2].about, bytes(entries[2].mac))
        run("UPDATE ledger_entry SET body=%s, event=%s, about=%s, mac=%s WHERE id=%s", *parts, entries[6].id)
        assert (first().position, first().what) == (6, "altered")


def test_a_log_that_was_cut_short_is_named(ledger, tampering):
    ledger(5, 4)
    with tampering() as run:
        run("DELETE FROM ledger_entry WHERE id IN (SELECT entry_id FROM ledger_leaf WHERE position >= 7)")
        run("DELETE FROM ledger_leaf WHERE position >= 7")
        assert (first().position, first().what) == (7, "truncated")
    with tampering() as run:
        run("DELETE FROM ledger_checkpoint WHERE size = 9")
        assert (first().position, first().what) == (5, "checkpoint")


def rebuild(run) -> None:
    """Make leaves and tiles fit the entries again, as anybody can without a key."""
    bodies = list(Leaf.objects.order_by("position").values_list("position", "entry_id"))
    stored = dict(Entry.objects.values_list("id", "body"))
    leaves = [leaf_hash(bytes(stored[entry])) for _, entry in bodies]
    for (position, _), leaf in zip(bodies, leaves, strict=True):
        run("UPDATE ledger_leaf SET hash = %s WHERE position = %s", leaf, position)
    run("DELETE FROM ledger_tile")
    tree = TileTree(lambda level, number: b"", 0)
    tree.append(leaves)
    for (level, number), data in tree.changed.items():
        run("INSERT INTO ledger_tile (level, number, data) VALUES (%s, %s, %s)", level, number, data)


def test_an_entry_that_was_rewritten_with_everything_worked_out_from_it_is_named(ledger, tampering):
    entries = ledger(10, 10)
    with tampering() as run:
        body = bytes(entries[12].body).replace(b"share", b"shred")
        run("UPDATE ledger_entry SET body = %s WHERE id = %s", body, entries[12].id)
        rebuild(run)
        told = [(fault.position, fault.what) for fault in verify().faults]
        assert told == [(12, "altered"), (19, "checkpoint")]


@pytest.mark.parametrize("change", ["removed", "reordered"])
def test_a_log_that_was_rebuilt_is_found_to_within_a_checkpoint(change, ledger, tampering):
    entries = ledger(10, 5, 5)
    with tampering() as run:
        if change == "removed":
            run("DELETE FROM ledger_entry WHERE id = %s", entries[12].id)
            run("DELETE FROM ledger_leaf WHERE position = 12")
            renumber(run, 13, -1)
        else:
            for start, end in ((12, -5), (13, 12), (-5, 13)):
                run("UPDATE ledger_leaf SET position = %s WHERE position = %s", end, start)
        rebuild(run)
        fault = first()
        assert (fault.position, fault.what) == (10, "checkpoint")
        assert "10 to 14" in fault.detail


def test_an_older_state_put_back_whole_is_found_against_a_checkpoint_kept_elsewhere(ledger, tampering):
    ledger(5, 4)
    kept = Checkpoint.objects.get(size=9).note
    assert verify(trusted=kept).ok
    assert verify(trusted=Checkpoint.objects.get(size=5).note).ok
    with tampering() as run:
        run("DELETE FROM ledger_checkpoint WHERE size = 9")
        run("DELETE FROM ledger_entry WHERE id IN (SELECT entry_id FROM ledger_leaf WHERE position >= 5)")
        run("DELETE FROM ledger_leaf WHERE position >= 5")
        rebuild(run)
        assert verify().ok
        found = verify(trusted=kept).faults
        assert (found[0].position, found[0].what) == (5, "truncated")
    forged = kept.replace("\n9\n", "\n8\n", 1)
    assert verify(trusted=forged).faults[0].what == "checkpoint"
    assert verify(trusted="nonsense").faults[0].what == "checkpoint"


def test_a_missing_row_that_says_which_log_this_is_is_found(ledger, tampering):
    ledger(2)
    with tampering() as run:
        run("DELETE FROM ledger_log")
        assert (first().position, first().what) == (None, "removed")


def test_tiles_that_are_missing_or_were_added_are_found(ledger, tampering):
    ledger(TILE_WIDTH + 10)
    with tampering() as run:
        run("DELETE FROM ledger_tile WHERE level = 1")
        assert (first().position, first().what) == (0, "altered")
    with tampering() as run:
        run("DELETE FROM ledger_tile WHERE level = 0 AND number = 1")
        assert (first().position, first().what) == (TILE_WIDTH, "altered")
    with tampering() as run:
        run("INSERT INTO ledger_tile (level, number, data) VALUES (0, 77, %s)", bytes(32))
        assert first().what == "inserted"


def test_many_faults_are_reported_in_the_order_of_the_log_and_bounded(ledger, tampering):
    entries = ledger(1_200)
    with tampering() as run:
        run("UPDATE ledger_entry SET about = 'x' WHERE id > %s", entries[50].id)
        positions = [fault.position for fault in verify().faults]
        assert positions == list(range(51, 51 + 1_000))


def test_the_root_is_the_one_that_was_signed(ledger):
    ledger(3, 4, waiting=2)
    found = verify()
    signed = Checkpoint.objects.get(size=7).note.split("\n")[2]
    assert (found.entries, found.pending, found.checkpoint_size, found.root) == (7, 2, 7, signed)
    assert len(base64.b64decode(found.root)) == 32


COPY = (
    "INSERT INTO ledger_entry (id, body, event, about, mac) "
    "SELECT %s, body, event, about, {mac} FROM ledger_entry WHERE id = %s"
)


def test_what_was_put_into_the_queue_is_never_signed_for_and_holds_up_no_other(ledger, tampering):
    entries = ledger(6, waiting=2)
    with tampering() as run:
        run(COPY.format(mac="body"), 900_000, entries[3].id)
        run("INSERT INTO ledger_pending (entry_id) VALUES (900000)")
        run("INSERT INTO ledger_pending (entry_id) VALUES (%s)", entries[2].id)
        integrate(at=AT)
        assert Leaf.objects.count() == 8
        assert set(Pending.objects.values_list("entry_id", flat=True)) == {900_000, entries[2].id}
        assert {fault.entry_id for fault in verify().faults} == {900_000, entries[2].id}
        integrate(at=AT)
        assert Leaf.objects.count() == 8


def test_a_copy_of_an_entry_is_named(ledger, tampering):
    entries = ledger(6)
    with tampering() as run:
        run(COPY.format(mac="mac"), 900_000, entries[3].id)
        run("INSERT INTO ledger_pending (entry_id) VALUES (900000)")
        integrate(at=AT)
        assert (first().position, first().entry_id, first().what) == (6, 900_000, "inserted")


def test_a_text_where_an_entry_stood_is_an_altered_entry(ledger, tampering):
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite lets a column hold another type")
    entries = ledger(6)
    with tampering() as run:
        run("UPDATE ledger_entry SET body = 'text' WHERE id = %s", entries[3].id)
        assert (first().entry_id, first().what) == (entries[3].id, "altered")


def test_a_ledger_that_is_gone_altogether_is_no_ledger_that_never_began(ledger, tampering):
    ledger(6, waiting=1)
    with tampering() as run:
        for table in ("pending", "leaf", "tile", "checkpoint", "entry", "log"):
            run(f"DELETE FROM ledger_{table}")
        assert first().what == "removed"
