"""What has not ended below a consent is found without those that have, which clean-up keeps for a while."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("hub_oauth", "0009_words_of_the_audit_log")]

    operations = [
        migrations.AddIndex(
            "grant",
            models.Index(fields=["consent"], name="hub_grant_not_ended", condition=models.Q(ended_at=None)),
        ),
    ]
