"""A ledger that was restored from a backup goes on under a new name, so there may be more rows than one."""

from importlib import import_module

from django.db import migrations, models

guards = import_module("confide.ledger.migrations.0002_guards")


def aside(apps, schema_editor):
    # SQLite remakes the table, and triggers of other tables that name it would stop it.
    if schema_editor.connection.vendor == "sqlite":
        guards.unguard(apps, schema_editor)


def back(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        guards.guard(apps, schema_editor)


class Migration(migrations.Migration):
    dependencies = (("ledger", "0002_guards"),)
    operations = (
        migrations.RunPython(aside, back, elidable=False),
        migrations.RemoveConstraint("log", "there_is_one_log"),
        migrations.AddField("log", "begins_at", models.BigIntegerField(default=0)),
        migrations.AddField("log", "continues", models.TextField(blank=True, default="")),
        migrations.RunPython(back, aside, elidable=False),
    )
