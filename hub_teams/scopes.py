"""The scopes that this app's API honours."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hub_oauth.scopes import Scope, register

PROFILE_READ = "profile:read"
TEAMS_READ = "teams:read"
TEAMS_WRITE = "teams:write"

register(
    Scope(
        PROFILE_READ,
        _("See your profile"),
        _("Your user name, e-mail address and display name."),
        group="see",
        identity=True,
    ),
    Scope(TEAMS_READ, _("See your teams"), _("Team names, their members and your role."), group="see"),
    Scope(
        TEAMS_WRITE,
        _("Change who is in your teams"),
        _("Add and remove members, where your own role allows it."),
        group="change",
        sensitive=True,
    ),
)
