from __future__ import annotations

from django.apps import AppConfig, apps
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class HubOAuthConfig(AppConfig):
    name = "hub_oauth"
    verbose_name = _("Integrations")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from hub_oauth import checks  # noqa: F401  # registers itself; needs the loaded apps

        if apps.is_installed("corsheaders"):
            from hub_oauth.contrib import cors_headers  # noqa: F401  # connects itself

        autodiscover_modules("scopes")
