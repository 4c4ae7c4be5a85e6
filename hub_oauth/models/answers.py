from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Answer(models.Model):
    """That a consent form was answered, by Allow or by Cancel; the unique id of its request lets one answer in."""

    request_id = models.UUIDField(_("request"), unique=True)
    answered_at = models.DateTimeField(_("answered"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")

    def __str__(self) -> str:
        return str(self.request_id)
