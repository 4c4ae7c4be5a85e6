"""Who marked an app as the site's own, whether people read why one is off, and grants that ended with a change of addresses."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("hub_oauth", "0005_answers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="clientprofile",
            name="disabled_reason_is_shown",
            field=models.BooleanField(
                default=False,
                help_text="On their page of the app, and in the e-mail about it.",
                verbose_name="people are told why",
            ),
        ),
        migrations.AddField(
            model_name="clientprofile",
            name="first_party_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="marked as the site's own at"),
        ),
        migrations.AddField(
            model_name="clientprofile",
            name="first_party_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="marked as the site's own by",
            ),
        ),
        migrations.AlterField(
            model_name="grant",
            name="end_reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("revoked", "Revoked by the app"),
                    ("consent", "The consent ended"),
                    ("replay", "Its code was used twice"),
                    ("reuse", "A superseded refresh token was used"),
                    ("verifiers", "Too many wrong code verifiers"),
                    ("cap", "Too many authorizations for one app; the oldest went"),
                    ("password", "The person changed the password"),
                    ("client", "The app's redirect URIs changed"),
                ],
                max_length=16,
                verbose_name="why",
            ),
        ),
    ]
