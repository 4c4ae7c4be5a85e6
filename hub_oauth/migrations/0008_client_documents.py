"""Apps that nobody registered here: known by a document of their own, and vouched for by nobody."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("hub_oauth", "0007_lists_of_the_admin")]

    operations = [
        migrations.AddField(
            model_name="clientprofile",
            name="claimed_name",
            field=models.CharField(
                blank=True,
                editable=False,
                help_text="In its own document; unchecked.",
                max_length=60,
                verbose_name="calls itself",
            ),
        ),
        migrations.AddField(
            model_name="clientprofile",
            name="known_by",
            field=models.CharField(
                choices=[("registration", "Registered here"), ("document", "Its own document")],
                default="registration",
                editable=False,
                help_text="Registered by somebody, or described by itself at the address that is its client ID.",
                max_length=12,
                verbose_name="known by",
            ),
        ),
        migrations.AddConstraint(
            model_name="clientprofile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("known_by", "registration"),
                    models.Q(("first_party", False), ("kind__in", ["spa", "native"]), ("verified_at", None)),
                    _connector="OR",
                ),
                name="hub_document_is_not_vouched_for",
                violation_error_message="An app known only by its own document can't be verified, nor be this site's.",
            ),
        ),
    ]
