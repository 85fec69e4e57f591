"""On PostgreSQL the web adds to the ledger and the integrator gives places, and neither can do anything else to it."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, connection, transaction

from confide.jobs.command_line import main
from confide.jobs.ledger_roles import statements
from confide.ledger.integrate import integrate
from confide.ledger.models import Checkpoint, Entry, Pending
from confide.ledger.setup import begin
from confide.ledger.verify import verify
from tests.ledger.conftest import AT, record
from tests.organisation import house

__all__ = ["house"]

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgres,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL has roles"),
]
TABLES = ["entry", "leaf", "tile", "checkpoint", "cosignature", "log", "pending"]
REFUSED = "permission denied|must be owner|only ever added to"


@pytest.fixture
def roles() -> Iterator[tuple[str, str]]:
    """The two roles of this database, with what the command grants them; granted twice, since that must do no harm."""
    name = connection.settings_dict["NAME"].replace("-", "_")
    made = f"{name}_web", f"{name}_integrator"
    with connection.cursor() as cursor:
        for statement in (*statements(*made), *statements(*made)):
            cursor.execute(statement)
    yield made
    with connection.cursor() as cursor:
        for role in made:
            cursor.execute(f"DROP OWNED BY {role}")
            cursor.execute(f"DROP ROLE {role}")


@contextmanager
def signed_in(role: str) -> Iterator[None]:
    """Speak to the database as this role, on a connection of its own."""
    owner = connection.settings_dict["USER"]
    connection.close()
    connection.settings_dict["USER"] = role
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user, session_user")
            assert cursor.fetchone() == (role, role)
        yield
    finally:
        connection.close()
        connection.settings_dict["USER"] = owner


def refused(sql: str) -> None:
    with pytest.raises(DatabaseError, match=REFUSED), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize("kind", ["demo", "live"])
def test_the_web_adds_and_reads_and_changes_nothing(kind, roles):
    begin(kind, AT)
    with signed_in(roles[0]):
        entry = record(1)
        assert Entry.objects.get().pk == entry.pk
        for table in TABLES:
            refused(f"UPDATE ledger_{table} SET {'entry_id = entry_id' if table == 'pending' else key(table)}")
            refused(f"DELETE FROM ledger_{table}")
            refused(f"TRUNCATE ledger_{table} CASCADE")
            refused(f"ALTER TABLE ledger_{table} DISABLE TRIGGER ALL")
            refused(f"DROP TABLE ledger_{table} CASCADE")
        refused("INSERT INTO ledger_leaf (position, entry_id, hash) VALUES (0, 1, '')")
        refused("INSERT INTO ledger_tile (level, number, data) VALUES (0, 0, '')")
        refused("INSERT INTO ledger_checkpoint (size, note, at) VALUES (1, '', now())")
        refused("INSERT INTO ledger_cosignature (size, witness, line, at) VALUES (1, '', '', now())")
        refused("SET session_replication_role = replica")
        with pytest.raises(DatabaseError, match=REFUSED):
            integrate(at=AT)
    assert (Entry.objects.count(), Pending.objects.count()) == (1, 1)


def key(table: str) -> str:
    column = {"leaf": "position", "tile": "level", "checkpoint": "size"}.get(table, "id")
    return f"{column} = {column}"


def test_the_integrator_gives_places_and_signs_and_writes_no_entry(roles):
    begin("live", AT)
    record(1)
    record(2)
    with signed_in(roles[1]):
        assert integrate(at=AT).size == 2
        assert verify().ok
        with pytest.raises(DatabaseError, match=REFUSED):
            record(3)
        for table in ("entry", "leaf", "checkpoint", "cosignature", "log"):
            refused(f"UPDATE ledger_{table} SET {key(table)}")
            refused(f"DELETE FROM ledger_{table}")
            refused(f"TRUNCATE ledger_{table} CASCADE")
        for table in ("people_person", "cases_case", "django_session"):
            refused(f"SELECT * FROM {table}")
    assert Checkpoint.objects.get().size == 2


def test_with_these_roles_people_work_as_before(roles, house, client):
    with signed_in(roles[0]):
        client.force_login(house.ama)
        assert client.get("/").status_code == 200
        given = {"kind": "policy_query", "asked_of": "managing_director", "question": "May one text?", "key": "k-1"}
        assert client.post("/advice/new/", given).status_code == 302
        assert client.get("/advice/1/").status_code == 200
    with signed_in(roles[1]):
        assert integrate(at=AT) is not None
    found = verify()
    assert (found.ok, found.pending) == (True, 0)


def test_the_command_prints_what_the_owner_runs(roles, capsys):
    assert main(["ledger", "roles", "--web", roles[0], "--integrator", roles[1]]) == 0
    printed = capsys.readouterr().out
    assert f"GRANT SELECT, INSERT ON ledger_entry TO {roles[0]};" in printed
    assert not [
        line for line in printed.splitlines() if "ledger_entry" in line and ("UPDATE" in line or "DELETE" in line)
    ]


@pytest.mark.parametrize("name", ["Robert'); DROP TABLE", "", "1st", "a-b"])
def test_a_role_is_named_plainly_or_not_at_all(name, capsys):
    assert main(["ledger", "roles", "--web", name]) == 2
    assert capsys.readouterr().out == ""
