"""Nothing is lost: what was backed up while people worked comes back with two of three custodians, never with one."""

import json
import time

from tests import postgres

AGAIN = ("restore", "--without-checkpoint", "--json")


def test_an_installation_comes_back_with_two_custodians_and_goes_on_under_a_new_name(live, somewhere):
    live.acts({"act": "people", "number": 5})
    before = live.acts({"act": "sound"})[0]
    done = live.confide("backup")
    assert done.returncode == 0, done.stderr
    assert ("sqlite" if not postgres.WANTED else "copy") in done.stdout or "pg_dump" in done.stdout
    elsewhere = somewhere("elsewhere")
    told = elsewhere.confide(*AGAIN, given=live.typed(2, 0))
    assert told.returncode == 0, told.stderr
    came = json.loads(told.stdout)
    assert (came["opened"], came["lost"]) == (before["documents"], 0)
    after, names = elsewhere.acts({"act": "sound"}, {"act": "names"})
    assert {**after, "entries": before["entries"]} == before
    assert names == ["Quokka Marmalade"] * 5
    assert elsewhere.confide("ledger", "verify").returncode == 0


def test_one_custodian_alone_or_a_strangers_share_brings_nothing_back(live, somewhere, tmp_path):
    live.acts({"act": "people", "number": 1})
    assert live.confide("backup").returncode == 0
    elsewhere = somewhere("elsewhere")
    for given in (live.typed(0), live.typed(0, 0), live.typed(0) + "hush scared academic\n", "\n\n"):
        told = elsewhere.confide(*AGAIN, given=given)
        assert told.returncode == 1
        assert told.stderr.count("\n") == 1, told.stderr
        assert "Traceback" not in told.stderr
        assert not list((elsewhere.home / "keys").rglob("*.key*")) or [
            path.name for path in (elsewhere.home / "keys").rglob("*.key")
        ] == ["session.key"]


def test_a_drill_proves_it_without_touching_service_and_the_doctor_sees_it(live):
    live.acts({"act": "people", "number": 3})
    assert live.confide("backup").returncode == 0
    before = live.acts({"act": "sound"})[0]
    has = f" {before['entries']} entries"
    assert f"The ledger in it has{has}" in live.confide("backup").stdout
    for words, given in ((["restore", "--drill"], ""), (["restore", "--drill", "--with-custodians"], live.typed(2, 0))):
        told = live.confide(*words, given=given)
        assert told.returncode == 0, told.stderr
        assert "sealed documents open" in told.stdout
        assert f"its{has} are verified" in told.stdout, "those of the backup, and not those of the restoring"
        assert "(2 entries more)" in told.stdout
    after = live.acts({"act": "sound"})[0]
    assert {**after, "entries": before["entries"]} == before
    assert not list(live.home.glob("drill-*"))
    found = {line["check"]: line["well"] for line in json.loads(live.confide("doctor", "--json").stdout)}
    assert found["drill"]


def test_backups_made_while_somebody_writes_hold_the_key_of_every_row(live, somewhere, tmp_path):
    enough = tmp_path / "enough"
    writer = live.another()
    writer.stdin.write(json.dumps({"act": "write_until", "path": str(enough)}) + "\n")
    writer.stdin.flush()
    while not enough.with_name("enough-begun").exists():
        time.sleep(0.1)
    try:
        counts = [_backed_up(live) for _ in range(3)]
        time.sleep(0.5)
    finally:
        enough.touch()
    written, told = writer.communicate(timeout=60)
    assert counts[0] < counts[-1] < int(written), told
    elsewhere = somewhere("elsewhere")
    told = elsewhere.confide(*AGAIN, given=live.typed(0, 1))
    assert told.returncode == 0, told.stderr
    (after,) = elsewhere.acts({"act": "sound"})
    assert (after["people"], after["lost"]) == (counts[-1], 0)


def _backed_up(live) -> int:
    """Back up, and say how many people the copy holds, by its manifest."""
    time.sleep(0.5)
    done = live.confide("backup")
    assert done.returncode == 0, done.stderr
    newest = max(live.target("data").glob("*.manifest"))
    return json.loads(newest.read_text(encoding="utf-8").split("\n", 1)[1].split("\n\n")[0])["rows"]["people_person"]


def test_data_keys_and_escrow_go_to_places_apart_and_no_two_of_them_open_anything(live, tmp_path):
    live.acts({"act": "people", "number": 2})
    assert live.confide("backup").returncode == 0
    epochs = [path.read_bytes() for path in (live.home / "keys" / "epochs").glob("*.key")]
    ledger = [path.read_bytes() for path in (live.home / "keys" / "ledger").glob("*.key")]
    for kind in ("data", "keys", "escrow"):
        raw = b"".join(path.read_bytes() for path in live.target(kind).rglob("*") if path.is_file())
        assert raw
        assert not any(secret in raw or secret.hex().encode() in raw for secret in (*epochs, *ledger))
    for named in (["--data", str(live.target("data"))], ["--data", "d", "--keys", "d", "--escrow", "e"]):
        assert live.confide("backup", *named).returncode == 1
    inside = tmp_path / "home" / "inside"
    inside.mkdir()
    told = live.confide(
        "backup", "--data", str(inside), "--keys", str(live.target("keys")), "--escrow", str(live.target("escrow"))
    )
    assert (told.returncode, "lie in one another" in told.stderr) == (1, True)
