from __future__ import annotations

from ipaddress import ip_address

from django.http import HttpRequest

from hub_oauth.audit import Act
from hub_oauth.conf import conf
from hub_oauth.errors import Refusal
from hub_oauth.people import Person
from hub_oauth.references import reference_of


def person_of(request: HttpRequest) -> Person:
    """Who is signed in; Refusal where nobody is, as when a session ended while its page was open."""
    if not request.user.is_authenticated:
        raise Refusal("form_expired")
    return request.user


def act_of(request: HttpRequest, actor: Person | None = None) -> Act:
    """Who does what this request asks for, from where: all that verbs learn of a request."""
    return Act(
        actor=actor,
        address=address_of(request),
        reference=reference_of(request),
        agent=request.META.get("HTTP_USER_AGENT", "")[:300],
    )


def address_of(request: HttpRequest) -> str | None:
    """The caller's address without its zone; None for what is none, as a header may bring: PostgreSQL would raise."""
    try:
        return str(ip_address((conf.client_address(request) or "").partition("%")[0]))
    except ValueError:
        return None
