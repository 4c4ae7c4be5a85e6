"""DOT's pages in the Django admin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.admin import AdminSite, ModelAdmin
from django.db.models import QuerySet
from django.http import HttpRequest

# Registers DOT's models, whichever of the two apps the host installed first.
from oauth2_provider import admin as dots_own  # noqa: F401
from oauth2_provider import models

from hub_oauth.conf import conf
from hub_oauth.dot.applications import Application, application_model

if TYPE_CHECKING:
    Applications = ModelAdmin[Application]
else:
    Applications = ModelAdmin


class WithoutHubClients(Applications):
    """DOT's form knows none of the Hub's rules: with it, somebody could give a Hub client any redirect URI."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Application]:
        return super().get_queryset(request).filter(hub_profile=None)


class HiddenWhileEmpty(Applications):
    """DOT's tables of tokens and codes, where the Hub keeps nothing: a page for each would only mislead."""

    def get_model_perms(self, request: HttpRequest) -> dict[str, bool]:
        """A host that has rows there uses DOT itself, and keeps its pages."""
        shown = conf.show_raw_token_admin or self.model._default_manager.exists()
        return super().get_model_perms(request) if shown else {}


def hide_empty_tables(site: AdminSite) -> None:
    """Leave DOT's tables out of the admin's lists as long as they are empty."""
    for model in (
        models.get_access_token_model(),
        models.get_grant_model(),
        models.get_id_token_model(),
        models.get_refresh_token_model(),
    ):
        register_again(site, model, HiddenWhileEmpty)


def leave_hub_clients_out(site: AdminSite) -> None:
    """Hide Hub clients from DOT's page for applications, or from the host's own in its place."""
    register_again(site, application_model(), WithoutHubClients)


def register_again(site: AdminSite, model: Any, with_: type[Applications]) -> None:
    """Put what the Hub adds in front of the page that is registered, DOT's or the host's own in its place."""
    if site.is_registered(model):
        registered = type(site.get_model_admin(model))
        site.unregister(model)
        site.register(model, type(registered.__name__, (with_, registered), {}))
