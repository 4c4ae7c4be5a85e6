"""Signing in as somebody else, or once more, on the way to an app (``prompt=login``, "Use another account")."""

from __future__ import annotations

import hashlib
from typing import Final

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from hub_oauth import authorization_requests, forms
from hub_oauth.conf import conf
from hub_oauth.dot.applications import Application
from hub_oauth.errors import Refusal
from hub_oauth.protocol.redirect_uris import with_parameters
from hub_oauth.references import reference_of
from hub_oauth.views import long_requests
from hub_oauth.views.csrf import csrf_protect
from hub_oauth.views.pages import page
from hub_oauth.views.popups import may_be_a_popup

SALT: Final = "hub_oauth.switch_account"
MARK: Final = "hub_signed_out_for"


@may_be_a_popup
@csrf_exempt  # the same check is made below, once the size of the body is known
@login_not_required  # the session may have ended while the page was open; there is nothing to come back to here
@page
@require_POST
@csrf_protect
def switch_account(request: HttpRequest) -> HttpResponse:
    """Sign out, then in again, then back to the same authorization request. A POST, so no link can sign out."""
    target = target_of(request)
    logout(request)
    mark(request, target)
    return to_sign_in(request, target, switching="1")


def sign_in(request: HttpRequest, *, again: bool) -> HttpResponse:
    """Send a visitor to sign in and back here. again: ``prompt=login`` or ``max_age``, which this one satisfies."""
    target = request.get_full_path()
    if again and request.method != "HEAD":
        mark(request, target)
    return to_sign_in(request, target)


def to_sign_in(request: HttpRequest, target: str, **more: str) -> HttpResponse:
    """To the host's sign-in page, with the app's ``login_hint`` for it to fill in; it is a guess and nothing more.

    more: what else that page may say; ``switching`` where somebody signed out to use another account.
    """
    if hint := authorization_requests.login_hint_of(target):
        more["login_hint"] = hint
    sign_in_page = resolve_url(settings.LOGIN_URL)
    if more:
        sign_in_page = with_parameters(sign_in_page, more)
    return redirect_to_login(long_requests.shortened(request, target), sign_in_page)


def mark(request: HttpRequest, target: str) -> None:
    """Remember that nobody is signed in; it survives the sign-in, which keeps an anonymous session's data."""
    request.session[MARK] = digest(target)


def target_of(request: HttpRequest) -> str:
    """Where to go afterwards: a path that one of our own pages signed."""
    try:
        return str(signing.Signer(salt=SALT).unsign_object(forms.one(request, "next")))
    except signing.BadSignature:
        raise Refusal("form_expired") from None


def form_context(request: HttpRequest) -> dict[str, str]:
    """What a page with a switch form needs."""
    signed = signing.Signer(salt=SALT).sign_object(request.get_full_path())
    return {"switch_url": reverse("hub_oauth:switch_account"), "switch_next": signed}


def was_signed_out_for(request: HttpRequest) -> bool:
    """Whether this browser was signed out for this very request, so whoever is signed in did so since.

    It is asked once: the same request, sent again, wants another sign-in.
    """
    is_marked: bool = request.session.get(MARK) == digest(request.get_full_path())
    if is_marked and request.method != "HEAD":  # never writes
        del request.session[MARK]
    return is_marked


def ask(request: HttpRequest, client: Application, reason: str) -> HttpResponse:
    """The person signs in once more, by a button and not by a link. reason: who wants it, app or scope."""
    context = {
        "site_name": conf.site_name,
        "client": client,
        "reason": reason,
        "account": account_of(request),
        "reference": reference_of(request),
        **form_context(request),
    }
    return render(request, "hub_oauth/sign_in_again.html", context)


def account_of(request: HttpRequest) -> dict[str, str]:
    """The person as shown on a page: people with several accounts must see which one this is."""
    user = request.user
    return {
        "display_name": conf.display_name(user),
        "username": user.get_username(),
        "email": getattr(user, "email", ""),
    }


def digest(target: str) -> str:
    return hashlib.sha256(target.encode()).hexdigest()
