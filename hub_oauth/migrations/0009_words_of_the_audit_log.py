"""How many of its rows a list shows is said in words that can be counted."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("hub_oauth", "0008_client_documents")]

    operations = [
        migrations.AlterModelOptions(
            name="auditevent",
            options={
                "permissions": [("export_auditevent", "Can export the audit log")],
                "verbose_name": "audit event",
                "verbose_name_plural": "events in the audit log",
            },
        ),
    ]
