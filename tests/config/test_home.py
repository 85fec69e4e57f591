"""Where things are kept, and who else on the machine may read them."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from confide.config.home import database, home, postgresql, secret


def test_a_named_folder_is_used(tmp_path):
    assert home({"CONFIDE_HOME": str(tmp_path)}, Path("/nowhere")) == tmp_path


def test_a_checkout_keeps_everything_beside_its_code(tmp_path):
    (tmp_path / "pyproject.toml").touch()
    assert home({}, tmp_path) == tmp_path / "var"


def test_an_installed_confide_uses_the_folder_of_the_user(tmp_path, monkeypatch):
    monkeypatch.setattr("sys.platform", "linux")
    assert home({"XDG_DATA_HOME": "/data"}, tmp_path) == Path("/data/confide")


def test_the_session_secret_is_its_owners_alone_and_stays_the_same(tmp_path):
    path = tmp_path / "session.key"
    assert len(secret(path)) > 50
    assert secret(path) == secret(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_processes_that_start_together_agree_on_one_secret(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: secret(tmp_path / "session.key"), range(64)))
    assert len(found) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["session.key"]


def test_the_key_store_is_a_database_of_its_own_in_the_keys_folder(settings):
    keys = Path(settings.CONFIDE_KEYS)
    assert stat.S_IMODE(keys.stat().st_mode) == 0o700
    assert Path(settings.CONFIDE_DATA) not in keys.parents
    assert settings.DATABASES["keys"]["NAME"] != settings.DATABASES["default"]["NAME"]


def test_without_a_url_the_database_forgets_what_it_deletes(tmp_path):
    options = database(None, tmp_path / "x.sqlite3")["OPTIONS"]
    assert "secure_delete=ON" in options["init_command"]
    assert "foreign_keys=ON" in options["init_command"]
    assert options["transaction_mode"] == "IMMEDIATE"


def test_a_postgresql_url_says_everything():
    found = postgresql("postgresql://ann%40x:p%2Fw@db.example:5433/confide")
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"], found["NAME"]) == (
        "ann@x",
        "p/w",
        "db.example",
        "5433",
        "confide",
    )


def test_a_postgresql_url_may_name_a_socket():
    assert postgresql("postgresql://postgres@/confide?host=%2Frun%2Fpg")["HOST"] == "/run/pg"
