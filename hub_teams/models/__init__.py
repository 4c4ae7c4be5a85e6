"""Teams, their members, and what apps may see of them."""

from __future__ import annotations

from hub_teams.models.access import TeamAccess
from hub_teams.models.answers import StoredAnswer
from hub_teams.models.changes import TeamChange
from hub_teams.models.invitations import Invitation
from hub_teams.models.memberships import Membership
from hub_teams.models.teams import Team

__all__ = ["Invitation", "Membership", "StoredAnswer", "Team", "TeamAccess", "TeamChange"]
