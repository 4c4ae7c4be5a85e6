"""Which scopes DOT's own pages and endpoints offer to whom."""

from __future__ import annotations

from typing import Any

from oauth2_provider.scopes import SettingsScopes

from hub_oauth import scopes as registry


class HubScopes(SettingsScopes):  # type: ignore[misc]  # DOT ships no types
    """The host's own scopes, and the Hub's for Hub clients only."""

    def get_all_scopes(self) -> dict[str, Any]:
        return {**{scope.name: str(scope.label) for scope in registry.everything()}, **super().get_all_scopes()}

    def get_available_scopes(
        self, application: Any = None, request: Any = None, *args: Any, **kwargs: Any
    ) -> list[str]:
        profile = getattr(application, "hub_profile", None)
        return list(profile.scopes_allowed) if profile else list(super().get_available_scopes(application, request))

    def get_default_scopes(self, application: Any = None, request: Any = None, *args: Any, **kwargs: Any) -> list[str]:
        return [] if hasattr(application, "hub_profile") else list(super().get_default_scopes(application, request))
