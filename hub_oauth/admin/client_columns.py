"""What lists and forms show of an app without letting it be edited."""

from __future__ import annotations

from datetime import datetime

from django.contrib import admin
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hub_oauth.admin.client_pages import ClientPages
from hub_oauth.admin.client_secrets import secrets_of
from hub_oauth.conf import conf
from hub_oauth.models import ClientProfile, ClientSecret
from hub_oauth.views import metadata

ENDPOINTS = ("authorize", "token", "revoke", "introspect", "authorization_server")


class ClientColumns(ClientPages):
    @admin.display(description=_("name"), ordering="application__name")
    def name(self, profile: ClientProfile) -> str:
        return str(profile.application.name)

    @admin.display(description=_("client ID"))
    def client_id(self, profile: ClientProfile) -> SafeString:
        return format_html("<code>{}</code>", profile.application.client_id)

    @admin.display(description=_("created"), ordering="application__created")
    def created(self, profile: ClientProfile) -> str:
        return day(profile.application.created)

    @admin.display(description=_("redirect URIs"))
    def redirect_uris(self, profile: ClientProfile) -> SafeString:
        return lines(profile.application.redirect_uris.split())

    @admin.display(description=_("browser origins"))
    def origins(self, profile: ClientProfile) -> SafeString:
        return lines(profile.application.allowed_origins.split())

    @admin.display(description=_("status"))
    def status(self, profile: ClientProfile) -> str:
        if profile.enabled:
            return gettext("On")
        return gettext("Off: %(reason)s") % {"reason": profile.disabled_reason or gettext("no reason given")}

    @admin.display(description=_("secrets"))
    def secrets(self, profile: ClientProfile) -> SafeString | str:
        if not profile.is_confidential:
            return gettext("None: this type of app can't keep one.")
        return lines([described(secret) for secret in secrets_of(profile)])

    @admin.display(description=_("endpoints"))
    def endpoints(self, profile: ClientProfile) -> SafeString:
        named = [("issuer", conf.issuer), *((name.replace("_", " "), metadata.url(name)) for name in ENDPOINTS)]
        return format_html_join("", "<div>{}: <code>{}</code></div>", named)


def lines(values: list[str]) -> SafeString:
    return format_html_join("", "<div>{}</div>", [(value,) for value in values])


def described(secret: ClientSecret) -> str:
    """Its two ends and its dates; the rest of it is kept nowhere."""
    dates = {"created": day(secret.created_at), "used": day(secret.last_used_at), "expires": day(secret.expires_at)}
    return f"{secret}: " + gettext("created %(created)s, last used %(used)s, expires %(expires)s") % dates


def day(moment: datetime | None) -> str:
    return gettext("never") if moment is None else date_format(localtime(moment), "DATETIME_FORMAT")
