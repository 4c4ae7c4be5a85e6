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
    reason = reason_for(request, client, asked)
    # Only then is the mark of a sign-in taken: it is good for one look at one request.
    return None if reason is None or switch_account.was_signed_out_for(request) else reason


def reason_for(request: HttpRequest, client: Application, asked: AuthorizationRequest) -> Reason | None:
    if "login" in asked.prompt:
        return Reason.APP
    if asked.max_age is not None and sign_ins.is_older(request, timedelta(seconds=asked.max_age), client.now):
        return Reason.APP
    if any(scope.requires_recent_login for scope in registry.in_order(asked.scopes)):
        return Reason.SCOPE if sign_ins.is_older(request, conf.recent_login, client.now) else None
    return None
