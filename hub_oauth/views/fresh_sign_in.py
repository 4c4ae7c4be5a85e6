"""Whether a person has to sign in once more before anything is asked: prompt=login, max_age, and what a scope wants."""

from __future__ import annotations

from datetime import timedelta
from enum import Enum

from django.http import HttpRequest

from hub_oauth import scopes as registry
from hub_oauth import sign_ins
from hub_oauth.authorization_requests import AuthorizationRequest
from hub_oauth.conf import conf
from hub_oauth.dot.applications import Application
from hub_oauth.views import switch_account


class Reason(Enum):
    """Who wants it: the app, or this site for what is asked."""

    APP = "app"
    SCOPE = "scope"


def wanted(request: HttpRequest, client: Application, asked: AuthorizationRequest) -> Reason | None:
    """Why to sign in once more; None where the person did so for this very request, or recently enough."""
    # The mark of a sign-in is taken at the first look, wanted or not: one that lay about would pass for a new one.
    did_so = switch_account.was_signed_out_for(request)
    if app_wants(request, client, asked) and not did_so:
        return Reason.APP
    # The mark has no age, so it says nothing here; a sign-in on the way to this request is recent without it.
    return Reason.SCOPE if scope_wants(request, client, asked) else None


def app_wants(request: HttpRequest, client: Application, asked: AuthorizationRequest) -> bool:
    if "login" in asked.prompt:
        return True
    max_age = asked.max_age
    return max_age is not None and sign_ins.is_older(request, timedelta(seconds=max_age), client.now)


def scope_wants(request: HttpRequest, client: Application, asked: AuthorizationRequest) -> bool:
    is_strict = any(scope.requires_recent_login for scope in registry.in_order(asked.scopes))
    return is_strict and sign_ins.is_older(request, conf.recent_login, client.now)
