from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from hub_teams.models.invitations import Invitation
from hub_teams.models.teams import Team
from hub_teams.roles import Role


class What(models.TextChoices):
    ADDED = "team.member_added", _("Added")
    ROLE_CHANGED = "team.role_changed", _("Role changed")
    REMOVED = "team.member_removed", _("Removed")
    LEFT = "team.left", _("Left")
    INVITED = "team.invited", _("Invited")
    JOINED = "team.joined", _("Accepted an invitation")
    UNINVITED = "team.uninvited", _("Invitation taken back")


class TeamChange(models.Model):
    """One change of who is in a team, for the team's own history; the audit log has it too, beyond the team's end."""

    team = models.ForeignKey(
        Team, on_delete=models.CASCADE, related_name="changes", db_index=False, verbose_name=_("team")
    )
    at = models.DateTimeField(_("time"), db_default=Now())
    what = models.CharField(_("what"), max_length=24, choices=What.choices)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("member")
    )
    invitation = models.ForeignKey(
        Invitation, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("invitation")
    )
    role = models.CharField(_("role"), max_length=8, choices=Role.choices, blank=True)
    client_id = models.CharField(_("client ID"), max_length=255, blank=True)
    client_label = models.CharField(_("app"), max_length=255, blank=True)
    reference = models.CharField(_("reference code"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("team change")
        verbose_name_plural = _("team changes")
        indexes = [models.Index(fields=["team", "-id"], name="hub_changes_of_team")]

    def __str__(self) -> str:
        return f"{self.what} {self.reference}".strip()
