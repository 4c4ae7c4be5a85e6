"""Cancel is kept as an answer like Allow, so that the first one counts however close they come."""

from __future__ import annotations

from django.db import migrations, models
from django.db.models.functions import Now


class Migration(migrations.Migration):
    dependencies = [("hub_oauth", "0004_audit_no_replacing")]

    operations = [
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("request_id", models.UUIDField(unique=True, verbose_name="request")),
                ("answered_at", models.DateTimeField(db_default=Now(), editable=False, verbose_name="answered")),
            ],
            options={"verbose_name": "answer", "verbose_name_plural": "answers"},
        ),
    ]
