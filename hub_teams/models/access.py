from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from hub_oauth.models import Consent
from hub_teams.models.teams import Team


class TeamAccess(models.Model):
    """Which of a person's teams an app gets: all, or those chosen.

    It says which in so many words; a consent without a row gives none, so losing the last chosen team never opens all.
    """

    class Mode(models.TextChoices):
        ALL = "all", _("All teams")
        CHOSEN = "chosen", _("Chosen teams")

    consent = models.OneToOneField(
        Consent, on_delete=models.CASCADE, primary_key=True, related_name="team_access", verbose_name=_("consent")
    )
    mode = models.CharField(_("which"), max_length=8, choices=Mode.choices)
    teams = models.ManyToManyField(Team, related_name="+", blank=True, verbose_name=_("teams"))

    class Meta:
        verbose_name = _("team access")
        verbose_name_plural = _("team access")

    def __str__(self) -> str:
        return f"{self.consent}: {self.get_mode_display()}"
