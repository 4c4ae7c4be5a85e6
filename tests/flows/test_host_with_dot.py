"""A project that ran django-oauth-toolkit before it installed the Hub: what it gave out goes on working."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import pytest
import requests

from tests.support import http_flow
from tests.support.app import App, authorize_params, code_of
from tests.support.foreign import PASSWORD, ForeignSite
from tests.support.html import form_with

CALLBACK = "https://notes.example/callback"
SECRET = "a secret of long ago"

SETTINGS = """
INSTALLED_APPS += ["oauth2_provider", "rest_framework"]
OAUTH2_PROVIDER = {
    "SCOPES": {"notes:read": "Read notes"},
    "ACCESS_TOKEN_EXPIRE_SECONDS": 7200,
    "PKCE_REQUIRED": False,
    "OAUTH2_VALIDATOR_CLASS": "oauth2_provider.oauth2_validators.OAuth2Validator",
}
"""
VIEWS = """
from oauth2_provider.contrib.rest_framework import OAuth2Authentication, TokenHasScope
from rest_framework.response import Response
from rest_framework.views import APIView


class Notes(APIView):
    authentication_classes = [OAuth2Authentication]
    permission_classes = [TokenHasScope]
    required_scopes = ["notes:read"]

    def get(self, request):
        return Response({"person": request.user.get_username()})
"""
URLS = """
from site_of_theirs.notes import Notes

urlpatterns += [path("o/", include("oauth2_provider.urls")), path("notes/", Notes.as_view())]
"""
ROWS = f"""
from datetime import timedelta
from django.contrib.auth.models import User
from django.utils import timezone
from oauth2_provider.models import AccessToken, Application, RefreshToken

alice = User.objects.create_user("alice", "alice@example.org", {PASSWORD!r})
notes = Application.objects.create(
    name="Notes", user=alice, client_type="confidential", authorization_grant_type="authorization-code",
    redirect_uris={CALLBACK!r}, client_secret={SECRET!r},
)
for name in ("opened", "refreshed"):
    expires = timezone.now() + timedelta(hours=2)
    access = AccessToken.objects.create(
        user=alice, application=notes, token="access-" + name, expires=expires, scope="notes:read"
    )
    RefreshToken.objects.create(user=alice, application=notes, token="refresh-" + name, access_token=access)
answer = notes.client_id
"""


@pytest.fixture(scope="module")
def made(packages: Any, tmp_path_factory: pytest.TempPathFactory) -> tuple[ForeignSite, App]:
    """Their project with its rows, and then the four steps."""
    site = ForeignSite(tmp_path_factory.mktemp("site"), packages)
    for path, code in (("settings", SETTINGS), ("notes", VIEWS), ("urls", URLS)):
        site.add(f"site_of_theirs/{path}.py", code)
    site.manage("migrate", "--verbosity", "0")
    own_app = App(site.python(ROWS), CALLBACK, SECRET, ("notes:read",))
    # Both are there already, and Django refuses an app that is named twice.
    site.add_hub(existing="existing=OAUTH2_PROVIDER", installed=("oauth2_provider", "rest_framework"))
    return site, own_app


@pytest.fixture(scope="module")
def site(made: tuple[ForeignSite, App]) -> Iterator[ForeignSite]:
    with made[0].server():
        yield made[0]


@pytest.fixture
def own_app(made: tuple[ForeignSite, App]) -> App:
    return made[1]


@pytest.fixture(scope="module")
def her_browser(site: ForeignSite) -> requests.Session:
    return http_flow.sign_in(site.url, "alice", PASSWORD)


def dots_token(site: ForeignSite, app: App, **params: str) -> dict[str, Any]:
    response = requests.post(f"{site.url}/o/token/", params, headers=app.headers, timeout=http_flow.TIMEOUT)
    assert response.status_code == HTTPStatus.OK, response.text
    tokens: dict[str, Any] = response.json()
    return tokens


def notes_of(site: ForeignSite, token: str) -> requests.Response:
    return http_flow.get(site.url, "/notes/", token)


def test_checks_are_silent(site: ForeignSite) -> None:
    assert "no issues (0 silenced)" in site.manage("check")


def test_old_access_token_opens_its_view(site: ForeignSite) -> None:
    assert notes_of(site, "access-opened").json() == {"person": "alice"}


def test_old_refresh_token_refreshes(site: ForeignSite, own_app: App) -> None:
    fresh = dots_token(site, own_app, grant_type="refresh_token", refresh_token="refresh-refreshed")

    assert notes_of(site, fresh["access_token"]).json() == {"person": "alice"}


def test_old_client_still_authorizes(site: ForeignSite, own_app: App, her_browser: requests.Session) -> None:
    where = f"{site.url}/o/authorize/"
    # As it always did, without PKCE: the host's values stay.
    asked = authorize_params(own_app, code_challenge=None, code_challenge_method=None)
    fields = form_with(her_browser.get(where, params=asked, timeout=http_flow.TIMEOUT).text, "client_id").fields
    sent = fields | {"allow": "Authorize"}
    allowed = her_browser.post(where, sent, timeout=http_flow.TIMEOUT, allow_redirects=False)

    fresh = dots_token(
        site, own_app, grant_type="authorization_code", code=code_of(allowed), redirect_uri=own_app.redirect_uri
    )

    assert fresh["expires_in"] == 7200
    assert notes_of(site, fresh["access_token"]).json() == {"person": "alice"}


def test_hosts_values_stay(site: ForeignSite) -> None:
    code = "from django.conf import settings; answer = settings.OAUTH2_PROVIDER"

    assert site.python(code) == {
        "SCOPES": {"notes:read": "Read notes"},
        "ACCESS_TOKEN_EXPIRE_SECONDS": 7200,
        "PKCE_REQUIRED": False,
        "OAUTH2_VALIDATOR_CLASS": "hub_oauth.dot.validator.HubValidator",
        "SCOPES_BACKEND_CLASS": "hub_oauth.dot.scopes.HubScopes",
    }


def test_the_admins_pages_of_their_tokens_stay(site: ForeignSite) -> None:
    code = (
        "from django.contrib import admin\n"
        "from oauth2_provider.models import AccessToken\n"
        "answer = type(admin.site.get_model_admin(AccessToken)).__module__"
    )

    assert site.python(code) == "oauth2_provider.admin"


def test_what_differs_from_the_recommended_is_a_warning_of_a_deployment(site: ForeignSite) -> None:
    told = site.manage("check", "--deploy", "--fail-level", "CRITICAL", stderr=True)

    assert "(hub_oauth.W010) OAUTH2_PROVIDER['PKCE_REQUIRED'] is False; True is recommended." in told


def test_the_hub_works_beside_it(site: ForeignSite, her_browser: requests.Session) -> None:
    token = http_flow.connect(her_browser, site.url, site.create_app())["access_token"]

    assert http_flow.get(site.url, "/api/auth/me", token).json()["username"] == "alice"
    assert notes_of(site, token).status_code == HTTPStatus.UNAUTHORIZED
