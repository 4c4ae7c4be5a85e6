"""The e-mail with an invitation: text and HTML; its link leads to the issuer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import partial
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from hub_oauth import outbox
from hub_oauth.conf import conf
from hub_oauth.people import Person
from hub_teams.models import Invitation, Team
from hub_teams.roles import Role


@dataclass(frozen=True, slots=True)
class Letter:
    """All that the e-mail says; the thread that sends it asks no database."""

    address: str
    team: str
    inviter: str
    role: str
    url: str
    expires_at: datetime
    language: str
    zone: tzinfo | None


def letter(invitation: Invitation, team: Team, inviter: Person, raw: str) -> Letter:
    """raw: the token of the link. In the inviter's language: that of the address is not known."""
    return Letter(
        address=invitation.email,
        # A name is one line, or it would add headers to the message.
        team=" ".join(team.name.split()),
        inviter=" ".join(conf.display_name(inviter).split()),
        role=invitation.role,
        url=conf.issuer + reverse("hub_teams:invitation_link", args=[raw]),
        expires_at=invitation.expires_at,
        language=conf.language_of(inviter) or settings.LANGUAGE_CODE,
        zone=conf.time_zone_of(inviter),
    )


def send(one: Letter) -> None:
    """Soon, and in the background; never raises."""
    outbox.put(partial(deliver, one), "invited")


def deliver(one: Letter) -> None:
    zone = one.zone or timezone.get_current_timezone()
    with translation.override(one.language), timezone.override(zone):
        compose(one).send()


def compose(one: Letter) -> EmailMultiAlternatives:
    """The message in the active language and time zone."""
    context: dict[str, Any] = {
        "letter": one,
        "role": Role(one.role).label,
        "site_name": " ".join(conf.site_name.split()),
        "language": one.language,
        "is_bidi": translation.get_language_bidi(),
    }
    subject = gettext("%(inviter)s invites you to %(team)s") % {"inviter": one.inviter, "team": one.team}
    message = EmailMultiAlternatives(
        subject, render_to_string("hub_teams/email/invited.txt", context), to=[one.address]
    )
    message.attach_alternative(render_to_string("hub_teams/email/invited.html", context), "text/html")
    return message
