"""A ledger that was restored from a backup goes on under a new name, so there may be more rows than one.

SQLite remakes the table for this, and triggers of other tables that name it would stop it: they step aside meanwhile.
"""

from django.db import migrations, models

ASIDE = []


def aside(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            ASIDE[:] = cursor.fetchall()
        for name, _ in ASIDE:
            schema_editor.execute(f"DROP TRIGGER {name}")


def back(apps, schema_editor):
    while ASIDE:
        schema_editor.execute(ASIDE.pop()[1])


class Migration(migrations.Migration):
    dependencies = (("ledger", "0003_witnessed"),)
    operations = (
        migrations.RunPython(aside, back, elidable=False),
        migrations.RemoveConstraint("log", "there_is_one_log"),
        migrations.AddField("log", "begins_at", models.BigIntegerField(default=0)),
        migrations.AddField("log", "continues", models.TextField(blank=True, default="")),
        migrations.RunPython(back, aside, elidable=False),
    )
