"""The recovery kit: any two of three shares open what was sealed for it, one never does, and mistakes are named."""

import json
import uuid
from itertools import combinations

import pytest

from confide.vault.errors import KeyStoreError
from confide.vault.escrow import Escrow, epoch_name, open_escrow, read
from confide.vault.provider import FileProvider
from confide.vault.recovery import PUBLIC_FILE, BadShares, check_share, make_kit, read_kit, recover, write_kit
from tests.vault.conftest import AT


@pytest.fixture(scope="module")
def made():
    return make_kit(AT)


def test_any_two_shares_open_what_was_sealed_and_under_its_own_name_only(made):
    kit, shares = made
    sealed = kit.seal("epoch-1", b"secret")
    for pair in combinations(shares, 2):
        assert recover(pair).open("epoch-1", sealed) == b"secret"
    for wrong in (("epoch-2", sealed), ("epoch-1", sealed[:-1]), ("epoch-1", b"")):
        with pytest.raises(KeyStoreError):
            recover(shares).open(*wrong)
    assert b"secret" not in sealed


def test_one_share_is_not_enough_and_those_of_another_kit_do_not_mix(made):
    _, shares = made
    _, others = make_kit(AT)
    for given in (shares[:1], (shares[0], shares[0]), (shares[0], f" {shares[0].upper()} "), ()):
        with pytest.raises(BadShares, match="Two different shares"):
            recover(given)
    with pytest.raises(BadShares, match="same recovery kit"):
        recover((shares[0], others[1]))


def test_a_share_may_be_typed_in_capitals_or_by_the_first_four_letters(made):
    _, shares = made
    short = "  ".join(word[:4].upper() for word in shares[1].split())
    assert check_share(short) == shares[1]


def test_what_was_mistyped_is_named_and_never_repeated(made):
    _, shares = made
    words = shares[0].split()
    for spoilt, told in (
        ([*words[:6], "marmalade", *words[7:]], "Word 7"),
        (words[:-1], "33 words, and these are 32"),
        ([*words[:2], words[3], words[2], *words[4:]], "checksum"),
        ([], "33 words, and these are 0"),
    ):
        if spoilt == words:
            continue
        with pytest.raises(BadShares, match=told) as refused:
            check_share(" ".join(spoilt))
        assert not any(word in str(refused.value) for word in words if len(word) > 6)


def test_only_the_public_half_stays_and_a_damaged_one_is_noticed(made, tmp_path):
    kit, _ = made
    assert read_kit(tmp_path) is None
    write_kit(tmp_path, kit)
    assert read_kit(tmp_path) == kit
    path = tmp_path / PUBLIC_FILE
    whole = path.read_text(encoding="utf-8")
    assert path.stat().st_mode & 0o077 == 0
    for damaged in ("", "{}", whole.replace(kit.name, "00000000"), whole.replace('"public": "', '"public": "A')):
        path.write_text(damaged, encoding="utf-8")
        with pytest.raises(KeyStoreError, match="damaged"):
            read_kit(tmp_path)


def test_an_epoch_key_is_escrowed_when_it_is_made_and_gone_when_it_is_destroyed(made, tmp_path):
    kit, shares = made
    write_kit(tmp_path, kit)
    escrow = Escrow(tmp_path)
    keys = FileProvider(tmp_path / "epochs", escrow)
    epoch = keys.new_epoch()
    path = escrow.path(epoch_name(epoch))
    assert open_escrow(path, recover(shares[1:])) == (tmp_path / "epochs" / f"{epoch}.key").read_bytes()
    assert escrow.lacking([epoch_name(epoch)]) == []
    keys.destroy_epoch(epoch)
    assert not path.exists()
    assert escrow.lacking([epoch_name(epoch)]) == [epoch_name(epoch)]


def test_a_key_that_cannot_be_escrowed_is_not_used(made, tmp_path):
    kit, _ = made
    write_kit(tmp_path, kit)
    (tmp_path / PUBLIC_FILE).write_text("{", encoding="utf-8")
    with pytest.raises(KeyStoreError):
        FileProvider(tmp_path / "epochs", Escrow(tmp_path)).new_epoch()
    assert not list((tmp_path / "epochs").glob("*"))


def test_a_damaged_escrow_and_one_for_an_older_kit_count_as_lacking(made, tmp_path):
    kit, _ = made
    write_kit(tmp_path, kit)
    escrow, name = Escrow(tmp_path), epoch_name(uuid.uuid4())
    escrow.keep(name, bytes(32))
    told = json.loads(escrow.path(name).read_text(encoding="utf-8"))
    assert escrow.lacking([name]) == []
    for spoilt in (
        told | {"sealed": told["sealed"][:-8]},
        told | {"name": "epoch-other"},
        told | {"kit": "00000000"},
        {},
    ):
        escrow.path(name).write_text(json.dumps(spoilt), encoding="utf-8")
        assert escrow.lacking([name]) == [name]
        with pytest.raises(KeyStoreError, match="damaged"):
            read(escrow.path(name))
    escrow.keep(name, bytes(32))
    write_kit(tmp_path, make_kit(AT)[0])
    assert escrow.lacking([name]) == [name]
