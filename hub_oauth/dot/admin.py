"""DOT's pages in the Django admin."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.admin import AdminSite, ModelAdmin
from django.db.models import QuerySet
from django.http import HttpRequest

# Registers DOT's models, whichever of the two apps the host installed first.
from oauth2_provider import admin as dots_own
from oauth2_provider.models import (
    get_access_token_model,
    get_grant_model,
    get_id_token_model,
    get_refresh_token_model,
)

from hub_oauth.admin.read_only import ReadOnlyAdmin
from hub_oauth.conf import conf
from hub_oauth.dot.applications import Application, application_model
from hub_oauth.dot.recommended import is_fresh

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


def raw_tokens(site: AdminSite) -> Iterator[Any]:
    """DOT's models of tokens and grants that have DOT's own page; a host's own page in its place is the host's."""
    for model_of in (get_access_token_model, get_grant_model, get_id_token_model, get_refresh_token_model):
        if has_dots_own_page(site, model_of()):
            yield model_of()


def has_dots_own_page(site: AdminSite, model: Any) -> bool:
    return site.is_registered(model) and type(site.get_model_admin(model)).__module__ == dots_own.__name__


def put_away(site: AdminSite, model: Any, wanted: bool | None) -> None:
    """Take a page out of the admin, or leave it there to be read only."""
    registered = type(site.get_model_admin(model))
    site.unregister(model)
    if wanted:
        site.register(model, type(registered.__name__, (ReadOnlyAdmin, registered), {}))


def host_is_fresh() -> bool:
    """Decided by settings alone: no query runs while apps are loaded."""
    return is_fresh(getattr(settings, "OAUTH2_PROVIDER", {}))


def show_raw_tokens(site: AdminSite, wanted: bool | None) -> None:
    """As HUB_OAUTH["SHOW_RAW_TOKEN_ADMIN"] has it."""
    if wanted is None and not host_is_fresh():
        return
    for model in list(raw_tokens(site)):
        put_away(site, model, wanted)


def show_applications(site: AdminSite, wanted: bool | None) -> None:
    """The page that registers apps past the Hub's rules, which the Hub does not know: a trap where nobody runs DOT.

    Never taken from a host that ran it before.
    """
    if host_is_fresh() and has_dots_own_page(site, application_model()):
        put_away(site, application_model(), wanted)


def tidy(site: AdminSite) -> None:
    show_raw_tokens(site, conf.show_raw_token_admin)
    show_applications(site, conf.show_raw_token_admin)
    leave_hub_clients_out(site)
