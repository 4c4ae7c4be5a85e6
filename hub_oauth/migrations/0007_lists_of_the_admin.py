"""Indexes for what administrators look for; none of them rebuilds a table, so the triggers of the log stay."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("hub_oauth", "0006_registered_in_the_admin")]

    operations = [
        migrations.AddIndex("auditevent", models.Index(fields=["at"], name="hub_audit_at")),
        migrations.AddIndex("auditevent", models.Index(fields=["event", "-id"], name="hub_audit_event")),
        migrations.AddIndex("auditevent", models.Index(fields=["client_id", "event", "at"], name="hub_audit_usage")),
        migrations.AddIndex(
            "auditevent",
            models.Index(fields=["actor_id", "-id"], name="hub_audit_actor", condition=~models.Q(actor_id="")),
        ),
        migrations.AddIndex(
            "auditevent",
            models.Index(
                fields=["address", "-id"], name="hub_audit_address", condition=models.Q(address__isnull=False)
            ),
        ),
        migrations.AddIndex(
            "auditevent",
            models.Index(fields=["-id"], name="hub_audit_refused", condition=models.Q(outcome="refused")),
        ),
        migrations.AddIndex("consent", models.Index(fields=["-granted_at", "-id"], name="hub_consent_granted")),
        migrations.AddIndex(
            "consent", models.Index(fields=["application", "-granted_at", "-id"], name="hub_consent_of_app")
        ),
    ]
