"""Lets nobody change or remove a consent event, in the database either.

- A demonstration is thrown away with its whole database, so nothing here makes an exception for it.
- On SQLite this is a courtesy: whoever holds the file can drop it.
"""

from django.db import migrations

TABLE = "records_consentevent"
SENTENCE = "a consent event is never changed or removed"


def sqlite(execute):
    for what in ("UPDATE", "DELETE"):
        execute(
            f"CREATE TRIGGER {TABLE}_{what.lower()} BEFORE {what} ON {TABLE} "
            f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
        )


def postgresql(execute):
    execute(
        f"CREATE FUNCTION {TABLE}_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"RAISE EXCEPTION '{SENTENCE}' USING ERRCODE = 'insufficient_privilege'; END $$"
    )
    execute(
        f"CREATE TRIGGER {TABLE}_kept BEFORE UPDATE OR DELETE ON {TABLE} "
        f"FOR EACH ROW EXECUTE FUNCTION {TABLE}_guard()"
    )


def guard(apps, schema_editor):
    {"sqlite": sqlite, "postgresql": postgresql}[schema_editor.connection.vendor](schema_editor.execute)


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP FUNCTION {TABLE}_guard() CASCADE")
        return
    for what in ("update", "delete"):
        schema_editor.execute(f"DROP TRIGGER {TABLE}_{what}")


class Migration(migrations.Migration):
    dependencies = (("records", "0001_initial"),)
    operations = (migrations.RunPython(guard, unguard, elidable=False),)
