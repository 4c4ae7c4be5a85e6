"""Notices as e-mails: text and HTML, in the person's language and time zone; every link leads to the issuer."""

from __future__ import annotations

from datetime import tzinfo
from functools import partial
from typing import Any, Final

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from hub_oauth import browsers, outbox
from hub_oauth.conf import conf
from hub_oauth.dot.applications import Application
from hub_oauth.notifications import Notice
from hub_oauth.people import Person

SUBJECTS: Final = {
    "connected": _("%(app)s can now use your %(site_name)s account"),
    "removed": _("An administrator removed %(app)s from your %(site_name)s account"),
    "turned_off": _("%(app)s was turned off at %(site_name)s"),
    "addresses_changed": _("Where %(app)s sends people was changed at %(site_name)s"),
    "disconnected": _("We disconnected %(app)s from your %(site_name)s account"),
}


def send(notice: Notice) -> None:
    """Soon, and in the background; to nobody where the person has no address."""
    if address := address_of(notice.user):
        # Everything that may ask the database is asked here: the thread that sends has no connection to it.
        language, zone = language_for(notice), conf.time_zone_of(notice.user)
        job = partial(deliver, notice.kind, context_of(notice), address, language=language, zone=zone)
        outbox.put(job, notice.kind)


def address_of(user: Person) -> str:
    return str(getattr(user, user.get_email_field_name(), "") or "")


def language_for(notice: Notice) -> str:
    """The person's own; else that of the page in front of the person, or the site's where somebody else acted."""
    of_page = translation.get_language() if notice.kind == "connected" else None
    return conf.language_of(notice.user) or of_page or settings.LANGUAGE_CODE


def deliver(kind: str, context: dict[str, Any], address: str, *, language: str, zone: tzinfo | None) -> None:
    with translation.override(language), timezone.override(zone or timezone.get_current_timezone()):
        message = compose(kind, context, address)
    message.send()


def compose(kind: str, context: dict[str, Any], address: str) -> EmailMultiAlternatives:
    """The message in the active language and time zone."""
    text = render_to_string(f"hub_oauth/email/{kind}.txt", context)
    message = EmailMultiAlternatives(str(SUBJECTS[kind] % context), text, to=[address])
    message.attach_alternative(render_to_string(f"hub_oauth/email/{kind}.html", context), "text/html")
    return message


def context_of(notice: Notice) -> dict[str, Any]:
    return {
        "site_name": " ".join(conf.site_name.split()),
        # A name is one line by our rules; a row written past them must not add headers to the message.
        "app": " ".join(notice.client.name.split()),
        "profile": notice.client.hub_profile if notice.kind == "connected" else None,
        # Of the app no more than what this kind tells: whoever ends a grant for its misuse has read few of its columns.
        "reason": shown_reason(notice) if notice.kind == "turned_off" else "",
        "redirect_uris": notice.client.redirect_uris.split() if notice.kind == "addresses_changed" else [],
        "username": notice.user.get_username(),
        "scopes": notice.scopes,
        "at": notice.at,
        "browser": browsers.family(notice.agent),
        "not_me_url": link("not_me", notice.client),
        "apps_url": conf.issuer + reverse("hub_oauth:connected_apps"),
    }


def shown_reason(notice: Notice) -> str:
    """Why the app is off, where the administrator lets people know."""
    profile = notice.client.hub_profile
    return str(profile.disabled_reason) if profile.disabled_reason_is_shown else ""


def link(name: str, client: Application) -> str:
    """Of the issuer and never of a Host header, which whoever causes the e-mail could write."""
    return conf.issuer + reverse(f"hub_oauth:{name}", args=[client.client_id])
