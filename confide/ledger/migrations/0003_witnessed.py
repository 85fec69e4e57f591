"""Keeps what witnesses signed, guarded like the rest of the ledger."""

from django.db import migrations, models

TABLE = "ledger_cosignature"
LIVE = "EXISTS (SELECT 1 FROM ledger_log WHERE kind = 'live')"
SENTENCE = "the ledger is only ever added to"


def guard(apps, schema_editor):
    execute = schema_editor.execute
    if schema_editor.connection.vendor == "postgresql":
        execute(
            f"CREATE TRIGGER {TABLE}_kept BEFORE UPDATE OR DELETE ON {TABLE} "
            "FOR EACH ROW EXECUTE FUNCTION ledger_guard()"
        )
        execute(
            f"CREATE TRIGGER {TABLE}_whole BEFORE TRUNCATE ON {TABLE} "
            "FOR EACH STATEMENT EXECUTE FUNCTION ledger_guard()"
        )
        return
    execute(f"CREATE TRIGGER {TABLE}_unchanged BEFORE UPDATE ON {TABLE} BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END")
    execute(
        f"CREATE TRIGGER {TABLE}_kept BEFORE DELETE ON {TABLE} WHEN {LIVE} "
        f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
    )


class Migration(migrations.Migration):
    dependencies = (("ledger", "0002_guards"),)
    operations = (
        migrations.CreateModel(
            name="Cosignature",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("size", models.BigIntegerField(db_index=True)),
                ("witness", models.CharField(max_length=200)),
                ("line", models.TextField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": (
                    models.UniqueConstraint(fields=("size", "witness"), name="a_witness_signs_a_checkpoint_once"),
                )
            },
        ),
        # The triggers go with their table.
        migrations.RunPython(guard, migrations.RunPython.noop, elidable=False),
    )
