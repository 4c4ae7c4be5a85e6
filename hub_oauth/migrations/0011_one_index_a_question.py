"""An index that begins as another one does answers nothing of its own."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

from hub_oauth.dot.applications import APPLICATION_MODEL  # its setting has no default of its own


class Migration(migrations.Migration):
    dependencies = [
        ("hub_oauth", "0010_grants_not_ended"),
        migrations.swappable_dependency(APPLICATION_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="consent",
            name="application",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="hub_consents",
                to=APPLICATION_MODEL,
                verbose_name="app",
            ),
        ),
    ]
