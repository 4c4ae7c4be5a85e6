from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class HubOAuthConfig(AppConfig):
    name = "hub_oauth"
    verbose_name = _("Integrations")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from hub_oauth import checks  # noqa: F401  # registers itself; needs the loaded apps

        autodiscover_modules("scopes")
