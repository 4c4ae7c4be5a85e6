"""A host that mounts django-oauth-toolkit's endpoints: where Hub tokens and clients are known there, and where not."""

from __future__ import annotations

import base64
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from oauth2_provider.models import AccessToken, Application, DeviceGrant, Grant, RefreshToken

from hub_oauth import consents, recommended_settings, withdrawals
from hub_oauth.audit import SYSTEM
from hub_oauth.dot.scopes import HubScopes
from tests.support import flow
from tests.support.app import App, authorize_params, code_of
from tests.support.html import form_with
from tests.support.registry import application_of, disable

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response
    from pytest_django.fixtures import Settings

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.host.urls")]

ISSUER = "http://127.0.0.1:8000"
RESOURCES = {"/reports/": ["teams:read"], "/bills": ["teams:read"]}
OWN_SCOPES = {"notes:read": "Read notes", "introspection": "Introspect tokens"}
SECRET = "a secret that DOT's own admin would take"
REFUSED = (HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)


@pytest.fixture(autouse=True)
def host(settings: Settings) -> None:
    settings.HUB_OAUTH = {"ISSUER": ISSUER, "RESOURCES": RESOURCES}
    settings.OAUTH2_PROVIDER = recommended_settings(SCOPES=OWN_SCOPES, DEFAULT_SCOPES=["notes:read"])


@pytest.fixture
def own_app(db: None) -> App:
    """A client of the host's own, registered with DOT and never with the Hub."""
    application = Application.objects.create(
        name="Notes",
        client_type="confidential",
        authorization_grant_type="authorization-code",
        redirect_uris="https://notes.example/callback",
        client_secret=SECRET,
    )
    return App(application.client_id, "https://notes.example/callback", SECRET, ("notes:read",))


def get(where: str, token: str) -> Response:
    """As a server hands a path on; the test client alone would read the first part of //a/b as a host."""
    return Client().get("/", PATH_INFO=where, headers={"Authorization": f"Bearer {token}"})


def token_of(user: User, app: App, **over: str | None) -> str:
    """An access token that this person allowed."""
    response = flow.redeem(app, flow.code_for(user, app, **over))
    token: str = response.json()["access_token"]
    return token


# Hub tokens at views that DOT protects


@pytest.mark.parametrize("where", ["/reports/", "/reports/mixin", "/reports/decorator", "/reports/anybody", "/bills/"])
def test_hub_token_opens_a_view_that_the_host_named(where: str, alice: User, web_app: App) -> None:
    response = get(where, token_of(alice, web_app))

    assert response.status_code == HTTPStatus.OK
    assert "alice" in response.content.decode()


@pytest.mark.parametrize(
    "where", ["/notes/", "/anybody/", "/reportsandmore/", "//host/reports/", "/reports/bare-decorator"]
)
def test_hub_token_opens_nothing_else(where: str, alice: User, web_app: App) -> None:
    assert get(where, token_of(alice, web_app)).status_code in REFUSED


@pytest.mark.parametrize("where", ["/reports/", "/reports/mixin", "/reports/decorator", "/reports/anybody"])
def test_hub_token_without_the_scopes_is_refused(where: str, alice: User, web_app: App) -> None:
    assert get(where, token_of(alice, web_app, scope="profile:read")).status_code in REFUSED


@pytest.mark.parametrize("where", ["/reports/", "/reports/mixin", "/reports/decorator"])
def test_views_own_scopes_are_needed_too(where: str, alice: User, web_app: App, settings: Settings) -> None:
    settings.HUB_OAUTH = {"ISSUER": ISSUER, "RESOURCES": {"/reports/": ["profile:read"]}}
    assert get(where, token_of(alice, web_app)).status_code == HTTPStatus.OK
    assert get(where, token_of(alice, web_app, scope="profile:read")).status_code in REFUSED


def test_hosts_word_is_a_path_in_any_script(alice: User, web_app: App, settings: Settings) -> None:
    settings.HUB_OAUTH = {"ISSUER": ISSUER, "RESOURCES": {"/übersicht/": ["teams:read"]}}

    assert get("/übersicht/".encode().decode("latin-1"), token_of(alice, web_app)).status_code == HTTPStatus.OK


def test_view_sees_what_the_token_may(alice: User, web_app: App) -> None:
    assert get("/reports/", token_of(alice, web_app)).json() == {"person": "alice", "scope": "profile:read teams:read"}


def test_deactivated_person_gets_nothing(alice: User, web_app: App) -> None:
    token = token_of(alice, web_app)
    User.objects.filter(pk=alice.pk).update(is_active=False)

    assert get("/reports/", token).status_code == HTTPStatus.UNAUTHORIZED


def test_disabled_client_gets_nothing(alice: User, web_app: App) -> None:
    token = token_of(alice, web_app)
    disable(web_app)

    assert get("/reports/", token).status_code == HTTPStatus.UNAUTHORIZED


def test_withdrawn_consent_gives_nothing(alice: User, web_app: App) -> None:
    token = token_of(alice, web_app)
    withdrawals.withdraw(consents.live_of(alice).get(), reason="removed", act=SYSTEM)

    assert get("/reports/", token).status_code == HTTPStatus.UNAUTHORIZED


def test_scope_taken_from_the_client_is_gone_here_too(alice: User, web_app: App) -> None:
    token = token_of(alice, web_app)
    profile = application_of(web_app).hub_profile
    profile.allowed_scopes = "profile:read"
    profile.save()

    assert get("/reports/", token).status_code in REFUSED


def test_token_for_one_resource_opens_it(alice: User, web_app: App) -> None:
    assert get("/reports/", token_of(alice, web_app, resource=f"{ISSUER}/reports")).status_code == HTTPStatus.OK


@pytest.mark.parametrize("where", ["/bills/", "/api/auth/me", "/api/user/teams"])
def test_token_for_one_resource_is_refused_at_another(where: str, alice: User, web_app: App) -> None:
    token = token_of(alice, web_app, resource=f"{ISSUER}/reports")

    assert get(where, token).status_code == HTTPStatus.UNAUTHORIZED


def test_token_for_the_hub_is_refused_at_the_hosts_resource(alice: User, web_app: App) -> None:
    assert get("/reports/", token_of(alice, web_app, resource=ISSUER)).status_code == HTTPStatus.UNAUTHORIZED


def test_token_is_never_read_from_the_query(alice: User, web_app: App) -> None:
    response = Client().get("/reports/", {"access_token": token_of(alice, web_app)})

    assert response.status_code == HTTPStatus.UNAUTHORIZED


# Hub clients at DOT's endpoints


@pytest.fixture(params=["web", "spa"])
def hub_app(request: pytest.FixtureRequest, alice: User) -> App:
    """A Hub client at its most tempting: DOT holds a secret, a code and tokens that fit it."""
    app: App = request.getfixturevalue(f"{request.param}_app")
    application = Application.objects.get(client_id=app.client_id)
    application.client_secret = SECRET
    application.save()
    later = timezone.now() + timedelta(hours=1)
    Grant.objects.create(
        user=alice, application=application, code="code", expires=later, redirect_uri=app.redirect_uri,
        scope="teams:read", code_challenge=app.pkce.challenge, code_challenge_method="S256",
    )  # fmt: skip
    access = AccessToken.objects.create(
        user=alice, application=application, token="access", expires=later, scope="teams:read introspection"
    )
    RefreshToken.objects.create(user=alice, application=application, token="refresh", access_token=access)
    return app


def credentials(app: App, secret: str | None) -> dict[str, str]:
    if secret is None:
        return {}
    return {"Authorization": "Basic " + base64.b64encode(f"{app.client_id}:{secret}".encode()).decode()}


def secrets_of(app: App) -> list[str | None]:
    """The right one at the Hub, the right one at DOT, and none."""
    return [app.secret, SECRET, None]


def post(where: str, app: App, secret: str | None, **params: str) -> Response:
    body = urlencode({"client_id": app.client_id, **params} if secret is None else params)
    form = "application/x-www-form-urlencoded"
    return Client().post(where, body, content_type=form, headers=credentials(app, secret))


def rows() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Grant, AccessToken, RefreshToken, DeviceGrant))


def assert_stranger(app: App, where: str, **params: str) -> None:
    """DOT's endpoint refuses the client with every secret it may have, and nothing is issued, spent or revoked."""
    before = rows()
    for secret in secrets_of(app):
        assert post(where, app, secret, **params).status_code in REFUSED
    assert rows() == before
    assert RefreshToken.objects.filter(token="refresh", revoked=None).exists()


def test_hub_client_is_unknown_at_dots_authorize(hub_app: App, alice: User) -> None:
    response = flow.signed_in(alice).get("/o/authorize/", authorize_params(hub_app))

    assert response.status_code == HTTPStatus.BAD_REQUEST
    assert "Location" not in response.headers


def test_hub_client_gets_no_code_by_a_form_of_dots(hub_app: App, own_app: App, alice: User) -> None:
    browser = flow.signed_in(alice)
    page = browser.get("/o/authorize/", authorize_params(own_app))
    fields = form_with(page.content.decode(), "client_id").fields
    swapped = fields | authorize_params(hub_app, scope="notes:read") | {"allow": "Authorize"}

    response = browser.post("/o/authorize/", swapped)

    assert response.status_code == HTTPStatus.BAD_REQUEST
    assert Grant.objects.count() == 1


def test_hub_client_redeems_no_code_at_dots_token(hub_app: App) -> None:
    assert_stranger(
        hub_app, "/o/token/", grant_type="authorization_code", code="code", code_verifier=hub_app.pkce.verifier,
        redirect_uri=hub_app.redirect_uri,
    )  # fmt: skip


def test_hub_client_refreshes_nothing_at_dots_token(hub_app: App) -> None:
    assert_stranger(hub_app, "/o/token/", grant_type="refresh_token", refresh_token="refresh")


def test_hub_client_gets_no_token_of_its_own_at_dots_token(hub_app: App) -> None:
    assert_stranger(hub_app, "/o/token/", grant_type="client_credentials", scope="notes:read")


def test_hub_client_introspects_nothing_at_dot(hub_app: App) -> None:
    assert_stranger(hub_app, "/o/introspect/", token="access")


def test_hub_client_revokes_nothing_at_dot(hub_app: App) -> None:
    assert_stranger(hub_app, "/o/revoke_token/", token="refresh")


def test_hub_client_gets_no_device_code_of_dot(hub_app: App) -> None:
    assert_stranger(hub_app, "/o/device-authorization/", scope="notes:read")


def test_dot_spends_no_code_of_the_hub(web_app: App, own_app: App, alice: User) -> None:
    code = flow.code_for(alice, web_app)
    params = {"grant_type": "authorization_code", "code": code, "code_verifier": web_app.pkce.verifier}

    assert post("/o/token/", own_app, own_app.secret, **params).status_code in REFUSED
    assert flow.redeem(web_app, code).status_code == HTTPStatus.OK


def test_dot_rotates_no_refresh_token_of_the_hub(web_app: App, own_app: App, alice: User) -> None:
    token = flow.connect(alice, web_app)["refresh_token"]

    refused = post("/o/token/", own_app, own_app.secret, grant_type="refresh_token", refresh_token=token)

    assert refused.status_code in REFUSED
    assert flow.refresh(web_app, token).status_code == HTTPStatus.OK


# DOT's own clients


def own_code(app: App, person: User) -> str:
    browser = flow.signed_in(person)
    page = browser.get("/o/authorize/", authorize_params(app))
    fields = form_with(page.content.decode(), "client_id").fields
    return code_of(browser.post("/o/authorize/", fields | {"allow": "Authorize"}))


def own_tokens(app: App, person: User) -> dict[str, Any]:
    params = {"grant_type": "authorization_code", "code": own_code(app, person), "redirect_uri": app.redirect_uri}
    response = post("/o/token/", app, app.secret, code_verifier=app.pkce.verifier, **params)
    assert response.status_code == HTTPStatus.OK, response.content
    tokens: dict[str, Any] = response.json()
    return tokens


def test_dots_own_client_still_opens_dots_views(own_app: App, alice: User) -> None:
    assert get("/notes/", own_tokens(own_app, alice)["access_token"]).json()["person"] == "alice"


def test_dots_own_client_still_refreshes(own_app: App, alice: User) -> None:
    refresh_token = own_tokens(own_app, alice)["refresh_token"]

    response = post("/o/token/", own_app, SECRET, grant_type="refresh_token", refresh_token=refresh_token)

    assert get("/notes/", response.json()["access_token"]).status_code == HTTPStatus.OK


def test_dots_own_client_still_introspects(own_app: App, alice: User) -> None:
    token = own_tokens(own_app, alice)["access_token"]

    assert post("/o/introspect/", own_app, SECRET, token=token).json()["active"] is True


def test_dots_own_client_still_revokes(own_app: App, alice: User) -> None:
    token = own_tokens(own_app, alice)["access_token"]

    assert post("/o/revoke_token/", own_app, SECRET, token=token).status_code == HTTPStatus.OK
    assert get("/notes/", token).status_code == HTTPStatus.UNAUTHORIZED


def test_dots_own_client_still_gets_device_codes(settings: Settings) -> None:
    # With a scope DOT 3.4.1 fails under oauthlib 4, whatever the validator.
    settings.OAUTH2_PROVIDER = recommended_settings(SCOPES=OWN_SCOPES)
    tv = Application.objects.create(
        name="TV", client_type="public", authorization_grant_type="urn:ietf:params:oauth:grant-type:device_code"
    )
    app = App(tv.client_id, "", None, ("notes:read",))

    assert post("/o/device-authorization/", app, None).json()["device_code"]


def test_dots_token_opens_nothing_of_the_hub(own_app: App, alice: User) -> None:
    token = own_tokens(own_app, alice)["access_token"]

    assert get("/api/auth/me", token).status_code == HTTPStatus.UNAUTHORIZED


def test_dots_own_client_is_unknown_to_the_hub(own_app: App, alice: User) -> None:
    response = flow.ask(flow.signed_in(alice), authorize_params(own_app))

    assert response.status_code == HTTPStatus.BAD_REQUEST
    assert "Location" not in response.headers


# Scopes


def test_dots_own_client_is_offered_no_scope_of_the_hub(own_app: App, alice: User) -> None:
    response = flow.signed_in(alice).get("/o/authorize/", authorize_params(own_app, scope="teams:read"))

    assert "error=invalid_scope" in response.headers["Location"]
    assert Grant.objects.count() == 0


def test_dots_metadata_names_no_scope_of_the_hub(db: None) -> None:
    document = Client().get("/o/.well-known/oauth-authorization-server").json()

    assert document["scopes_supported"] == sorted(OWN_SCOPES)


def test_hub_client_is_offered_its_own_scopes_only(web_app: App) -> None:
    application = application_of(web_app)

    assert HubScopes().get_available_scopes(application) == ["profile:read", "teams:read"]
    assert HubScopes().get_default_scopes(application) == []


def test_dots_own_client_keeps_the_hosts_scopes(own_app: App) -> None:
    application = Application.objects.get(client_id=own_app.client_id)

    assert HubScopes().get_available_scopes(application) == list(OWN_SCOPES)
    assert HubScopes().get_default_scopes(application) == ["notes:read"]


def test_every_scope_has_words_on_dots_pages() -> None:
    words = HubScopes().get_all_scopes()

    assert words["notes:read"] == "Read notes"
    assert words["teams:read"]


# Registry


def test_deleting_a_person_keeps_their_client(alice: User, bob: User) -> None:
    from tests.support.factories import web_app

    app = web_app(owner=alice)
    alice.delete()

    assert flow.connect(bob, app)["access_token"]


@pytest.mark.parametrize("superuser", [False, True])
def test_dots_pages_show_no_hub_client(superuser: bool, alice: User) -> None:
    from tests.support.factories import web_app

    pk = application_of(web_app(owner=alice)).pk
    alice.is_superuser = alice.is_staff = superuser
    alice.save()
    browser = flow.signed_in(alice)

    assert "Acme Planner" not in browser.get("/o/applications/").content.decode()
    for page in ("", "update/", "delete/"):
        assert browser.get(f"/o/applications/{pk}/{page}").status_code == HTTPStatus.NOT_FOUND


def test_dots_update_page_changes_no_hub_client(alice: User) -> None:
    from tests.support.factories import web_app

    app = web_app(owner=alice)
    before = application_of(app)
    browser = Client()
    browser.force_login(alice)

    changed = {"name": "Evil", "redirect_uris": "https://evil.example/"}
    response = browser.post(f"/o/applications/{before.pk}/update/", changed)

    assert response.status_code == HTTPStatus.NOT_FOUND
    assert application_of(app).redirect_uris == before.redirect_uris
