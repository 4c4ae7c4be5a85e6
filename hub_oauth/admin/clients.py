"""Apps: registered, changed, turned off; deleted only where nothing rests on them."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Q, QuerySet
from django.forms import Script
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from hub_oauth.admin.client_activity import ClientActivity
from hub_oauth.admin.client_change import ClientChange
from hub_oauth.admin.client_columns import ClientColumns
from hub_oauth.admin.client_fieldsets import ClientFieldsets
from hub_oauth.admin.client_filters import ScopeFilter, SecretFilter, StatusFilter, UseFilter, VerifiedFilter
from hub_oauth.admin.client_form import ClientForm
from hub_oauth.admin.client_list import ClientList
from hub_oauth.admin.client_matches import ClientMatches
from hub_oauth.admin.client_registration import ClientRegistration
from hub_oauth.admin.client_removal import ClientRemoval
from hub_oauth.admin.client_snippets import ClientSnippets
from hub_oauth.admin.client_switch import ClientSwitch
from hub_oauth.conf import conf
from hub_oauth.models import ClientProfile
from hub_oauth.views.acts import person_of


def is_list(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and match.url_name == "hub_oauth_clientprofile_changelist"


@admin.register(ClientProfile)
class ClientAdmin(
    ClientColumns,
    ClientFieldsets,
    ClientChange,
    ClientRemoval,
    ClientSwitch,
    ClientRegistration,
    ClientActivity,
    ClientSnippets,
    ClientMatches,
):
    form = ClientForm
    change_list_template = "hub_oauth/admin/client_change_list.html"
    change_form_template = "hub_oauth/admin/client_change_form.html"
    list_display = ("app", "owner", "kind", "is_on", "is_verified", "active_people", "last_used", "created")
    list_filter = (
        StatusFilter,
        "kind",
        "known_by",
        VerifiedFilter,
        "first_party",
        ScopeFilter,
        UseFilter,
        SecretFilter,
    )
    list_select_related = ("application", "owner")
    list_per_page = 50
    actions = None
    search_help_text = _("Name, client ID, publisher, owner or redirect URI")
    ordering = ("application__name", "pk")
    raw_id_fields = ("owner",)
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    class Media:
        css = {"all": ("hub_oauth/admin.css",)}
        js = (Script("hub_oauth/copy.js", defer=True), Script("hub_oauth/matches.js", defer=True))

    def get_queryset(self, request: HttpRequest) -> QuerySet[ClientProfile]:
        """Of all apps, or of those that this administrator is to see (``HUB_OAUTH["ADMIN_CLIENTS"]``)."""
        # One read: between two, another administrator may delete the app.
        everything = super().get_queryset(request).select_related(*self.list_select_related)
        visible: QuerySet[ClientProfile] = conf.admin_clients(request, everything)
        return visible.defer("logo").annotate(has_logo=~Q(logo=b"")) if is_list(request) else visible

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ClientList]:
        return ClientList

    def get_search_fields(self, request: HttpRequest) -> tuple[str, ...]:
        application = ("name", "client_id__exact", "redirect_uris")
        owner = f"owner__{get_user_model().USERNAME_FIELD}"
        return (*(f"application__{field}" for field in application), "publisher", owner)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> type[ClientForm]:
        form = cast("type[ClientForm]", super().get_form(request, obj, change, **kwargs))
        form.person = person_of(request)  # the class is made anew for each request
        return form

    def save_model(self, request: HttpRequest, obj: ClientProfile, form: Any, change: bool) -> None:
        write = self.change if change else self.register
        write(request, obj, form)
