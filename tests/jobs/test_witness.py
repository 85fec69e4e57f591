"""The ledger is witnessed from elsewhere: by file, by standard input, by address, on request. Forgers are refused."""

import io
import json
import os
import subprocess
import sys
import threading
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection, transaction

from confide.domain.chain import TileTree
from confide.jobs.command_line import main
from confide.jobs.sample import witness
from confide.jobs.witness_service import Service
from confide.ledger.append import append
from confide.ledger.integrate import integrate
from confide.ledger.models import Checkpoint, Cosignature, Leaf, Tile
from confide.ledger.notes import Head, sign_note
from confide.ledger.setup import begin, public_keys, the_log
from confide.ledger.signing import signers
from confide.ledger.tiles import signed_tree, stored_tiles
from confide.ledger.witness import Witness
from tests.organisation import house

__all__ = ["house"]

ROOT = Path(__file__).resolve().parents[2]
AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def own_keys(settings, tmp_path):
    settings.CONFIDE_KEYS = tmp_path / "keys"
    settings.CONFIDE_KEYS.mkdir(mode=0o700)


def record(count: int) -> None:
    begin("demo", AT)
    with transaction.atomic():
        for number in range(count):
            append("disclosure:refer", at=AT, actor="system:test", about=f"DI-{number:05}", clauses=("1.7l",))
    integrate(at=AT)


class Laptop:
    """A witness, spoken to as a person would."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys = folder, capsys

    def __call__(self, *words: str, put: str = "") -> tuple[int, str, str]:
        """The exit status, what was printed, and what was complained of."""
        self.capsys.readouterr()
        before, sys.stdin = sys.stdin, io.StringIO(put)
        try:
            status = main(["witness", "--folder", str(self.folder), *words])
        finally:
            sys.stdin = before
        return status, *self.capsys.readouterr()


def confide(capsys, *words: str) -> tuple[int, str, str]:
    capsys.readouterr()
    return main(["ledger", *words]), *capsys.readouterr()


@pytest.fixture
def laptop(tmp_path, capsys) -> Laptop:
    """A witness and a ledger of five entries that know each other."""
    record(5)
    window = Laptop(tmp_path / "witness", capsys)
    status, key, _ = window("init", "example.org/mo")
    assert status == 0
    assert window("trust", public_keys()[0])[0] == 0
    status, window.token, _ = confide(capsys, "trust", key.strip())
    assert status == 0
    return window


def test_a_checkpoint_goes_to_the_witness_as_a_file_and_its_signature_comes_back(laptop, tmp_path, capsys):
    sent, back = tmp_path / "sent", tmp_path / "back"
    for size in (5, 9):
        sent.write_text(confide(capsys, "checkpoint", "--since", str(size - 4 if size > 5 else 0))[1])
        status, printed, told = laptop("sign", str(sent))
        assert (status, f"{size} entries continue" in told) == (0, True)
        back.write_text(printed)
        assert "example.org/mo signed for" in confide(capsys, "witnessed", str(back))[1]
        record(4)
    status, told, _ = confide(capsys, "verify")
    assert (status, told.splitlines()[-1]) == (0, "OK")
    assert "witnessed up to 9 by example.org/mo" in told
    assert Cosignature.objects.count() == 2
    assert confide(capsys, "witnessed", str(back))[0] == 0
    assert Cosignature.objects.count() == 2


def test_it_goes_by_standard_input_and_a_first_checkpoint_needs_no_proof(laptop, capsys):
    assert laptop("sign", "-", put=Checkpoint.objects.get().note)[0] == 0
    assert laptop("add", "-", put=Checkpoint.objects.get().note)[0] == 0
    record(1)
    status, _, told = laptop("sign", "-", put=Checkpoint.objects.get(size=6).note)
    assert (status, "confide ledger checkpoint --since 5" in told) == (1, True)
    assert laptop("sign", "-", put=confide(capsys, "checkpoint", "--since", "5")[1])[0] == 0


def test_it_is_fetched_from_the_site_with_a_token_and_proved_from_the_tiles(laptop, live_server, tmp_path, capsys):
    (tmp_path / "token").write_text(laptop.token)
    url = f"{live_server.url}/ledger"
    assert laptop("trust", public_keys()[0], "--url", url, "--token", str(tmp_path / "token"))[0] == 0
    for more in (0, 3, 300, 1):
        if more:
            record(more)
        status, printed, told = laptop("sign")
        assert status == 0, told
        (tmp_path / "back").write_text(printed)
        assert confide(capsys, "witnessed", str(tmp_path / "back"))[0] == 0
    assert laptop("sign", url)[0] == 0
    assert Witness(laptop.folder).seen(the_log().origin).head.size == 309


def test_without_a_token_or_with_another_the_site_shows_a_witness_nothing(laptop, live_server, tmp_path):
    for token in ("", "another"):
        (tmp_path / "token").write_text(token)
        laptop("trust", public_keys()[0], "--url", f"{live_server.url}/ledger", "--token", str(tmp_path / "token"))
        status, printed, told = laptop("sign")
        assert (status, printed) == (2, "")
        assert "token" in told


@contextmanager
def answering(laptop: Laptop):
    """The address of the witness while it answers on a port."""
    with Service(Witness(laptop.folder), "127.0.0.1", 0) as service:
        thread = threading.Thread(target=service.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{service.server_address[1]}"
        finally:
            service.shutdown()
            thread.join()


def test_a_ledger_asks_its_witnesses_by_itself_and_goes_on_from_where_they_stand(laptop, capsys):
    key = Witness(laptop.folder).public
    with answering(laptop) as url:
        confide(capsys, "trust", key, "--url", url)
        assert confide(capsys, "witnessed")[0] == 0
        record(4)
        # What this side remembers is behind: the witness has signed elsewhere meanwhile.
        assert laptop("sign", "-", put=confide(capsys, "checkpoint", "--since", "5")[1])[0] == 0
        record(4)
        status, told, _ = confide(capsys, "witnessed")
        assert (status, told) == (0, "example.org/mo has signed for 13 entries.\n")
    assert confide(capsys, "witnessed")[0] == 1
    assert "witnessed up to 13" in confide(capsys, "verify")[1]


def older_state() -> str:
    """Put the state of five entries back, whole, as the owner of the database can; what stood last before."""
    note = Checkpoint.objects.order_by("-size").first().note
    Checkpoint.objects.filter(size__gt=5).delete()
    Leaf.objects.filter(position__gte=5).delete()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM ledger_entry WHERE id NOT IN (SELECT entry_id FROM ledger_leaf)")
    Tile.objects.update(data=bytes(Tile.objects.get().data)[: 5 * 32])
    return note


def test_a_witness_refuses_a_ledger_that_was_rolled_back_and_verifying_names_where_it_ends(laptop, tmp_path, capsys):
    record(4)
    assert laptop("sign", "-", put=confide(capsys, "checkpoint")[1])[0] == 0
    kept = Witness(laptop.folder).seen(the_log().origin).note
    older_state()
    status, _, told = laptop("sign", "-", put=confide(capsys, "checkpoint")[1])
    assert (status, "rolled back" in told) == (1, True)
    assert laptop("status")[0] == 1
    assert confide(capsys, "verify")[0] == 0
    (tmp_path / "kept").write_text(kept)
    status, told, _ = confide(capsys, "verify", "--trusted", str(tmp_path / "kept"))
    assert (status, "truncated" in told) == (1, True)


def test_what_a_witness_signed_is_remembered_where_the_owner_of_the_database_cannot_reach(laptop, tmp_path, capsys):
    record(4)
    (tmp_path / "back").write_text(laptop("sign", "-", put=confide(capsys, "checkpoint")[1])[1])
    assert confide(capsys, "witnessed", str(tmp_path / "back"))[0] == 0
    Cosignature.objects.all().delete()
    older_state()
    status, told, _ = confide(capsys, "verify")
    assert (status, "the log: truncated: the log ends here, but 9 entries were signed for" in told) == (1, True)


def test_a_forger_with_the_stolen_key_of_the_log_gets_no_signature(laptop, capsys):
    with answering(laptop) as url:
        confide(capsys, "trust", Witness(laptop.folder).public, "--url", url)
        assert confide(capsys, "witnessed")[0] == 0
        log = the_log()
        forged = sign_note(Head(log.origin, 5, bytes(32)).text(), signers(log.origin), time=int(AT.timestamp()))
        status, _, told = laptop("sign", "-", put=forged)
        assert (status, "two different records" in told) == (1, True)
        with connection.cursor() as cursor:
            tree, _ = signed_tree(log)
            tree.append([bytes(32)] * 2)
            cursor.execute("DELETE FROM ledger_tile")
        for (level, number), data in tree.changed.items():
            Tile.objects.create(level=level, number=number, data=bytes(32) + data[32:])
        root = TileTree(stored_tiles(), 7).root()
        note = sign_note(Head(log.origin, 7, root).text(), signers(log.origin), time=int(AT.timestamp()))
        Checkpoint.objects.create(size=7, note=note, at=AT)
        status, told, _ = confide(capsys, "witnessed")
        assert (status, "422" in told, "rewrote" in told or "do not continue" in told) == (1, True, True)
    assert laptop("status")[0] == 1


def test_only_signatures_of_witnesses_that_are_trusted_count(laptop, tmp_path, capsys):
    printed = laptop("sign", "-", put=confide(capsys, "checkpoint")[1])[1]
    (tmp_path / "back").write_text(printed)
    assert confide(capsys, "distrust", "example.org/mo")[0] == 0
    status, _, told = confide(capsys, "witnessed", str(tmp_path / "back"))
    assert (status, "No witness that is trusted" in told) == (1, True)
    assert not Cosignature.objects.exists()
    assert confide(capsys, "distrust", "example.org/mo")[0] == 2
    assert confide(capsys, "trust", public_keys()[0])[0] == 1


def test_a_witness_that_is_trusted_no_more_still_holds_the_log_to_what_it_signed(laptop, tmp_path, capsys):
    (tmp_path / "back").write_text(laptop("sign", "-", put=confide(capsys, "checkpoint")[1])[1])
    assert confide(capsys, "witnessed", str(tmp_path / "back"))[0] == 0
    assert confide(capsys, "distrust", "example.org/mo")[0] == 0
    assert confide(capsys, "verify")[0] == 0


def test_a_checkpoint_on_paper_is_compared_by_its_number_and_root(laptop, capsys):
    told = confide(capsys, "checkpoint", "--paper")[1].splitlines()
    root = told[3] + " " + told[4]
    assert told[1] == "Entries: 5"
    record(2)
    assert confide(capsys, "verify", "--printed", "5", root)[0] == 0
    status, said, _ = confide(capsys, "verify", "--printed", "5", root.replace(root[0], "0" if root[0] != "0" else "1"))
    assert (status, "the entries from 0 to 4 do not lead to what was signed" in said) == (1, True)
    assert confide(capsys, "verify", "--printed", "9", root)[0] == 1
    assert confide(capsys, "verify", "--printed", "five", root)[0] == 1


@pytest.mark.parametrize("words", [["status"], ["sign"], ["sign", "absent"], ["init", "two words"], ["trust", "none"]])
def test_what_cannot_be_done_is_one_sentence_and_status_2(words, tmp_path, capsys):
    status, printed, told = Laptop(tmp_path / "nobody", capsys)(*words)
    assert (status, printed, told.count("\n")) == (2, "", 1)


def test_a_regulator_needs_the_record_its_proof_and_a_key_and_nothing_of_confide(laptop, tmp_path, capsys):
    back = tmp_path / "back"
    back.write_text(laptop("sign", "-", put=confide(capsys, "checkpoint")[1])[1])
    confide(capsys, "witnessed", str(back))
    record, proof = tmp_path / "record.json", tmp_path / "record.tlog-proof"
    status, text, _ = confide(capsys, "prove", "DI-00003", "--record", str(record))
    assert (status, "example.org/mo" in text, len(text) < 2_000) == (0, True, True)
    proof.write_text(text)
    assert json.loads(record.read_bytes())["about"] == "DI-00003"
    assert confide(capsys, "prove", "DI-00003", "--record", str(record))[0] == 2

    def offline(*words: str) -> subprocess.CompletedProcess[str]:
        """Run it where there is no Confide, and where importing Django is an error."""
        without = (
            "import sys; sys.modules['django'] = None; from confide.jobs.command_line import main; sys.exit(main())"
        )
        surroundings = {**os.environ, "CONFIDE_HOME": str(tmp_path / "nowhere"), "PYTHONPATH": str(ROOT)}
        surroundings.pop("DJANGO_SETTINGS_MODULE", None)
        command = [sys.executable, "-c", without, "ledger", "verify", *words]
        return subprocess.run(command, cwd=tmp_path, env=surroundings, capture_output=True, text=True, check=False)

    keys = ["--key", public_keys()[0], "--key", Witness(laptop.folder).public]
    found = offline("--proof", str(proof), "--record", str(record), *keys)
    assert (found.returncode, found.stderr) == (0, "")
    assert "disclosure:refer, about DI-00003, at 2026-03-02T09:30:00.000000Z" in found.stdout
    assert "place 3 of the 5 entries" in found.stdout
    assert "Witnessed by example.org/mo on " in found.stdout
    assert found.stdout.endswith("OK\n")
    export = tmp_path / "export.jsonl"
    assert confide(capsys, "export", str(export))[0] == 0
    assert offline("--export", str(export), "--key", public_keys()[0]).returncode == 0
    other = tmp_path / "other.json"
    other.write_bytes(record.read_bytes().replace(b"DI-00003", b"DI-00004"))
    wrong = [
        (["--proof", str(proof), "--record", str(other), *keys], 1),
        (["--proof", str(record), "--record", str(record), *keys], 1),
        (["--proof", str(proof), "--record", str(record), "--key", Witness(laptop.folder).public], 1),
        (["--proof", str(proof), "--record", str(record)], 2),
        (["--proof", str(proof), *keys], 2),
        (["--proof", str(tmp_path / "absent"), "--record", str(record), *keys], 2),
        (["--proof", str(proof), "--record", str(record), "--key", "none"], 2),
    ]
    for words, status in wrong:
        found = offline(*words)
        assert (found.returncode, "OK" in found.stdout) == (status, False), words
        assert "Traceback" not in found.stderr
    assert not (tmp_path / "nowhere").exists()


def test_the_page_says_when_it_was_last_witnessed_and_prints_with_the_root_in_groups(
    laptop, house, client, tmp_path, capsys
):
    (tmp_path / "back").write_text(laptop("sign", "-", put=confide(capsys, "checkpoint")[1])[1])
    confide(capsys, "witnessed", str(tmp_path / "back"))
    client.force_login(house.ama)
    assert "example.org/mo" in client.get("/ledger/").content.decode()
    page = client.get("/ledger/paper/").content.decode()
    root = confide(capsys, "checkpoint", "--paper")[1].splitlines()
    assert "Root:" in root
    assert client.get("/ledger/checkpoint").content.decode() in page.replace("&#x27;", "'").replace("&#43;", "+")
    assert client.get("/ledger/tile/0/000.p/5").content == bytes(Tile.objects.get().data)[: 5 * 32]
    for path in ("0/000", "0/001.p/1", "entries/000.p/5", "0/000.p/250", "7/x", "99/000"):
        assert client.get(f"/ledger/tile/{path}").status_code == 404
    client.logout()
    assert client.get("/ledger/checkpoint").status_code == 302
    assert client.get("/ledger/checkpoint", headers={"authorization": "Bearer wrong"}).status_code == 404
    given = {"authorization": f"Bearer {laptop.token.strip()}"}
    assert client.get("/ledger/checkpoint", headers=given).status_code == 200
    assert client.get("/ledger/", headers=given).status_code == 302
    assert client.get("/ledger/tile/entries/000.p/5", headers=given).status_code == 404


def test_the_sample_organisation_has_a_witness_to_look_at(tmp_path, capsys):
    record(4)
    witness.stand_by(tmp_path / "beside", AT)
    assert f"witnessed up to 4 by {witness.NAME}" in confide(capsys, "verify")[1]
