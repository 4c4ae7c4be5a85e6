"""SQLite deletes what INSERT OR REPLACE replaces without its DELETE triggers: such an insert is refused as well."""

from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

# Table -> what its new row must not share with another.
UNIQUE = {
    "hub_oauth_auditevent": "id = NEW.id",
    "hub_oauth_auditseal": "number = NEW.number OR event_id = NEW.event_id",
    "hub_oauth_auditremoval": "id = NEW.id",
}
TRIGGER = """
CREATE TRIGGER {table}_REPLACE BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE {taken})
BEGIN SELECT RAISE(ABORT, 'The audit log is append-only; see hub_oauth.audit_retention.'); END
"""


def guard(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "sqlite":
        for table, taken in UNIQUE.items():
            editor.execute(TRIGGER.format(table=table, taken=taken))


def unguard(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "sqlite":
        for table in UNIQUE:
            editor.execute(f"DROP TRIGGER {table}_REPLACE")


class Migration(migrations.Migration):
    dependencies = [("hub_oauth", "0003_confirmed_identity")]

    operations = [migrations.RunPython(guard, unguard)]
