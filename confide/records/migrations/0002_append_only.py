"""Lets nobody change or remove a consent event, in the database either; its words alone may go when their time is over.

- A demonstration is thrown away with its whole database, so nothing here makes an exception for it.
- Emptying a server drops its tables and leaves the function, so it may be there already.
- On SQLite this is a courtesy: whoever holds the file can drop it.
- SQLite drops a table's triggers when Django remakes it: a later migration that alters this one puts them back.
"""

from django.db import migrations

TABLE = "records_consentevent"
SENTENCE = "a consent event is never changed or removed"
WORDS = "sealed_confidential"


def others(schema_editor):
    """Every column but the words, which may be emptied."""
    with schema_editor.connection.cursor() as cursor:
        found = schema_editor.connection.introspection.get_table_description(cursor, TABLE)
    return ", ".join(f'"{column.name}"' for column in found if column.name != WORDS)


def sqlite(execute, columns):
    guards = {
        "update": f"UPDATE OF {columns} ON {TABLE}",
        "words": f"UPDATE OF {WORDS} ON {TABLE} WHEN NEW.{WORDS} IS NOT NULL",
        "delete": f"DELETE ON {TABLE}",
    }
    for name, when in guards.items():
        execute(f"CREATE TRIGGER {TABLE}_{name} BEFORE {when} BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END")


def postgresql(execute, columns):
    guard = f"EXECUTE FUNCTION {TABLE}_guard()"
    execute(
        f"CREATE OR REPLACE FUNCTION {TABLE}_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"RAISE EXCEPTION '{SENTENCE}' USING ERRCODE = 'insufficient_privilege'; END $$"
    )
    execute(f"CREATE TRIGGER {TABLE}_kept BEFORE UPDATE OF {columns} OR DELETE ON {TABLE} FOR EACH ROW {guard}")
    execute(
        f"CREATE TRIGGER {TABLE}_words BEFORE UPDATE OF {WORDS} ON {TABLE} "
        f"FOR EACH ROW WHEN (NEW.{WORDS} IS NOT NULL) {guard}"
    )


def guard(apps, schema_editor):
    way = {"sqlite": sqlite, "postgresql": postgresql}[schema_editor.connection.vendor]
    way(schema_editor.execute, others(schema_editor))


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP FUNCTION {TABLE}_guard() CASCADE")
        return
    for name in ("update", "words", "delete"):
        schema_editor.execute(f"DROP TRIGGER {TABLE}_{name}")


class Migration(migrations.Migration):
    dependencies = (("records", "0001_initial"),)
    operations = (migrations.RunPython(guard, unguard, elidable=False),)
