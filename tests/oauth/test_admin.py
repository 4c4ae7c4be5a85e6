"""Apps in the Django admin: registered, changed, turned off."""

from __future__ import annotations

import pytest
from django.contrib.admin import AdminSite
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.test import Client, RequestFactory
from oauth2_provider.admin import ApplicationAdmin
from pytest_django.fixtures import Settings

from hub_oauth import clients, recommended_settings, secrets
from hub_oauth.audit import SYSTEM
from hub_oauth.dot.admin import tidy
from hub_oauth.dot.applications import application_model
from hub_oauth.models import ClientProfile, ClientSecret
from hub_oauth.protocol import tokens
from tests.support import flow
from tests.support.admin import (
    ACME,
    ADD,
    APPS,
    administrator,
    errors_of,
    events,
    everything_kept,
    page_of,
    profile_of,
    register,
    secret_in,
    send,
    staff,
)
from tests.support.app import App
from tests.support.html import form_with


@pytest.fixture
def admin(alice: User) -> Client:
    return administrator(alice)


# Registering


def test_a_new_web_app_is_answered_with_its_secret(admin: Client) -> None:
    raw = secret_in(register(admin))
    assert secrets.verify(ClientProfile.objects.get().application, raw)


def test_the_page_with_the_secret_is_not_stored(admin: Client) -> None:
    assert "no-store" in register(admin)["Cache-Control"]


def test_the_secret_is_kept_as_a_digest_only(admin: Client) -> None:
    raw = secret_in(register(admin))
    assert bytes(ClientSecret.objects.get().digest) == tokens.digest(raw)
    assert raw not in everything_kept()


@pytest.mark.yardstick("L5")
@pytest.mark.parametrize("page", ["change", "secrets", "history"])
def test_the_secret_is_in_no_later_page(admin: Client, page: str) -> None:
    raw = secret_in(register(admin))
    later = admin.get(f"{APPS}{ClientProfile.objects.get().pk}/{page}/")
    assert later.status_code == 200
    assert raw not in later.content.decode()


@pytest.mark.parametrize(
    ("kind", "over"),
    [
        ("spa", {"redirect_uris": "https://board.example/", "origins": "https://board.example"}),
        ("native", {"redirect_uris": "com.example.desk:/callback"}),
    ],
)
def test_a_new_public_app_has_no_secret(admin: Client, kind: str, over: dict[str, str]) -> None:
    response = register(admin, kind=kind, **over)
    assert response.context["secret"] is None
    assert ClientProfile.objects.get().application.client_type == "public"
    assert not ClientSecret.objects.exists()


def test_all_that_was_filled_in_is_kept(admin: Client, bob: User) -> None:
    details = {
        "publisher": "Acme Ltd",
        "owner": bob.pk,
        "website": "https://acme.example",
        "support_email": "help@acme.example",
        "privacy_url": "https://acme.example/privacy",
        "terms_url": "https://acme.example/terms",
    }
    register(
        admin, **details, redirect_uris="https://a.example/cb\r\nhttps://b.example/cb", optional_scopes="teams:read"
    )
    profile = ClientProfile.objects.get()
    assert {name: getattr(profile, name) for name in details} == details | {"owner": bob}
    assert profile.application.redirect_uris == "https://a.example/cb https://b.example/cb"
    assert (profile.allowed_scopes, profile.optional_scopes) == ("profile:read teams:read", "teams:read")


def test_who_registered_it_is_in_the_audit_log(admin: Client, alice: User) -> None:
    register(admin)
    (event,) = events("client.created")
    assert (event.actor_id, event.client_label, event.address) == (str(alice.pk), "Acme Planner", "127.0.0.1")


def test_sending_the_form_again_registers_nothing(admin: Client) -> None:
    form = form_with(admin.get(ADD).content.decode(), "ticket").fields | ACME
    raw = secret_in(admin.post(ADD, form))
    again = admin.post(ADD, form)
    assert again.templates[0].name == "hub_oauth/admin/sent_before.html"
    assert raw not in again.content.decode()
    assert (ClientProfile.objects.count(), ClientSecret.objects.count()) == (1, 1)


def test_a_form_made_for_somebody_else_registers_nothing(admin: Client, bob: User) -> None:
    ticket = form_with(admin.get(ADD).content.decode(), "ticket").fields["ticket"]
    response = register(staff(bob, "add_clientprofile", "view_clientprofile"), ticket=ticket)
    assert "ticket" in errors_of(response)
    assert not ClientProfile.objects.exists()


# Refusals


def test_redirect_uris_are_refused_line_by_line(admin: Client) -> None:
    lines = "https://app.example/cb\r\n\r\nhttp://acme.example/cb\r\nhttps://app.example/cb#fragment"
    response = register(admin, redirect_uris=lines)
    assert errors_of(response)["redirect_uris"] == [
        "Line 2: 'http://acme.example/cb' must use https.",
        "Line 3: 'https://app.example/cb#fragment' must not have a fragment (#).",
    ]
    shown = response.context["adminform"].form["redirect_uris"].value()
    assert shown.splitlines()[1] == "http://acme.example/cb"
    assert not application_model().objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "Acme\u202ePlanner"),
        ("publisher", "Acme\u200bLtd"),
        ("kind", "device"),
        ("redirect_uris", ""),
        ("origins", "https://app.example"),
        ("allowed_scopes", []),
        ("allowed_scopes", ["everything"]),
        ("optional_scopes", ["teams:write"]),
        ("website", "javascript:alert(1)"),
    ],
)
def test_what_breaks_a_rule_is_refused_at_its_field(admin: Client, field: str, value: object) -> None:
    assert list(errors_of(register(admin, **{field: value}))) == [field]
    assert not application_model().objects.exists()


def test_a_sensitive_scope_needs_its_permission(bob: User) -> None:
    browser = staff(bob, "add_clientprofile", "view_clientprofile")
    assert "allowed_scopes" in errors_of(register(browser, allowed_scopes=["teams:write"]))
    assert not ClientProfile.objects.exists()


# Changing


def change(browser: Client, app: App, **over: object) -> int:
    values = {**ACME, "redirect_uris": app.redirect_uri, "name": "Acme Planner 2"} | over
    return send(browser, page_of(app), "name", **values).status_code


def test_a_change_is_saved_and_in_the_audit_log(admin: Client, web_app: App, alice: User) -> None:
    assert change(admin, web_app, allowed_scopes=["profile:read"]) == 302
    profile = profile_of(web_app)
    assert (profile.application.name, profile.allowed_scopes) == ("Acme Planner 2", "profile:read")
    assert [event.actor_id for event in events("client.changed")] == [str(alice.pk)]


def test_a_change_that_breaks_a_rule_changes_nothing(admin: Client, web_app: App) -> None:
    assert change(admin, web_app, redirect_uris="http://acme.example/cb") == 200
    assert profile_of(web_app).application.redirect_uris == web_app.redirect_uri
    assert not events("client.changed")


def test_the_type_of_an_app_stays(admin: Client, web_app: App) -> None:
    change(admin, web_app, kind="native")
    assert profile_of(web_app).kind == "web"


def test_the_form_shows_what_is_kept(admin: Client, spa_app: App) -> None:
    page = admin.get(page_of(spa_app)).content.decode()
    for value in (spa_app.client_id, "https://board.example/callback", "/api/oauth/token"):
        assert value in page
    assert "skip_authorization" not in page


def test_a_change_never_turns_an_app_on_again(admin: Client, web_app: App) -> None:
    profile = profile_of(web_app)
    clients.disable(profile.application, act=SYSTEM)
    profile.enabled = True  # as a form that was opened before would have it
    clients.change(profile.application, profile, act=SYSTEM)
    assert not profile_of(web_app).enabled


def test_an_app_that_is_on_is_not_deleted(admin: Client, web_app: App) -> None:
    response = admin.get(page_of(web_app, "delete"))
    assert (response.status_code, response.context["refused"]) == (200, "Turn it off first.")
    token = form_with(admin.get("/admin/").content.decode(), "csrfmiddlewaretoken").fields
    assert admin.post(page_of(web_app, "delete"), {**token, "name": "Acme Planner"}).status_code == 409
    assert ClientProfile.objects.exists()


# Turning off and on


def test_turning_off_asks_first(admin: Client, web_app: App, bob: User) -> None:
    flow.connect(bob, web_app)
    page = admin.get(page_of(web_app, "turn_off"))
    assert (page.context["in_use"].people, page.context["in_use"].grants) == (1, 1)
    assert profile_of(web_app).enabled


def test_an_app_is_turned_off_with_a_reason(admin: Client, web_app: App, alice: User) -> None:
    send(admin, page_of(web_app, "turn_off"), "reason", reason="It spams.")
    profile = profile_of(web_app)
    assert (profile.enabled, profile.disabled_reason) == (False, "It spams.")
    (event,) = events("client.disabled")
    assert (event.actor_id, event.reason) == (str(alice.pk), "It spams.")


def test_an_app_is_turned_on_again(admin: Client, web_app: App) -> None:
    send(admin, page_of(web_app, "turn_off"), "reason")
    send(admin, page_of(web_app, "turn_on"))
    assert profile_of(web_app).enabled
    assert events("client.enabled")


# Who may


@pytest.mark.parametrize("page", ["turn_off", "turn_on", "secrets"])
def test_each_page_needs_its_own_permission(bob: User, web_app: App, page: str) -> None:
    browser = staff(bob, "view_clientprofile", "change_clientprofile")
    assert browser.get(page_of(web_app, page)).status_code == 403


@pytest.mark.parametrize("permission", ["disable_client", "manage_client_secret"])
def test_a_permission_is_of_no_use_without_seeing_apps(bob: User, web_app: App, permission: str) -> None:
    page = {"disable_client": "turn_off", "manage_client_secret": "secrets"}[permission]
    assert staff(bob, permission).get(page_of(web_app, page)).status_code == 403


def test_staff_without_permissions_see_no_app(bob: User, web_app: App) -> None:
    browser = staff(bob)
    assert browser.get(APPS).status_code == 403
    assert browser.get(ADD).status_code == 403


def test_whoever_may_only_view_changes_nothing(bob: User, web_app: App) -> None:
    browser = staff(bob, "view_clientprofile")
    page = browser.get(page_of(web_app))
    assert web_app.redirect_uri in page.content.decode()
    token = form_with(page.content.decode(), "csrfmiddlewaretoken").fields
    assert browser.post(page_of(web_app), {**token, **ACME, "name": "Mine"}).status_code == 403
    assert profile_of(web_app).application.name == "Acme Planner"


# Beside django-oauth-toolkit's own pages


@pytest.mark.yardstick("E9")
def test_no_form_sets_a_flag_that_would_skip_the_page(admin: Client, bob: User, web_app: App) -> None:
    assert "skip_authorization" not in admin.get(page_of(web_app)).content.decode()
    flags = {"skip_authorization": "on", "first_party": "on", "verified": "on", "verified_at": "2026-01-01"}
    assert change(staff(bob, "view_clientprofile", "change_clientprofile"), web_app, **flags) == 302
    profile = profile_of(web_app)
    assert (profile.application.skip_authorization, profile.first_party, profile.verified_at) == (False, False, None)


@pytest.mark.yardstick("E9")
def test_dots_own_form_does_not_reach_hub_clients(
    web_app: App, alice: User, settings: Settings, rf: RequestFactory
) -> None:
    """In a host that ran DOT before, and so has it."""
    settings.OAUTH2_PROVIDER = recommended_settings({"PKCE_REQUIRED": False})
    site = AdminSite()
    site.register(application_model(), ApplicationAdmin)
    tidy(site)
    own = application_model().objects.create(
        name="The host's own", client_type="public", authorization_grant_type="authorization-code"
    )
    request: HttpRequest = rf.get("/")
    request.user = alice
    page = site.get_model_admin(application_model())
    assert list(page.get_queryset(request)) == [own]
    assert page.get_object(request, str(profile_of(web_app).application_id)) is None
