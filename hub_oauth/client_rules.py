"""What a client's registration must look like; the same rules for the admin, the command line and a host's code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from hub_oauth import client_names
from hub_oauth import scopes as registry
from hub_oauth.conf import DAY, conf
from hub_oauth.dot.applications import Application
from hub_oauth.languages import told
from hub_oauth.models import ClientProfile
from hub_oauth.protocol import registration
from hub_oauth.protocol.alphabets import is_legible
from hub_oauth.protocol.sentences import Sentence, gettext_noop

PURPOSE_LIMIT: Final = 140
LIFETIMES: Final = ("access_token_lifetime", "refresh_idle_lifetime", "refresh_absolute_lifetime")
LONGEST: Final = 3650 * DAY
LINKS: Final = ("website", "privacy_url", "terms_url")


def validate(
    *,
    client_id: str,
    name: str,
    kind: str,
    redirect_uris: Sequence[str],
    origins: Sequence[str],
    scopes: Sequence[str],
    optional_scopes: Sequence[str],
    publisher: str = "",
    first_party: bool = False,
    links: Mapping[str, str] | None = None,
    purposes: Mapping[str, str] | None = None,
    lifetimes: Mapping[str, int | None] | None = None,
    support_email: str = "",
) -> None:
    """Raise ValidationError keyed by field, every broken rule named with its value and, in lists, its line.

    client_id: the app's own, or the one it will have; empty where nobody has chosen it yet.
    """
    problems = {
        "name": list(name_problems(name, first_party=first_party, client_id=client_id)),
        "publisher": list(client_names.problems("publisher", publisher, first_party=first_party)),
        "kind": list(kind_problems(kind)),
        "redirect_uris": list(redirect_uri_problems(redirect_uris, kind)),
        "origins": list(origin_problems(origins, kind)),
        "scopes": list(scope_problems(scopes)),
        "optional_scopes": [
            _("'%(scope)s' is optional but not among the permissions.") % {"scope": scope}
            for scope in optional_scopes
            if scope not in scopes
        ],
        # Nothing may ever be skipped for one (RFC 8252 §8.6); the database says so too.
        "first_party": [_("A native app can't be one of the site's own.")] if first_party and kind == "native" else [],
    }
    problems["scope_purposes"] = list(purpose_problems(purposes or {}))
    problems["support_email"] = list(address_problems(support_email))
    problems |= lifetime_problems(lifetimes or {})
    problems |= {field: list(link_problems(link)) for field, link in (links or {}).items()}
    found = {field: [told(sentence) for sentence in sentences] for field, sentences in problems.items() if sentences}
    if found:
        raise ValidationError(found)


def validate_saved(application: Application, profile: ClientProfile) -> None:
    """The same for a row and its profile, saved or about to be."""
    validate(
        client_id=application.client_id,
        # The name of an app known by its document is its domain, which may hold any word.
        name=profile.claimed_name or "-" if profile.known_by == ClientProfile.KnownBy.DOCUMENT else application.name,
        kind=profile.kind,
        redirect_uris=application.redirect_uris.split(),
        origins=application.allowed_origins.split(),
        scopes=profile.scopes_allowed,
        optional_scopes=profile.scopes_optional,
        publisher=profile.publisher,
        first_party=profile.first_party,
        links={field: getattr(profile, field) for field in LINKS},
        purposes=profile.purposes,
        support_email=profile.support_email,
        lifetimes={name: getattr(profile, name) for name in LIFETIMES},
    )


def name_problems(name: str, *, first_party: bool, client_id: str) -> Iterator[str]:
    if not name.strip():
        yield _("The name is empty; people must be able to recognise the app.")
    yield from client_names.problems("name", name, first_party=first_party)
    yield from client_names.imitations(name.strip(), client_id=client_id)


def kind_problems(kind: str) -> Iterator[str]:
    if kind not in ClientProfile.Kind.values:
        yield _("'%(kind)s' is not one of web, spa, native.") % {"kind": kind}


def purpose_problems(purposes: Mapping[str, str]) -> Iterator[str]:
    """What the developer says a permission is for: quoted on the consent page, so short and legible."""
    for scope, purpose in purposes.items():
        if len(purpose) > PURPOSE_LIMIT:
            sentence = _("The purpose of '%(scope)s' has %(count)d characters; %(limit)d are allowed.")
            yield sentence % {"scope": scope, "count": len(purpose), "limit": PURPOSE_LIMIT}
        if not is_legible(purpose):
            sentence = _("The purpose of '%(scope)s' holds look-alike, invisible or control characters.")
            yield sentence % {"scope": scope}


def address_problems(address: str) -> Iterator[str]:
    try:
        validate_email(address or "nobody@app.example")
    except ValidationError:
        yield _("'%(address)s' is not an e-mail address.") % {"address": address}


def lifetime_problems(lifetimes: Mapping[str, int | None]) -> dict[str, list[str]]:
    """Each by itself, in seconds; then no idle end after the absolute one, be it the app's own or the site's."""
    given = {name: value for name, value in lifetimes.items() if value is not None}
    found = {
        name: [_("%(value)d s is not a lifetime; 60 to %(limit)d s are.") % {"value": value, "limit": LONGEST}]
        for name, value in given.items()
        if not 60 <= value <= LONGEST
    }
    __, idle, absolute = (given.get(name, conf[name.upper()]) for name in LIFETIMES)
    if not found and given and idle > absolute:
        sentence = _("%(idle)s s without use is longer than a connection lives, %(absolute)s s.")
        found["refresh_idle_lifetime"] = [sentence % {"idle": idle, "absolute": absolute}]
    return found


def link_problems(link: str) -> Iterator[str]:
    if link and (problem := registration.link_refusal(link)):
        yield problem


def redirect_uri_problems(redirect_uris: Sequence[str], kind: str) -> Iterator[str]:
    if not redirect_uris:
        yield _("At least one redirect URI is needed.")
    for line, problem in refused_lines(redirect_uris, kind):
        yield in_line(line, problem)


def refused_lines(redirect_uris: Sequence[str], kind: str) -> Iterator[tuple[int, str]]:
    """Which of them may not be used, counted from 1, and why."""
    for line, uri in enumerate(redirect_uris, 1):
        if redirect_uris.index(uri) < line - 1:
            yield line, Sentence(gettext_noop("'%(value)s' is given twice."), value=uri)
        elif problem := redirect_uri_problem(uri, kind):
            yield line, problem


def in_line(line: int, problem: str) -> Sentence:
    return Sentence(gettext_noop("Line %(line)d: %(problem)s"), line=line, problem=problem)


def redirect_uri_problem(uri: str, kind: str) -> str | None:
    """Why this URI may not be used; http to this very machine is for native apps, and for all while DEBUG is on."""
    return registration.refusal(uri, kind=kind, allow_loopback_http=settings.DEBUG)


def origin_problems(origins: Sequence[str], kind: str) -> Iterator[str]:
    if origins and kind != ClientProfile.Kind.SPA:
        yield _("'%(origin)s': only single-page apps (kind spa) have browser origins.") % {"origin": origins[0]}
        return
    for line, origin in enumerate(origins, 1):
        if problem := registration.origin_refusal(origin):
            yield in_line(line, problem)


def scope_problems(scopes: Sequence[str]) -> Iterator[str]:
    if not scopes:
        yield _("At least one permission is needed.")
    known = ", ".join(scope.name for scope in registry.everything())
    for scope in scopes:
        if registry.find(scope) is None:
            yield _("'%(scope)s' is not a permission here; there are %(known)s.") % {"scope": scope, "known": known}
