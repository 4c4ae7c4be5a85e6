"""What people confirmed is compared itself, not when; and a grant without a challenge can't be written."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("hub_oauth", "0002_audit_append_only")]

    operations = [
        migrations.AddField(
            model_name="consent",
            name="identity_seen_at",
            field=models.DateTimeField(
                default=datetime(1970, 1, 1, tzinfo=UTC),  # nobody's: who consented before is asked once more
                help_text="Since when the app has had the name, publisher and hosts that the person confirmed.",
                verbose_name="identity",
            ),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.CheckConstraint(condition=~models.Q(code_challenge=""), name="hub_grant_has_a_challenge"),
        ),
    ]
