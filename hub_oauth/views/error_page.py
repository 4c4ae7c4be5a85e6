"""The page that says why something can't be done: to the person in plain words, to the app's developer in detail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from hub_oauth import client_rules, clients, request_failures
from hub_oauth.conf import conf
from hub_oauth.dot.applications import Application
from hub_oauth.errors import Refusal
from hub_oauth.references import reference_of
from hub_oauth.views.acts import act_of
from hub_oauth.views.error_details import details
from hub_oauth.views.error_words import words_for
from hub_oauth.views.received import Received, received

if TYPE_CHECKING:
    from hub_oauth.views.error_words import Words

# Status of an answer that says when to come back -> seconds, where the refusal names none.
COME_BACK_AFTER: Final = {429: 60, 503: 5}
# 401 would mean the person's own sign-in, and make a browser ask for a password.
KEPT_STATUSES: Final = frozenset({403, 413, 500, *COME_BACK_AFTER})
# Causes on whose page it matters which app is meant.
ABOUT_AN_APP: Final = frozenset(
    {"form_answered", "form_expired", "form_foreign", "form_tampered", "not_permitted", "redirect_uri_mismatch"}
)
START_AGAIN: Final = ABOUT_AN_APP - {"not_permitted", "redirect_uri_mismatch"}
# What failed may be what a page is made of: nothing is looked up, and no context processor of the host runs.
BARE: Final = frozenset({"server_error", "temporarily_unavailable"})


def refusal_page(request: HttpRequest, refusal: Refusal, words: Words = words_for) -> HttpResponse:
    """The page, with a status, and a code that leads to what was kept of it. words: what this kind of page says."""
    bare = refusal.cause in BARE
    named = Received() if bare or refusal.cause == "body_too_large" else received(request)
    client = clients.find(named.client_id) if refusal.cause in ABOUT_AN_APP else None
    if not bare:
        keep(request, refusal, named, client)
    context = frame(request, refusal, words) | of_client(refusal, client)
    context["details"] = list(details(request, refusal, named, client))
    page = render_to_string("hub_oauth/error.html", context, None if bare else request)
    return HttpResponse(page, status=status_of(refusal), headers=headers(request, refusal))


def keep(request: HttpRequest, refusal: Refusal, named: Received, client: Application | None) -> None:
    """For diagnosis, unless it was kept before; HEAD never writes."""
    if not refusal.kept and request.method in ("GET", "POST"):
        match = request.resolver_match
        endpoint = (match.url_name if match else None) or "page"
        request_failures.keep(endpoint, refusal, act_of(request), client=client, named=named.client_id)


def frame(request: HttpRequest, refusal: Refusal, words: Words) -> dict[str, Any]:
    title, text = words(refusal)
    return {
        "site_name": conf.site_name,
        "title": title,
        "text": text,
        "status": status_of(refusal),
        "reference": reference_of(request),
    }


def of_client(refusal: Refusal, client: Application | None) -> dict[str, Any]:
    """The app, for reporting it; and where to start again, as far as it told us a website that may be a link."""
    if client is None:
        return {}
    website = client.hub_profile.website
    sound = website and not any(client_rules.link_problems(website))
    leads = refusal.cause in START_AGAIN and client.hub_profile.enabled and sound
    return {"client": client, "home_name": client.name, "home_url": website if leads else ""}


def headers(request: HttpRequest, refusal: Refusal) -> dict[str, str]:
    status = status_of(refusal)
    found = {"X-Request-ID": reference_of(request)}
    if status in COME_BACK_AFTER:
        found["Retry-After"] = str(refusal.values.get("seconds", COME_BACK_AFTER[status]))
    return found


def status_of(refusal: Refusal) -> int:
    """400 for most."""
    return refusal.status if refusal.status in KEPT_STATUSES else 400
