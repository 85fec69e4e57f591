"""Keys are sealed for the custodians' own kit, whatever somebody put into the escrow target."""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from confide.vault.recovery import make_kit, read_kit, write_kit
from tests.keeping.test_bad_input import AGAIN, backed_up, is_as_it_was, refused

__all__ = ["backed_up"]


def put_another(target: Path) -> None:
    """What whoever can write to the escrow target may do: put a kit there whose shares are theirs."""
    write_kit(target, make_kit(datetime.now(UTC))[0])


def kits_of(keys: Path) -> set[str]:
    """The names of the kits that the keys in escrow are sealed for."""
    sealed = [json.loads(path.read_bytes())["kit"] for path in (keys / "escrow").glob("*.escrow")]
    assert len(sealed) >= 3
    return set(sealed)


def test_with_custodians_another_kit_in_the_escrow_target_is_refused_and_never_sealed_for(backed_up, somewhere):
    elsewhere, ours = somewhere("elsewhere"), read_kit(backed_up.home / "keys")
    put_another(backed_up.target("escrow"))
    refused(elsewhere.confide(*AGAIN, given=backed_up.typed(0, 1)), "another recovery kit", "who can write there")
    assert is_as_it_was(elsewhere.home)
    drilled = backed_up.confide("restore", "--drill", "--with-custodians", given=backed_up.typed(0, 1))
    assert (drilled.returncode, "another recovery kit" in drilled.stderr) == (1, True)
    put = backed_up.target("escrow") / "recovery.json"
    put.write_text("{", encoding="utf-8")
    refused(elsewhere.confide(*AGAIN, given=backed_up.typed(0, 1)), "damaged", "take the file away")
    put.unlink()
    told = elsewhere.confide(*AGAIN, given=backed_up.typed(0, 1))
    assert told.returncode == 0, told.stderr
    kit = read_kit(elsewhere.home / "keys")
    assert (kit.public, kit.proved_at is not None) == (ours.public, True)
    assert kits_of(elsewhere.home / "keys") == {ours.name}


def test_with_keys_that_survived_the_kit_is_theirs_and_not_that_of_the_target(backed_up, somewhere):
    elsewhere, ours = somewhere("elsewhere"), read_kit(backed_up.home / "keys")
    put_another(backed_up.target("escrow"))
    told = elsewhere.confide(*AGAIN, "--surviving-keys", str(backed_up.home / "keys"))
    assert told.returncode == 0, told.stderr
    assert read_kit(elsewhere.home / "keys") == ours
    assert kits_of(elsewhere.home / "keys") == {ours.name}


def test_keys_that_survived_without_a_kit_come_back_and_nothing_serves_until_there_is_one(
    backed_up, somewhere, tmp_path
):
    survived, elsewhere = tmp_path / "survived", somewhere("elsewhere")
    shutil.copytree(backed_up.home / "keys", survived)
    (survived / "recovery.json").unlink()
    told = elsewhere.confide(*AGAIN, "--surviving-keys", str(survived))
    assert told.returncode == 0, told.stderr
    assert read_kit(elsewhere.home / "keys") is None
    (stands,) = elsewhere.acts({"act": "come_to"})
    assert "who loses the keys folder loses everything" in stands["against"][0]


@pytest.mark.parametrize("spoil", [put_another, lambda target: (target / "recovery.json").write_text("{")])
def test_the_doctor_says_that_another_kit_lies_in_the_target_and_the_next_backup_puts_ours(backed_up, spoil):
    def said() -> str:
        found = json.loads(backed_up.confide("doctor", "--json").stdout)
        return " ".join(line["said"] for line in found if line["check"] == "backups" and not line["well"])

    assert said() == ""
    spoil(backed_up.target("escrow"))
    assert "is not the one of this installation" in said()
    assert backed_up.confide("backup").returncode == 0
    assert said() == ""


def test_a_kit_that_is_damaged_here_is_replaced_by_a_new_one(live, tmp_path):
    kit = live.home / "keys" / "recovery.json"
    kit.write_text("{", encoding="utf-8")
    told = live.confide("init", "--kit-folder", str(tmp_path))
    assert (told.returncode, "--new-kit" in told.stderr) == (2, True)
    (tmp_path / "pages").mkdir()
    told = live.confide("init", "--new-kit", "--kit-folder", str(tmp_path / "pages"))
    assert told.returncode == 0, told.stderr
    assert kits_of(live.home / "keys") == {read_kit(live.home / "keys").name}
