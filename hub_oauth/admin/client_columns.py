"""What lists and forms show of an app without letting it be edited."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hub_oauth.admin import redirect_matches
from hub_oauth.admin.client_pages import ClientPages
from hub_oauth.admin.client_secrets import secrets_of
from hub_oauth.admin.scope_names import named
from hub_oauth.admin.spans import in_words
from hub_oauth.client_rules import LIFETIMES
from hub_oauth.conf import conf
from hub_oauth.grants import lifetime
from hub_oauth.models import ClientProfile, ClientSecret
from hub_oauth.people import Person
from hub_oauth.views import metadata

ENDPOINTS = ("authorize", "token", "revoke", "introspect", "authorization_server")


class ClientColumns(ClientPages):
    @admin.display(description=_("name"), ordering="application__name")
    def name(self, profile: ClientProfile) -> str:
        return str(profile.application.name)

    @admin.display(description=_("app"), ordering="application__name")
    def app(self, profile: Any) -> SafeString:
        """With its logo; a row of the list alone knows whether there is one."""
        picture = logo(profile) if profile.has_logo else ""
        return format_html("{} {}", picture, profile.application.name)

    @admin.display(description=_("on"), boolean=True, ordering="enabled")
    def is_on(self, profile: ClientProfile) -> bool:
        return profile.enabled

    @admin.display(description=_("verified"), boolean=True)
    def is_verified(self, profile: ClientProfile) -> bool:
        return profile.verified_at is not None

    @admin.display(description=_("active people (30 days)"))
    def active_people(self, profile: Any) -> int:
        return int(profile.use.get("active", 0))

    @admin.display(description=_("last used"))
    def last_used(self, profile: Any) -> str:
        return date(profile.use.get("last_used"))

    @admin.display(description=_("logo"))
    def logo_preview(self, profile: ClientProfile) -> SafeString | str:
        return logo(profile, side=64) if profile.logo else gettext("None; people see the first letter of its name.")

    @admin.display(description=_("what will match"))
    def matches(self, profile: ClientProfile) -> SafeString:
        return format_html_join("", "<div><bdi dir=ltr>{}</bdi>: {}</div>", redirect_matches.of(profile))

    @admin.display(description=_("may ask for"))
    def allowed(self, profile: ClientProfile) -> SafeString:
        return lines(list(map(named, profile.scopes_allowed)))

    @admin.display(description=_("optional"))
    def optional(self, profile: ClientProfile) -> SafeString | str:
        return lines(list(map(named, profile.scopes_optional))) or gettext("None")

    @admin.display(description=_("resource server"))
    def introspects(self, profile: ClientProfile) -> str:
        return gettext("Yes: it may ask here about tokens of every app") if profile.may_introspect else gettext("No")

    @admin.display(description=_("what for"))
    def purposes(self, profile: ClientProfile) -> SafeString:
        return lines([f"{scope}: {purpose}" for scope, purpose in profile.purposes.items()])

    @admin.display(description=_("verification"))
    def verification(self, profile: ClientProfile) -> str:
        return given_by(profile.verified_at, profile.verified_by)

    @admin.display(description=_("made by this site"))
    def site_s_own(self, profile: ClientProfile) -> str:
        return given_by(profile.first_party_at, profile.first_party_by) if profile.first_party else gettext("No")

    @admin.display(description=_("consent page"))
    def consent_page(self, profile: ClientProfile) -> str:
        """There is no flag that skips it: DESIGN §4 has the only rule."""
        return gettext(
            "Shown the first time, and whenever the app asks for more or has become another; no setting skips it."
        )

    @admin.display(description=_("in force"))
    def lifetimes_in_force(self, profile: ClientProfile) -> str:
        spans = [in_words(int(lifetime(profile, name).total_seconds())) for name in LIFETIMES]
        sentence = gettext("Access tokens: %(access)s. A connection: %(idle)s without use, %(absolute)s in all.")
        return sentence % dict(zip(("access", "idle", "absolute"), spans, strict=True))

    @admin.display(description=_("client ID"))
    def client_id(self, profile: ClientProfile) -> SafeString:
        copy = {"copy": gettext("Copy"), "copied": gettext("Copied"), "value": profile.application.client_id}
        return format_html('<code data-copy="{copy}" data-copied="{copied}">{value}</code>', **copy)

    @admin.display(description=_("created"), ordering="application__created")
    def created(self, profile: ClientProfile) -> str:
        return date(profile.application.created)

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
        reason = profile.disabled_reason or gettext("no reason given")
        sentence = gettext("Off: %(reason)s") % {"reason": reason}
        return f"{sentence} ({gettext('people are told')})" if profile.disabled_reason_is_shown else sentence

    @admin.display(description=_("secrets"))
    def secrets(self, profile: ClientProfile) -> SafeString | str:
        if not profile.is_confidential:
            return gettext("None: this type of app can't keep one.")
        return lines([described(secret) for secret in secrets_of(profile)])

    @admin.display(description=_("endpoints"))
    def endpoints(self, profile: ClientProfile) -> SafeString:
        named = [("issuer", conf.issuer), *((name.replace("_", " "), metadata.url(name)) for name in ENDPOINTS)]
        return format_html_join("", "<div>{}: <code>{}</code></div>", named)


def logo(profile: ClientProfile, side: int = 24) -> SafeString:
    url = reverse("hub_oauth:logo", args=[profile.application.client_id])
    return format_html('<img class="hub-logo" src="{}" alt="" width="{}" height="{}">', url, side, side)


def given_by(moment: datetime | None, person: Person | None) -> str:
    if moment is None:
        return gettext("No")
    who = person.get_username() if person else gettext("somebody who is gone, or the command line")
    return gettext("Yes, since %(moment)s, by %(person)s") % {"moment": moment_of(moment), "person": who}


def lines(values: list[str]) -> SafeString:
    return format_html_join("", "<div>{}</div>", [(value,) for value in values])


def described(secret: ClientSecret) -> str:
    """Its two ends and its dates; the rest of it is kept nowhere."""
    moments = {"created": secret.created_at, "used": secret.last_used_at, "expires": secret.expires_at}
    dates = {name: moment_of(moment) for name, moment in moments.items()}
    return f"{secret}: " + gettext("created %(created)s, last used %(used)s, expires %(expires)s") % dates


def date(moment: datetime | None) -> str:
    return gettext("never") if moment is None else date_format(localtime(moment), "DATE_FORMAT")


def moment_of(moment: datetime | None) -> str:
    return gettext("never") if moment is None else date_format(localtime(moment), "DATETIME_FORMAT")
