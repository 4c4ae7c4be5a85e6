"""Acme Ledger: a Django site whose people connect their Hub account, in one file, with Authlib.

    pip install -r requirements.txt
    ACME_ISSUER=http://127.0.0.1:8000 ACME_CLIENT_ID=… ACME_CLIENT_SECRET=… python app.py

The redirect URI to register, for a web app, is http://127.0.0.1:9002/callback.
"""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Callable
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

from authlib.integrations.base_client.errors import MismatchingStateError
from authlib.integrations.django_client import OAuth, OAuthError
from authlib.integrations.requests_client import OAuth2Session
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.urls import path
from django.utils.html import format_html, format_html_join
from django.views.decorators.http import require_GET, require_POST

PORT = int(os.environ.get("ACME_PORT", "9002"))
REDIRECT_URI = f"http://127.0.0.1:{PORT}/callback"
PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Acme Ledger</title></head>
<body><h1>Acme Ledger</h1>{}</body></html>"""
BUTTON = """<form method="post" action="/{}"><input type="hidden" name="csrfmiddlewaretoken" value="{}">
<button>{}</button></form>"""


def configure() -> None:
    settings.configure(
        SECRET_KEY=secrets.token_urlsafe(50),
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=__name__,
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
        ],
        # Tokens stay in this process; the browser holds a random name. A cookie of its own name, for cookies ignore
        # ports (RFC 6265 §8.5).
        SESSION_ENGINE="django.contrib.sessions.backends.cache",
        SESSION_COOKIE_NAME="acme_ledger_session",
        CSRF_COOKIE_NAME="acme_ledger_csrf",
        AUTHLIB_OAUTH_CLIENTS={
            "hub": {
                "client_id": wanted("ACME_CLIENT_ID"),
                "client_secret": wanted("ACME_CLIENT_SECRET"),
                "server_metadata_url": f"{wanted('ACME_ISSUER')}/.well-known/oauth-authorization-server",
                "api_base_url": wanted("ACME_ISSUER"),
                "client_kwargs": {"code_challenge_method": "S256", "scope": "profile:read teams:read"},
            }
        },
    )


def wanted(name: str) -> str:
    value = os.environ.get(name, "").rstrip("/")
    return value or sys.exit(f"Acme Ledger: set {name}.")


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    token = request.session.get("token")
    if not token:
        return page(button(request, "connect", "Connect"))
    me, teams = get("/api/auth/me", token), get("/api/user/teams", token)["results"]
    say("Read the profile and the teams", me["username"])
    rows = format_html_join("", "<li>{} ({})</li>", ((team["name"], team["role"]) for team in teams))
    hello = format_html("<p>Hello, {}</p><ul>{}</ul>", me["display_name"], rows)
    return page(hello + button(request, "disconnect", "Disconnect"))


@require_POST
def connect(request: HttpRequest) -> HttpResponse:
    answer: HttpResponse = hub().authorize_redirect(request, REDIRECT_URI)
    say("Sent the browser to the Hub", answer["Location"].partition("?")[0])
    return answer


@require_GET
def callback(request: HttpRequest) -> HttpResponse:
    if request.GET.get("iss") != wanted("ACME_ISSUER"):  # before anything else is believed (RFC 9207 §2.4)
        return page(format_html("<p>{}</p>", "That answer did not come from the Hub."), 400)
    try:
        token = hub().authorize_access_token(request)
    except (OAuthError, MismatchingStateError) as refused:
        say("The Hub, or the check of its answer, refused", refused.error)
        return page(format_html("<p>Not connected ({}).</p>", refused.error) + button(request, "connect", "Try again"))
    say("Changed the code for tokens", f"for {token['scope']}")
    request.session.cycle_key()
    request.session["token"] = dict(token)
    return HttpResponseRedirect("/")


@require_POST
def disconnect(request: HttpRequest) -> HttpResponse:
    token = request.session.pop("token", None)
    if token:
        where = hub().load_server_metadata()["revocation_endpoint"]
        with OAuth2Session(wanted("ACME_CLIENT_ID"), wanted("ACME_CLIENT_SECRET")) as talk:
            talk.revoke_token(where, token["refresh_token"]).raise_for_status()
        say("Revoked", "nothing is left of it")
    return HttpResponseRedirect("/")


def get(address: str, token: dict[str, Any]) -> dict[str, Any]:
    answer = hub().get(address, token=token, timeout=5)
    answer.raise_for_status()
    found: dict[str, Any] = answer.json()
    return found


def hub() -> Any:
    return oauth.hub


def page(content: str, status: int = 200) -> HttpResponse:
    return HttpResponse(PAGE.format(content), status=status)


def button(request: HttpRequest, where: str, words: str) -> str:
    return format_html(BUTTON, where, get_token(request), words)


def say(title: str, said: str) -> None:
    print(f"{title}: {said}", flush=True)


class Quiet(WSGIRequestHandler):
    def log_message(self, *words: Any) -> None:
        """The address of /callback has a code in it, and codes stay out of logs."""


urlpatterns = [
    path("", home),
    path("connect", connect),
    path("callback", callback),
    path("disconnect", disconnect),
]

if __name__ == "__main__":
    configure()
    oauth = OAuth()
    oauth.register("hub")
    application: Callable[..., Any] = get_wsgi_application()
    with make_server("127.0.0.1", PORT, application, handler_class=Quiet) as server:
        say("Acme Ledger is at", f"http://127.0.0.1:{PORT}")
        server.serve_forever()
