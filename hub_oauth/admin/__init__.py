"""The section Integrations of the Django admin: apps, consents, refused requests, audit log."""

from __future__ import annotations

from django.apps import apps
from django.contrib import admin

from hub_oauth.admin import audit, clients, consents, failures

if apps.is_installed("oauth2_provider"):  # nothing of it can be imported otherwise, and check hub_oauth.E005 says so
    from hub_oauth.dot.admin import tidy

    tidy(admin.site)
