from __future__ import annotations

import os
from pathlib import Path

from django.apps import AppConfig, apps
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class HubOAuthConfig(AppConfig):
    name = "hub_oauth"
    verbose_name = _("Integrations")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # They register or connect themselves; need the loaded apps.
        from hub_oauth import audit_guard, checks, notifications, sign_ins  # noqa: F401

        if apps.is_installed("corsheaders"):
            from hub_oauth.contrib import cors_headers  # noqa: F401  # connects itself

        if apps.is_installed("allauth.account"):
            from hub_oauth.contrib import allauth  # noqa: F401

        if trigger := os.environ.get("HUB_FAIL_POINT"):
            from hub_oauth.testing import fail_points

            fail_points.arm(Path(trigger))

        autodiscover_modules("scopes")
