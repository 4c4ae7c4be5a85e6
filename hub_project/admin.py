"""The site's people in the admin: with the apps they connected; a second factor that somebody lost is removed here."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from hub_oauth.admin.lookups import ReadableLookups
from hub_oauth.admin.people import ConnectedAppsLink
from hub_oauth.conf import conf

admin.site.site_title = admin.site.site_header = format_lazy(_("{site} administration"), site=conf.site_name)
admin.site.unregister([Authenticator, User])


@admin.register(User)
class PeopleAdmin(ConnectedAppsLink, ReadableLookups, UserAdmin):  # type: ignore[type-arg]  # at run time it takes no parameter
    """Django's, with a way to what a person has connected."""


@admin.register(Authenticator)
class AuthenticatorAdmin(ReadableLookups):
    """allauth's would show and change what is kept of a key."""

    list_display = fields = ("user", "type", "created_at", "last_used_at")
    list_filter = ("type",)
    search_fields = ("user__username", "user__email")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
