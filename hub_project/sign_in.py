"""The page to sign in, which says where the person goes on to."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

from allauth.account.adapter import get_adapter
from allauth.account.internal.stagekit import stash_login
from allauth.account.stages import LoginStage
from allauth.account.views import LoginView
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from hub_oauth import authorization_requests
from hub_oauth.dot.applications import Application
from hub_oauth.errors import Refusal
from hub_oauth.views import long_requests
from hub_project import destinations


class SignInView(LoginView):  # type: ignore[misc]  # allauth ships no types
    @property
    def target(self) -> str:
        """Where the person goes on to; nothing where that is a request which is over."""
        target = self.get_next_url() or destinations.kept(self.request)
        try:
            return long_requests.whole(self.request, target)
        except Refusal:
            return ""

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "login": login_hint(self.target)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_open = get_adapter(self.request).is_open_for_signup(self.request)
        more = {"client": client_behind(self.target), "sign_up_is_open": is_open}
        more["is_switching"] = "switching" in self.request.GET
        return {**super().get_context_data(**kwargs), **more}

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: LoginStage) -> HttpResponseBase:
        """Who still owes the second factor, and comes from another app meanwhile, goes on to that one."""
        stage.login.redirect_url = self.get_next_url() or stage.login.redirect_url
        stash_login(request, stage.login)
        response: HttpResponseBase = super()._redirect_to_pending_stage(request, stage)
        return response


def client_behind(target: str) -> Application | None:
    """The app whose authorization request leads on from here. Its name comes from its registration, never the URL."""
    parts = urlsplit(target)
    if parts.path != reverse("hub_oauth:authorize"):
        return None
    try:
        client, _ = authorization_requests.named(authorization_requests.parse(parts.query.encode()))
    except Refusal:
        return None
    return client


def login_hint(target: str) -> str:
    """Whom the app expects to sign in (OpenID Connect Core §3.1.2.1): a start for the person, who may write another."""
    parts = urlsplit(target)
    given = parse_qs(parts.query).get("login_hint", [""]) if parts.path == reverse("hub_oauth:authorize") else [""]
    return given[0]
