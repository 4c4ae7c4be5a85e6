from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from hub_oauth.dot.applications import APPLICATION_MODEL


class ClientSecret(models.Model):
    """One secret of a confidential client, as a digest.

    SHA-256 and no slow hash: the value is 256 random bits made by a machine, so there is nothing to guess (ASVS 6.5.2),
    and a slow one would let anybody burn our processors with wrong secrets.
    """

    application = models.ForeignKey(
        APPLICATION_MODEL, on_delete=models.CASCADE, related_name="hub_secrets", verbose_name=_("app")
    )
    digest = models.BinaryField(_("digest"), max_length=32, unique=True)
    prefix = models.CharField(_("begins with"), max_length=16)
    last_four = models.CharField(_("ends with"), max_length=4)
    created_at = models.DateTimeField(_("created"), db_default=Now())
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("created by")
    )
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True, help_text=_("To the hour."))

    class Meta:
        verbose_name = _("app secret")
        verbose_name_plural = _("app secrets")

    def __str__(self) -> str:
        return f"{self.prefix}…{self.last_four}"
