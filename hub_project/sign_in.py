"""The page to sign in, which says where the person goes on to."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from allauth.account.views import LoginView
from django.urls import reverse

from hub_oauth import authorization_requests
from hub_oauth.dot.applications import Application
from hub_oauth.errors import Refusal


class SignInView(LoginView):  # type: ignore[misc]  # allauth ships no types
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        target: str = self.get_next_url() or ""
        return {**super().get_context_data(**kwargs), "client": client_behind(target)}


def client_behind(target: str) -> Application | None:
    """The app whose authorization request leads on from here. Its name comes from its registration, never the URL."""
    parts = urlsplit(target)
    if parts.path != reverse("hub_oauth:authorize"):
        return None
    try:
        parameters = authorization_requests.parse(parts.query.encode())
        client = authorization_requests.client_of(parameters)
        authorization_requests.redirect_uri_of(parameters, client)
    except Refusal:
        return None
    return client
