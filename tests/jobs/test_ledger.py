"""The ledger at the command line: the answer covers everything there is, and damage is named."""

import json
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from confide.jobs.command_line import main
from confide.ledger.append import append
from confide.ledger.ed25519 import SigningKey
from confide.ledger.models import Entry
from confide.ledger.notes import verifier_key
from confide.ledger.setup import begin, public_keys

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def entries():
    begin("demo", AT)
    with transaction.atomic():
        for number in range(3):
            append("disclosure:refer", at=AT, actor="system:test", about=f"DI-0000{number}", clauses=("1.7l",))
    return list(Entry.objects.order_by("id"))


def damage(entry):
    """Alter a row as whoever owns the database can, with the triggers out of the way."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'ledger_entry'")
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        cursor.execute("UPDATE ledger_entry SET about = 'DI-99999' WHERE id = %s", [entry.id])
        for _, sql in triggers:
            cursor.execute(sql)


def test_a_whole_ledger_is_said_to_be_whole_with_its_size_and_root(entries, capsys):
    assert main(["ledger", "verify"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0] == "3 entries"
    assert told[1].startswith("root ")
    assert told[-1] == "OK"


@pytest.mark.sqlite
def test_an_altered_row_is_named_and_is_status_1(entries, capsys):
    assert main(["ledger", "verify"]) == 0
    damage(entries[1])
    capsys.readouterr()
    assert main(["ledger", "verify"]) == 1
    told = capsys.readouterr().out
    assert f"entry {entries[1].id}: altered" in told
    assert "OK" not in told


def test_before_there_is_a_ledger_the_question_is_wrong(capsys, settings, tmp_path):
    settings.CONFIDE_KEYS = tmp_path
    assert main(["ledger", "verify"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_checkpoint_that_cannot_be_read_is_a_wrong_question(entries, tmp_path, capsys):
    assert main(["ledger", "verify", "--trusted", str(tmp_path / "absent")]) == 2
    assert "absent" in capsys.readouterr().err


@pytest.mark.parametrize("reference", ["number", "about"])
def test_one_entry_is_proved_by_its_number_or_by_what_it_is_about(entries, reference, capsys):
    words = {"number": str(entries[2].id), "about": "DI-00002"}
    assert main(["ledger", "prove", words[reference]]) == 0
    assert capsys.readouterr().out.startswith("c2sp.org/tlog-proof@v1\nindex 2\n")


def test_nothing_is_proved_about_what_is_not_there(entries, capsys):
    assert main(["ledger", "prove", "DI-77777"]) == 1
    assert "DI-77777" in capsys.readouterr().err


@pytest.fixture
def export(entries, tmp_path):
    path = tmp_path / "ledger.jsonl"
    assert main(["ledger", "export", str(path)]) == 0
    return path


def test_an_export_verifies_by_the_key_one_trusts(export, capsys):
    assert main(["ledger", "verify", "--export", str(export), "--key", public_keys()[0]]) == 0
    told = capsys.readouterr().out
    assert "3 entries" in told
    assert told.endswith("OK\n")


def test_an_export_does_not_verify_by_another_key(export, capsys):
    other = verifier_key(SigningKey("other.example", 1, bytes(32)))
    assert main(["ledger", "verify", "--export", str(export), "--key", other]) == 1
    assert "OK" not in capsys.readouterr().out


def test_a_key_that_is_none_is_a_wrong_question(export, capsys):
    assert main(["ledger", "verify", "--export", str(export), "--key", "other.example+00000000+AAAA"]) == 2
    assert "--key" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (
            lambda lines: [*lines[:2], lines[2].replace("DI-00001", "DI-00009"), lines[3]],
            "Line 3: the entry was altered",
        ),
        (lambda lines: [*lines[:2], lines[3]], "Line 3"),
        (lambda lines: [lines[0], lines[2], lines[1], lines[3]], "Line 2"),
        (lambda lines: lines[:-1], "signed over 3 entries"),
        (lambda lines: [*lines, "not json"], "Line 5 is not readable"),
        (lambda lines: ["[]", *lines], "Line 1 is not readable"),
        (lambda lines: [], "not an exported ledger"),
        (lambda lines: [json.dumps({"format": "confide-ledger-1"})], "not a signed note"),
        (lambda lines: [json.dumps({"format": "confide-ledger-1", "keys": 7})], "not a signed note"),
    ],
)
def test_a_spoilt_export_is_status_1_and_says_where(export, spoil, told, capsys):
    lines = export.read_text(encoding="utf-8").splitlines()
    export.write_text("\n".join(spoil(lines)), encoding="utf-8")
    assert main(["ledger", "verify", "--export", str(export)]) == 1
    assert told in capsys.readouterr().out


def test_an_export_never_overwrites_a_file(export, capsys):
    assert main(["ledger", "export", str(export)]) == 2
    assert "ledger.jsonl" in capsys.readouterr().err
