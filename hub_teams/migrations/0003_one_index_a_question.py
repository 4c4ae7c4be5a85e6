"""An index that begins as another one does answers nothing of its own."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("hub_teams", "0002_changes_and_answers"),
    ]

    operations = [
        migrations.AlterField(
            model_name="membership",
            name="team",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="memberships",
                to="hub_teams.team",
                verbose_name="team",
            ),
        ),
        migrations.AlterField(
            model_name="team",
            name="slug",
            field=models.SlugField(db_index=False, max_length=100, verbose_name="slug"),
        ),
        migrations.AddConstraint(
            model_name="team",
            constraint=models.UniqueConstraint(fields=("slug",), name="hub_team_of_slug"),
        ),
    ]
