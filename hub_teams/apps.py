from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HubTeamsConfig(AppConfig):
    name = "hub_teams"
    verbose_name = _("Teams")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from hub_oauth import activity, cleanup, slots
        from hub_teams import checks, deeds, sweeps  # noqa: F401  # checks register themselves; need the loaded apps
        from hub_teams.slot import TeamSlot

        slots.register(TeamSlot())
        activity.register("team.", deeds.tell)
        for sweep in sweeps.SWEEPS:
            cleanup.register(sweep)
