"""Whatever the owner of the database does is found against what a witness signed, and the first bad entry is named.

They may do anything to any table and work everything out again. The thief also has the log's keys, and signs it all.
"""

from datetime import timedelta

import pytest

from confide.domain.chain import TileTree, leaf_hash
from confide.ledger.cosigned import submission, take_in
from confide.ledger.errors import LedgerDamaged
from confide.ledger.faults import Fault
from confide.ledger.integrate import integrate
from confide.ledger.macs import mac_under
from confide.ledger.models import Checkpoint, Cosignature, Entry, Leaf
from confide.ledger.notes import Head, sign_note
from confide.ledger.setup import public_keys, the_log
from confide.ledger.signing import mac_key, signers
from confide.ledger.tiles import stored_tiles
from confide.ledger.verify import verify
from confide.ledger.witness import Witness, begin
from confide.ledger.witnesses import trust
from confide.ledger.witnessing import ELSEWHERE, NOT_PROVED, StandsElsewhere, TurnedAway
from tests.ledger.conftest import AT, record
from tests.ledger.test_tampering import rebuild, renumber

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.fixture
def witnessed(ledger, tmp_path):
    """Eight entries under three checkpoints, of which a witness signed the first and the last, and two since."""
    entries = ledger(3)
    witness = begin(tmp_path / "witness", "example.org/witness")
    witness.trust(public_keys()[0])
    trust(witness.public)
    sign(witness, 0)
    for number in (3, 4):
        entries.append(record(number))
    integrate(at=AT + timedelta(days=1))
    for number in (5, 6, 7):
        entries.append(record(number))
    integrate(at=AT + timedelta(days=1))
    sign(witness, 3)
    for number in (8, 9):
        entries.append(record(number))
    return entries, witness


def sign(witness: Witness, since: int, at=AT) -> None:
    sent = submission(since)
    take_in(sent.checkpoint + witness.add(sent, at + timedelta(days=1 + since)))


def first(**wishes) -> Fault:
    faults = verify(**wishes).faults
    assert faults, "the change went unnoticed"
    return faults[0]


def test_what_a_witness_signed_is_known_and_the_ledger_holds(witnessed):
    found = verify()
    assert (found.ok, found.entries, found.pending) == (True, 8, 2)
    assert (found.witnessed.size, found.witnessed.witness) == (8, "example.org/witness")


# Without the keys: what is done, then the place of the first bad entry as far as anybody can know it.
ATTACKS = {
    "edit a body": (
        lambda run, ids: run("UPDATE ledger_entry SET body = %s WHERE id = %s", another_body(ids[4]), ids[4]),
        4,
    ),
    "edit who": (lambda run, ids: run("UPDATE ledger_entry SET about = 'X' WHERE id = %s", ids[4]), 4),
    "edit what": (lambda run, ids: run("UPDATE ledger_entry SET event = 'X' WHERE id = %s", ids[4]), 4),
    "edit a mac": (lambda run, ids: run("UPDATE ledger_entry SET mac = %s WHERE id = %s", bytes(32), ids[4]), 4),
    "edit a leaf": (lambda run, ids: run("UPDATE ledger_leaf SET hash = %s WHERE position = 4", bytes(32)), 4),
    "delete": (lambda run, ids: run("DELETE FROM ledger_entry WHERE id = %s", ids[4]), 4),
    "delete with its leaf": (
        lambda run, ids: (
            run("DELETE FROM ledger_entry WHERE id = %s", ids[4]),
            run("DELETE FROM ledger_leaf WHERE position = 4"),
        ),
        4,
    ),
    "delete and close the gap": (
        lambda run, ids: (
            run("DELETE FROM ledger_entry WHERE id = %s", ids[4]),
            run("DELETE FROM ledger_leaf WHERE position = 4"),
            renumber(run, 5, -1),
        ),
        4,
    ),
    "insert": (lambda run, ids: insert(run, ids, 4), 4),
    "reorder": (lambda run, ids: swap(run, 4, 6), 4),
    "truncate": (
        lambda run, ids: [
            run(f"DELETE FROM ledger_{table}")
            for table in ("pending", "cosignature", "checkpoint", "tile", "leaf", "entry")
        ],
        0,
    ),
    "cut the end off": (
        lambda run, ids: (
            run("DELETE FROM ledger_leaf WHERE position >= 5"),
            run("DELETE FROM ledger_checkpoint WHERE size > 5"),
            run("DELETE FROM ledger_cosignature WHERE size > 5"),
        ),
        5,
    ),
    "replace the tiles": (lambda run, ids: run("UPDATE ledger_tile SET data = %s", bytes(32 * 8)), 0),
    "remove the tiles": (lambda run, ids: run("DELETE FROM ledger_tile"), 0),
}


def another_body(entry: int) -> bytes:
    """What an entry could have said: all but its outcome as it was."""
    return bytes(Entry.objects.get(id=entry).body).replace(b"share", b"shred")


def insert(run, ids, position: int) -> None:
    """Put an entry of one's own in, with everything after it one place further on."""
    renumber(run, position, 1)
    body = another_body(ids[position])
    run(
        "INSERT INTO ledger_entry (id, body, event, about, mac) "
        "SELECT 900000, %s, event, about, mac FROM ledger_entry WHERE id = %s",
        body,
        ids[position],
    )
    run("INSERT INTO ledger_leaf (position, entry_id, hash) VALUES (%s, 900000, %s)", position, leaf_hash(body))


def swap(run, one: int, other: int) -> None:
    for start, end in ((one, -5), (other, one), (-5, other)):
        run("UPDATE ledger_leaf SET position = %s WHERE position = %s", end, start)


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_owner_of_the_database_is_found_out_and_the_first_bad_entry_is_named(attack, witnessed, tampering):
    entries, _ = witnessed
    does, place = ATTACKS[attack]
    with tampering() as run:
        does(run, [entry.id for entry in entries])
        assert first().position == place, verify().faults[:3]
    assert verify().ok


REBUILT = ["edit a body", "delete and close the gap", "insert", "reorder"]


@pytest.mark.parametrize("attack", REBUILT)
def test_working_everything_out_again_hides_nothing_and_points_to_the_same_checkpoint(attack, witnessed, tampering):
    entries, _ = witnessed
    with tampering() as run:
        ATTACKS[attack][0](run, [entry.id for entry in entries])
        rebuild(run)
        # An entry that is not ours shows itself; one taken away or moved, to within the checkpoint that covers it.
        assert first().position == (4 if attack in {"edit a body", "insert"} else 3)


@pytest.mark.parametrize("attack", REBUILT)
def test_not_even_the_keys_of_the_log_hide_it_from_what_a_witness_signed(attack, witnessed, tampering):
    entries, witness = witnessed
    with tampering() as run:
        ATTACKS[attack][0](run, [entry.id for entry in entries])
        rebuild(run)
        forge(run)
        fault = first()
        if attack == "delete and close the gap":
            assert (fault.position, fault.what) == (7, "truncated"), verify().faults
        else:
            # The witness vouches for the first three; of the rest it has seen the whole only.
            assert (fault.position, fault.what) == (3, "checkpoint"), verify().faults
            assert "the entries from 3 to 7" in fault.detail
        forged = Checkpoint.objects.order_by("-size").first().size
        with pytest.raises(TurnedAway) as refusal:
            witness.add(submission(min(forged, 8)), AT + timedelta(days=30))
        assert refusal.value.status == (ELSEWHERE if forged < 8 else NOT_PROVED)


def forge(run) -> None:
    """Make every MAC, column and signature right again, as a thief of all keys of the log can."""
    mac = mac_under(mac_key())
    for entry, body in Entry.objects.values_list("id", "body"):
        run("UPDATE ledger_entry SET mac = %s WHERE id = %s", mac(leaf_hash(bytes(body))), entry)
    log, size = the_log(), Leaf.objects.count()
    tree = TileTree(stored_tiles(), size)
    run("DELETE FROM ledger_checkpoint")
    for covered in {min(covered, size) for covered in (3, 5, 8)} | {size}:
        head = Head(log.origin, covered, tree.root(covered))
        note = sign_note(head.text(), signers(log.origin), time=int(AT.timestamp()))
        Checkpoint.objects.create(size=covered, note=note, at=AT.replace(microsecond=0))


def test_an_older_state_put_back_whole_is_found_and_the_witness_refuses_it(witnessed, tampering):
    _, witness = witnessed
    with tampering() as run:
        run("DELETE FROM ledger_pending")
        run("DELETE FROM ledger_cosignature WHERE size > 5")
        run("DELETE FROM ledger_checkpoint WHERE size > 5")
        run("DELETE FROM ledger_entry WHERE id NOT IN (SELECT entry_id FROM ledger_leaf WHERE position < 5)")
        run("DELETE FROM ledger_leaf WHERE position >= 5")
        rebuild(run)
        fault = first()
        assert (fault.position, fault.what) == (5, "truncated")
        with pytest.raises(StandsElsewhere, match="rolled back"):
            witness.add(submission(5), AT + timedelta(days=30))


@pytest.mark.parametrize("column", ["id", "size", "witness", "line", "at"])
def test_any_column_of_what_a_witness_signed_is_found(column, witnessed, tampering):
    for row in Cosignature.objects.all():
        old = getattr(row, column)
        new = {"id": row.id + 10_000, "size": 5, "witness": "example.org/x", "line": row.line.swapcase()}.get(column)
        with tampering() as run:
            value = new or old + timedelta(microseconds=1)
            assert run(f"UPDATE ledger_cosignature SET {column} = %s WHERE id = %s", value, row.id) == 1
            assert first().what in {"altered", "checkpoint"}
    assert verify().ok


def test_what_a_witness_signed_cannot_be_taken_away_or_added_to(witnessed, tampering):
    for row in Cosignature.objects.all():
        with tampering() as run:
            run("DELETE FROM ledger_cosignature WHERE id = %s", row.id)
            assert first().what == "removed"
    with tampering() as run:
        run(
            "INSERT INTO ledger_cosignature (size, witness, line, at) VALUES (5, 'example.org/witness', %s, %s)",
            Cosignature.objects.first().line,
            AT,
        )
        assert first().what == "checkpoint"


def test_after_tampering_with_signatures_nothing_more_is_taken_in(witnessed, tampering):
    _, witness = witnessed
    note = witness.seen(the_log().origin).note
    with tampering() as run:
        run("DELETE FROM ledger_cosignature")
        with pytest.raises(LedgerDamaged):
            take_in(note)
