"""DOT's pages in the Django admin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.admin import AdminSite, ModelAdmin
from django.db.models import QuerySet
from django.http import HttpRequest

# Registers DOT's models, whichever of the two apps the host installed first.
from oauth2_provider import admin as dots_own  # noqa: F401

from hub_oauth.dot.applications import Application, application_model

if TYPE_CHECKING:
    Applications = ModelAdmin[Application]
else:
    Applications = ModelAdmin


class WithoutHubClients(Applications):
    """DOT's form knows none of the Hub's rules: with it, somebody could give a Hub client any redirect URI."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Application]:
        return super().get_queryset(request).filter(hub_profile=None)


def leave_hub_clients_out(site: AdminSite) -> None:
    """Hide Hub clients from DOT's page for applications, or from the host's own in its place."""
    model = application_model()
    if site.is_registered(model):
        registered = type(site.get_model_admin(model))
        site.unregister(model)
        site.register(model, type(registered.__name__, (WithoutHubClients, registered), {}))
