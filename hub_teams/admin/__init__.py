"""Teams in the Django admin."""

from __future__ import annotations

from hub_teams.admin import teams
