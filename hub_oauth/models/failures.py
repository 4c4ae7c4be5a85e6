from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class RequestFailure(models.Model):
    """A refused request that changed nothing, kept a while so that somebody can find out why an app fails."""

    at = models.DateTimeField(_("time"), db_default=Now(), editable=False)
    endpoint = models.CharField(_("endpoint"), max_length=40)
    error = models.CharField(_("error"), max_length=40)
    cause = models.CharField(_("cause"), max_length=40)
    description = models.CharField(_("description"), max_length=300, blank=True)
    client_id = models.CharField(_("client ID"), max_length=255, blank=True, help_text=_("As received."))
    address = models.GenericIPAddressField(_("address"), null=True, blank=True)
    reference = models.CharField(_("reference code"), max_length=64, blank=True)
    details = models.JSONField(_("details"), default=dict, blank=True)

    class Meta:
        verbose_name = _("refused request")
        verbose_name_plural = _("refused requests")
        indexes = [
            models.Index(fields=["client_id", "-id"], name="hub_failure_client"),
            models.Index(fields=["reference"], name="hub_failure_reference"),
        ]

    def __str__(self) -> str:
        return f"{self.endpoint}: {self.error}"
