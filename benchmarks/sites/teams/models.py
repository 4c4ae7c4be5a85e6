"""Teams as a straightforward project would write them; django-oauth-toolkit's and allauth's sites serve them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models


class Team(models.Model):
    name = models.CharField(max_length=100, unique=True)

    # As Django would give it; mypy knows managers only of apps in the tests' settings.
    objects: ClassVar[models.Manager[Team]] = models.Manager()

    class Meta:
        app_label = "teams"

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20)

    objects: ClassVar[models.Manager[Membership]] = models.Manager()

    class Meta:
        app_label = "teams"
        constraints = [models.UniqueConstraint(name="one_role", fields=["user", "team"])]

    def __str__(self) -> str:
        return f"{self.user} · {self.team}"
