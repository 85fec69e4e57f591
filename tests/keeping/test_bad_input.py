"""What can be wrong is said in a sentence that tells what to do; nothing is half written and nothing is opened."""

import json
import resource
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests import postgres
from tests.keeping.conftest import Told

AGAIN = ("restore", "--without-checkpoint", "--json")
sqlite_only = pytest.mark.skipif(postgres.WANTED, reason="only SQLite keeps its tables in files of ours")


@pytest.fixture
def backed_up(live):
    live.acts({"act": "people", "number": 2})
    done = live.confide("backup")
    assert done.returncode == 0, done.stderr
    return live


def refused(done: Told, *words: str) -> None:
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.count("\n") == 1, done.stderr
    for word in words:
        assert word in done.stderr


def is_as_it_was(home: Path) -> bool:
    """Whether nothing but the session key, the lock and empty databases are in a home."""
    left = {path.name for path in home.rglob("*") if path.is_file() and path.stat().st_size}
    return left <= {"session.key"}


def test_a_wrong_restore_is_refused_with_the_reason_and_leaves_the_home_empty(backed_up, somewhere, tmp_path):
    live, shares = backed_up, backed_up.typed(0, 1)
    elsewhere = somewhere("elsewhere")
    witnessed = tmp_path / "witnessed"
    live.acts({"act": "people", "number": 1}, {"act": "checkpoint", "path": str(witnessed)})
    refused(elsewhere.confide("restore", given=shares), "--without-checkpoint")
    refused(
        elsewhere.confide("restore", "--checkpoint", str(witnessed), given=shares),
        "entries would be lost",
        "--accept-loss",
    )
    assert is_as_it_was(elsewhere.home)
    told = elsewhere.confide("restore", "--checkpoint", str(witnessed), "--accept-loss", "--json", given=shares)
    assert told.returncode == 0, told.stderr
    assert json.loads(told.stdout)["lost"] > 0
    refused(elsewhere.confide(*AGAIN, given=shares), "already")
    verified = elsewhere.confide("ledger", "verify", "--trusted", str(witnessed))
    assert (verified.returncode, "restored from a backup" in verified.stdout) == (1, True)
    assert live.confide("ledger", "verify", "--trusted", str(witnessed)).returncode == 0


@sqlite_only
def test_a_damaged_or_missing_part_of_a_backup_is_named_and_nothing_is_put(backed_up, somewhere):
    shares = backed_up.typed(0, 1)
    elsewhere = somewhere("elsewhere")
    for kind in ("data", "keys"):
        path = next(backed_up.target(kind).glob("*.sqlite3"))
        whole = path.read_bytes()
        for spoilt, word in ((whole[:5000], "damaged"), (whole[:-1] + b"?", "damaged"), (None, "is not in")):
            path.unlink()
            if spoilt is not None:
                path.write_bytes(spoilt)
            refused(elsewhere.confide(*AGAIN, given=shares), path.name, word)
            assert is_as_it_was(elsewhere.home)
            path.write_bytes(whole)
    epoch = next(backed_up.target("escrow").glob("epoch-*"))
    kept = epoch.read_bytes()
    epoch.write_bytes(kept.replace(b'"sealed": "', b'"sealed": "A'))
    refused(elsewhere.confide(*AGAIN, given=shares), epoch.name)
    epoch.unlink()
    refused(elsewhere.confide(*AGAIN, given=shares), epoch.stem)
    assert is_as_it_was(elsewhere.home)


@sqlite_only
def test_data_and_keys_that_do_not_belong_together_are_refused(backed_up, somewhere):
    """Keys older than the data, and a manifest that somebody else made up."""
    elsewhere = somewhere("elsewhere")
    (keys,) = backed_up.target("keys").glob("*.manifest")
    backed_up.acts(
        {"act": "people", "number": 1}, {"act": "backup", "at": (datetime.now(UTC) + timedelta(hours=1)).isoformat()}
    )
    min(backed_up.target("data").glob("*.manifest")).unlink()
    max(backed_up.target("keys").glob("*.manifest")).unlink()
    refused(elsewhere.confide(*AGAIN, given=backed_up.typed(0, 1)), "No backup of the keys is as young")
    told = keys.read_text(encoding="utf-8")
    keys.write_text(told.replace('"kind": "keys"', '"kind": "keyz"'), encoding="utf-8")
    refused(elsewhere.confide(*AGAIN, given=backed_up.typed(0, 1)), "no whole backup of keys")
    assert is_as_it_was(elsewhere.home)


@sqlite_only
def test_keys_that_survived_are_never_worked_over(backed_up, somewhere, tmp_path):
    elsewhere = somewhere("elsewhere")
    shutil.copytree(backed_up.home / "keys", elsewhere.home / "keys")
    (elsewhere.home / "keys" / "keys.sqlite3").unlink()
    refused(elsewhere.confide(*AGAIN, given=backed_up.typed(0, 1)), "--surviving-keys")
    assert list((elsewhere.home / "keys" / "epochs").glob("*.key"))
    fresh = somewhere("fresh")
    told = fresh.confide(*AGAIN, "--surviving-keys", str(elsewhere.home / "keys"))
    assert told.returncode == 0, told.stderr
    assert json.loads(told.stdout)["opened"] >= 2


@sqlite_only
@pytest.mark.parametrize("most", [2_000, 60_000, 200_000])
def test_a_full_disk_leaves_no_half_backup_and_the_one_before_it_stands(backed_up, somewhere, most):
    kept = {path.name for path in backed_up.targets.rglob("*.manifest")}
    process = backed_up.another(preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)))
    line = json.dumps({"act": "command", "words": ["backup"], "given": ""})
    done = Told(**json.loads(process.communicate(line + "\n", timeout=60)[0]))
    refused(done, "this backup")
    assert {path.name for path in backed_up.targets.rglob("*.manifest")} == kept
    assert not list(backed_up.home.glob("snapshot-*"))
    told = somewhere("elsewhere").confide(*AGAIN, given=backed_up.typed(0, 1))
    assert told.returncode == 0, told.stderr


@sqlite_only
def test_the_doctor_names_each_thing_that_is_wrong_and_what_to_do(backed_up):
    home, keys = backed_up.home, backed_up.home / "keys"
    epoch = next((keys / "epochs").glob("*.key"))
    secret = epoch.read_bytes()

    def ill(check: str, *words: str) -> None:
        done = backed_up.confide("doctor", "--json")
        assert "Traceback" not in done.stderr
        found = [line for line in json.loads(done.stdout) if line["check"] == check and not line["well"]]
        assert done.returncode == 1
        assert found, done.stdout
        assert found[0]["do"]
        assert all(word in found[0]["said"] + found[0]["do"] for word in words), found[0]

    ill("recovery kit", "confide init --check")
    ill("drill", "--drill")
    epoch.write_bytes(bytes(32))
    ill("keys", "damaged")
    epoch.write_bytes(secret[:31])
    ill("keys", "damaged")
    epoch.unlink()
    ill("keys", "not in the keys folder")
    epoch.write_bytes(secret)
    epoch.chmod(0o644)
    ill("permissions", "chmod")
    ill("keys", "chmod 600")
    epoch.chmod(0o600)
    next((keys / "escrow").glob("epoch-*")).unlink()
    ill("escrow", "confide backup")
    (home / "restoring.json").write_text("{}", encoding="utf-8")
    ill("restoring", "confide restore")
    (home / "restoring.json").unlink()
    with closing(sqlite3.connect(keys / "keys.sqlite3")) as store:
        store.execute("UPDATE vault_epoch SET created_at = ?", ["2031-01-01 00:00:00"])
        store.commit()
    ill("clock", "clock")
    done = backed_up.confide("rotate")
    refused(done, "Set the clock")


@sqlite_only
@pytest.mark.parametrize("name", ["data/confide.sqlite3", "keys/keys.sqlite3"])
def test_a_truncated_database_is_said_to_be_damaged_and_never_backed_up(backed_up, name):
    path = backed_up.home / name
    backed_up.end()
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)
    kept = {each.name for each in backed_up.targets.rglob("*.manifest")}
    for words in (["backup"], ["rotate"], ["doctor"]):
        done = backed_up.confide(*words)
        # Rotating needs the key store only, and does nothing where nothing is due.
        assert done.returncode == 1 or words == ["rotate"]
        assert "Traceback" not in done.stderr, done.stderr
    assert "damaged" in backed_up.confide("doctor").stdout
    assert {each.name for each in backed_up.targets.rglob("*-keys.manifest")} <= kept


def test_a_demonstration_never_becomes_real_and_init_twice_changes_nothing(live, somewhere, tmp_path):
    kit = (live.home / "keys" / "recovery.json").read_bytes()
    epochs = sorted(path.name for path in (live.home / "keys" / "epochs").iterdir())
    assert live.confide("init").returncode == 0
    assert (live.home / "keys" / "recovery.json").read_bytes() == kit
    assert sorted(path.name for path in (live.home / "keys" / "epochs").iterdir()) == epochs
    unattended = somewhere("unattended").confide("init")
    assert (unattended.returncode, "--kit-folder" in unattended.stderr) == (2, True)
    demo = somewhere("demo")
    demo.acts({"act": "demonstrate"})
    told = demo.confide("init", "--kit-folder", str(tmp_path))
    assert (told.returncode, "begun as demo" in told.stderr) == (2, True)
    assert not (demo.home / "keys" / "recovery.json").exists()


def test_a_new_kit_makes_the_old_pages_void(live, somewhere, tmp_path):
    live.acts({"act": "people", "number": 1})
    (tmp_path / "second").mkdir()
    done = live.confide("init", "--new-kit", "--kit-folder", str(tmp_path / "second"))
    assert done.returncode == 0, done.stderr
    assert live.confide("backup").returncode == 0
    refused(somewhere("elsewhere").confide(*AGAIN, given=live.typed(0, 1)), "another recovery kit")
    wrong = live.confide("init", "--check", given=live.typed(0, 1))
    assert (wrong.returncode, "another recovery kit" in wrong.stderr) == (1, True)
