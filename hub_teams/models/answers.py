from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class StoredAnswer(models.Model):
    """What a request with an Idempotency-Key was answered with, for its repetitions; written with its change.

    key: digest of app, person and key; request: digest of what was asked. No status: nothing was changed yet.
    """

    key = models.BinaryField(max_length=32, unique=True)
    request = models.BinaryField(max_length=32, null=True)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.JSONField(null=True)
    headers = models.JSONField(default=dict)
    created_at = models.DateTimeField(db_default=Now(), db_index=True)
