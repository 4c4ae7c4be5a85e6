"""Teams as a straightforward project would write them; django-oauth-toolkit's and allauth's sites serve them."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Team(models.Model):
    name = models.CharField(max_length=100, unique=True)

    class Meta:
        app_label = "teams"

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20)

    class Meta:
        app_label = "teams"
        constraints = [models.UniqueConstraint(name="one_role", fields=["user", "team"])]

    def __str__(self) -> str:
        return f"{self.user} · {self.team}"
