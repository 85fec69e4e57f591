"""Lets the words of a consent event be destroyed when their time is over; everything else of it still never changes.

- On SQLite this is a courtesy: whoever holds the file can drop it.
"""

from django.db import migrations

TABLE = "records_consentevent"
SENTENCE = "a consent event is never changed or removed"
WORDS = "sealed_confidential"


def others(schema_editor):
    with schema_editor.connection.cursor() as cursor:
        found = schema_editor.connection.introspection.get_table_description(cursor, TABLE)
    return ", ".join(f'"{column.name}"' for column in found if column.name != WORDS)


def sqlite(schema_editor, columns):
    execute = schema_editor.execute
    execute(f"DROP TRIGGER {TABLE}_update")
    execute(
        f"CREATE TRIGGER {TABLE}_update BEFORE UPDATE OF {columns} ON {TABLE} "
        f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
    )
    execute(
        f"CREATE TRIGGER {TABLE}_words BEFORE UPDATE OF {WORDS} ON {TABLE} WHEN NEW.{WORDS} IS NOT NULL "
        f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
    )


def postgresql(schema_editor, columns):
    execute, guard = schema_editor.execute, f"EXECUTE FUNCTION {TABLE}_guard()"
    execute(f"DROP TRIGGER {TABLE}_kept ON {TABLE}")
    execute(f"CREATE TRIGGER {TABLE}_kept BEFORE UPDATE OF {columns} OR DELETE ON {TABLE} FOR EACH ROW {guard}")
    execute(
        f"CREATE TRIGGER {TABLE}_words BEFORE UPDATE OF {WORDS} ON {TABLE} "
        f"FOR EACH ROW WHEN (NEW.{WORDS} IS NOT NULL) {guard}"
    )


def let_words_go(apps, schema_editor):
    way = {"sqlite": sqlite, "postgresql": postgresql}[schema_editor.connection.vendor]
    way(schema_editor, others(schema_editor))


class Migration(migrations.Migration):
    dependencies = (("records", "0004_retention"),)
    operations = (migrations.RunPython(let_words_go, migrations.RunPython.noop, elidable=False),)
