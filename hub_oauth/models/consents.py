from __future__ import annotations

from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from hub_oauth.dot.applications import APPLICATION_MODEL
from hub_oauth.protocol import scopes

STANDS: Final = Q(revoked_at=None) & (Q(ends_at=None) | Q(ends_at__gt=Now()))


class Consent(models.Model):
    """What one person lets one app do. One live row a pair; every grant hangs on one and is capped by its end."""

    class Reason(models.TextChoices):
        REMOVED = "removed", _("Removed by the person")
        ADMINISTRATOR = "administrator", _("Revoked by an administrator")
        EXPIRED = "expired", _("Reached its end date")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="hub_consents", verbose_name=_("person")
    )
    application = models.ForeignKey(
        APPLICATION_MODEL, on_delete=models.PROTECT, related_name="hub_consents", db_index=False, verbose_name=_("app")
    )
    scopes = models.TextField(_("permissions"))
    granted_at = models.DateTimeField(_("granted"))
    updated_at = models.DateTimeField(_("last confirmed"), help_text=_("When the person last pressed Allow."))
    identity_seen_at = models.DateTimeField(
        _("identity"),
        help_text=_("Since when the app has had the name, publisher and hosts that the person confirmed."),
    )
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True, help_text=_("Chosen by the person."))
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True, help_text=_("To the hour."))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("revoked by"),
    )
    revoked_reason = models.CharField(_("why"), max_length=16, blank=True, choices=Reason.choices)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        permissions = [("revoke_consent", "Can revoke consents")]
        indexes = [
            models.Index(fields=["-granted_at", "-id"], name="hub_consent_granted"),
            models.Index(fields=["application", "-granted_at", "-id"], name="hub_consent_of_app"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="hub_one_live_consent", fields=["user", "application"], condition=Q(revoked_at=None)
            ),
            models.CheckConstraint(
                name="hub_consent_revoked_for_a_reason",
                condition=Q(revoked_at=None, revoked_reason="") | (Q(revoked_at__isnull=False) & ~Q(revoked_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} → {self.application}"

    @property
    def scope_names(self) -> tuple[str, ...]:
        return scopes.split(self.scopes)
