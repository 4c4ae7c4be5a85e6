"""The seal tables, and the triggers that keep the audit tables append-only."""

from __future__ import annotations

import django.db.models.functions.datetime
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

TABLES = ("hub_oauth_auditevent", "hub_oauth_auditseal", "hub_oauth_auditremoval")
SENTENCE = "The audit log is append-only; see hub_oauth.audit_retention."

POSTGRESQL_FUNCTION = f"""
CREATE OR REPLACE FUNCTION hub_oauth_audit_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('hub_oauth.audit_open', true) = 'on' THEN
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
  END IF;
  RAISE EXCEPTION '{SENTENCE}' USING ERRCODE = 'insufficient_privilege';
END $$
"""
POSTGRESQL_TRIGGERS = tuple(
    f"CREATE TRIGGER {name} BEFORE {acts} ON {{table}} FOR EACH {scope} EXECUTE FUNCTION hub_oauth_audit_guard()"
    for name, acts, scope in (
        ("hub_audit_guard", "UPDATE OR DELETE", "ROW"),
        ("hub_audit_guard_truncate", "TRUNCATE", "STATEMENT"),
    )
)
SQLITE_TRIGGERS = tuple(
    f"CREATE TRIGGER {{table}}_{act} BEFORE {act} ON {{table}} WHEN NOT hub_oauth_audit_is_open() "
    f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
    for act in ("UPDATE", "DELETE")
)


def guard(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    postgresql = editor.connection.vendor == "postgresql"
    if postgresql:
        editor.execute(POSTGRESQL_FUNCTION)
    for table in TABLES:
        for trigger in POSTGRESQL_TRIGGERS if postgresql else SQLITE_TRIGGERS:
            editor.execute(trigger.format(table=table))


def unguard(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP FUNCTION hub_oauth_audit_guard() CASCADE")
        return
    for table in TABLES:
        for act in ("UPDATE", "DELETE"):
            editor.execute(f"DROP TRIGGER {table}_{act}")


class Migration(migrations.Migration):
    dependencies = [("hub_oauth", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="AuditRemoval",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="time")),
                ("older_than", models.DateTimeField(verbose_name="older than")),
                ("events", models.PositiveBigIntegerField(verbose_name="events removed")),
                ("last_number", models.PositiveBigIntegerField(verbose_name="last seal removed")),
                ("last_digest", models.BinaryField(max_length=32)),
            ],
            options={
                "verbose_name": "audit removal",
                "verbose_name_plural": "audit removals",
            },
        ),
        migrations.CreateModel(
            name="AuditSeal",
            fields=[
                ("number", models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ("event_id", models.BigIntegerField(unique=True)),
                ("salt", models.BinaryField(max_length=16, null=True)),
                ("personal_digest", models.BinaryField(max_length=32)),
                ("digest", models.BinaryField(max_length=32)),
            ],
            options={
                "verbose_name": "audit seal",
                "verbose_name_plural": "audit seals",
            },
        ),
        migrations.RunPython(guard, unguard),
    ]
