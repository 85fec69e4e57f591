"""Lets nobody change or remove what a live ledger recorded, by accident; on purpose is what verification is for.

- A demonstration may be emptied and thrown away, so its rows are guarded against change only.
- On SQLite this is a courtesy: whoever holds the file can drop it.
- SQLite drops a table's triggers when Django remakes it: a later migration that alters one of these puts them back.
"""

from django.db import migrations

GUARDED = ("ledger_entry", "ledger_leaf", "ledger_checkpoint", "ledger_cosignature", "ledger_log")
LIVE = "EXISTS (SELECT 1 FROM ledger_log WHERE kind = 'live')"
SENTENCE = "the ledger is only ever added to"


def sqlite(execute):
    for table in GUARDED:
        execute(f"CREATE TRIGGER {table}_unchanged BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END")
        execute(
            f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} WHEN {LIVE} "
            f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
        )


def postgresql(execute):
    execute(
        "CREATE OR REPLACE FUNCTION ledger_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP = 'UPDATE' OR {LIVE} THEN RAISE EXCEPTION '{SENTENCE}' USING ERRCODE = 'insufficient_privilege'; END IF; "
        "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NULL; END $$"
    )
    for table in GUARDED:
        execute(
            f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION ledger_guard()"
        )
        execute(
            f"CREATE TRIGGER {table}_whole BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION ledger_guard()"
        )


def guard(apps, schema_editor):
    {"sqlite": sqlite, "postgresql": postgresql}[schema_editor.connection.vendor](schema_editor.execute)


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION ledger_guard() CASCADE")
        return
    for table in GUARDED:
        schema_editor.execute(f"DROP TRIGGER {table}_unchanged")
        schema_editor.execute(f"DROP TRIGGER {table}_kept")


class Migration(migrations.Migration):
    dependencies = (("ledger", "0001_initial"),)
    operations = (migrations.RunPython(guard, unguard, elidable=False),)
