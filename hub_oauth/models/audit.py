from __future__ import annotations

from typing import Final

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

LABEL_LIMIT: Final = 254


class AuditEvent(models.Model):
    """One act, written in the same transaction as the act.

    Ids and labels are values and never foreign keys, so deleting a person or an app touches no row. The labels and the
    address are personal and may be erased; everything else stays. Never a token, code, verifier or secret.
    """

    class Outcome(models.TextChoices):
        DONE = "done", _("Done")
        REFUSED = "refused", _("Refused")

    at = models.DateTimeField(_("time"), db_default=Now(), editable=False)
    event = models.CharField(_("event"), max_length=40)
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome.choices, default=Outcome.DONE)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    actor_id = models.CharField(_("actor"), max_length=64, blank=True, help_text=_("Who did it; blank for an app."))
    actor_label = models.CharField(_("actor's name"), max_length=LABEL_LIMIT, blank=True)
    user_id = models.CharField(_("person"), max_length=64, blank=True, help_text=_("Whose account it is about."))
    user_label = models.CharField(_("person's name"), max_length=LABEL_LIMIT, blank=True)
    client_id = models.CharField(_("client ID"), max_length=255, blank=True)
    client_label = models.CharField(_("app"), max_length=255, blank=True)
    address = models.GenericIPAddressField(_("address"), null=True, blank=True)
    reference = models.CharField(_("reference code"), max_length=64, blank=True)
    details = models.JSONField(_("details"), default=dict, blank=True)

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("events in the audit log")
        permissions = [("export_auditevent", "Can export the audit log")]
        indexes = [
            models.Index(fields=["user_id", "-id"], name="hub_audit_user"),
            models.Index(fields=["client_id", "-id"], name="hub_audit_client"),
            models.Index(fields=["reference"], name="hub_audit_reference"),
            # What the pages of administrators ask for, among millions of rows.
            models.Index(fields=["at"], name="hub_audit_at"),
            models.Index(fields=["event", "-id"], name="hub_audit_event"),
            models.Index(fields=["client_id", "event", "at"], name="hub_audit_usage"),
            models.Index(fields=["actor_id", "-id"], name="hub_audit_actor", condition=~Q(actor_id="")),
            models.Index(fields=["address", "-id"], name="hub_audit_address", condition=Q(address__isnull=False)),
            models.Index(fields=["-id"], name="hub_audit_refused", condition=Q(outcome="refused")),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.reference}".strip()


class AuditSeal(models.Model):
    """One link of the hash chain over the audit log; made some time after its event, so that writers never queue.

    ``digest`` covers the link before it, the event's lasting columns, and ``personal_digest``: a salted digest of its
    personal columns. Erasing a person empties those columns and the salt, and the chain still holds.
    """

    number = models.PositiveBigIntegerField(primary_key=True)
    event_id = models.BigIntegerField(unique=True)
    salt = models.BinaryField(max_length=16, null=True)
    personal_digest = models.BinaryField(max_length=32)
    digest = models.BinaryField(max_length=32)

    class Meta:
        verbose_name = _("audit seal")
        verbose_name_plural = _("audit seals")

    def __str__(self) -> str:
        return str(self.number)


class AuditRemoval(models.Model):
    """What retention removed from the start of the audit log, and the link at which the chain goes on."""

    at = models.DateTimeField(_("time"), db_default=Now())
    older_than = models.DateTimeField(_("older than"))
    events = models.PositiveBigIntegerField(_("events removed"))
    last_number = models.PositiveBigIntegerField(_("last seal removed"))
    last_digest = models.BinaryField(max_length=32)

    class Meta:
        verbose_name = _("audit removal")
        verbose_name_plural = _("audit removals")

    def __str__(self) -> str:
        return f"{self.events} events before {self.older_than:%Y-%m-%d}"
