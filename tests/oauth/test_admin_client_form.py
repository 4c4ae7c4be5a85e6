"""The form of an app: logo, purposes, badges, lifetimes, and the step that asks before a dangerous change."""

from __future__ import annotations

import base64
import re
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from pytest_django.fixtures import Settings

from hub_oauth import clients, secrets
from hub_oauth.audit import SYSTEM
from hub_oauth.models import ClientProfile, ClientSecret
from hub_oauth.sign_ins import SIGNED_IN_AT
from tests.support import factories, flow
from tests.support.admin import (
    ACME,
    ADD,
    APPS,
    administrator,
    errors_of,
    events,
    page_of,
    profile_of,
    register,
    send,
    staff,
)
from tests.support.app import App
from tests.support.factories import PASSWORD
from tests.support.html import form_with
from tests.support.pictures import picture
from tests.support.registry import application_of, disable
from tests.support.rows import nothing_changes
from tests.support.statements import at_most, statements
from tests.support.time import age

OTHER = "https://app.example/other"
ASKS = "hub_oauth/admin/confirm_change.html"


@pytest.fixture
def admin(alice: User) -> Client:
    return administrator(alice)


def change(browser: Client, app: App, **over: Any) -> Any:
    return send(browser, page_of(app), "name", **{**ACME, "redirect_uris": app.redirect_uri} | over)


def asks(response: Any) -> bool:
    return ASKS in [template.name for template in response.templates]


def confirm(browser: Client, app: App, response: Any) -> Any:
    return browser.post(page_of(app), form_with(response.content.decode(), "hub_confirmed").values)


def upload(raw: bytes, name: str = "logo.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, raw, "image/png")


# Identity


@pytest.mark.yardstick("L2")
def test_a_logo_is_drawn_anew_and_shown(admin: Client, web_app: App) -> None:
    change(admin, web_app, new_logo=upload(picture()))
    assert Image.open(BytesIO(bytes(profile_of(web_app).logo))).size == (192, 128)
    assert f'src="/api/oauth/logo/{web_app.client_id}"' in admin.get(page_of(web_app)).content.decode()
    assert f'src="/api/oauth/logo/{web_app.client_id}"' in admin.get(APPS).content.decode()


def test_a_new_app_may_bring_its_logo(admin: Client, db: None) -> None:
    register(admin, new_logo=upload(picture("WEBP")))
    assert bytes(ClientProfile.objects.get().logo).startswith(b"\x89PNG")


@pytest.mark.yardstick("L2")
@pytest.mark.parametrize("raw", [b"<svg onload='alert(1)'/>", b"GIF89a", picture() + b"\0" * 2**18])
def test_what_is_no_logo_is_refused_at_its_field(admin: Client, web_app: App, raw: bytes) -> None:
    with nothing_changes():
        assert list(errors_of(change(admin, web_app, new_logo=upload(raw)))) == ["new_logo"]


def test_a_logo_is_removed_by_its_box(admin: Client, web_app: App) -> None:
    change(admin, web_app, new_logo=upload(picture()))
    change(admin, web_app)
    assert profile_of(web_app).logo
    change(admin, web_app, remove_logo="on")
    assert bytes(profile_of(web_app).logo) == b""


def test_without_pillow_an_app_has_a_form_without_logo(
    admin: Client, web_app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = upload(picture())
    monkeypatch.setitem(sys.modules, "PIL", None)
    for path in (ADD, page_of(web_app)):
        assert "new_logo" not in admin.get(path).content.decode()
    assert change(admin, web_app, new_logo=sent, description="Plans.").status_code == 302
    assert bytes(profile_of(web_app).logo) == b""


def test_whoever_registers_an_app_reads_what_will_match(admin: Client, db: None) -> None:
    page = register(admin, kind="native", redirect_uris="http://127.0.0.1/callback").content.decode()
    assert '<bdi dir="ltr">http://127.0.0.1/callback</bdi>: This address with any port' in page


def test_a_new_app_needs_somebody_to_write_to(admin: Client, db: None) -> None:
    assert list(errors_of(register(admin, support_email=""))) == ["support_email"]


def test_an_app_that_has_no_address_may_stay_without(admin: Client, web_app: App) -> None:
    assert change(admin, web_app, support_email="").status_code == 302
    change(admin, web_app)
    assert list(errors_of(change(admin, web_app, support_email=""))) == ["support_email"]


@pytest.mark.yardstick("E16")
@pytest.mark.parametrize(
    "name", ["Hub Helper", "Acm\u0435 Planner", "Acme\u200b", "Official Planner", "A\u202ecme", "A" * 61]
)
def test_a_name_that_misleads_is_refused_and_kept_in_the_form(admin: Client, web_app: App, name: str) -> None:
    with nothing_changes():
        response = change(admin, web_app, name=name)
    assert list(errors_of(response)) == ["name"]
    assert response.context["adminform"].form["name"].value() == name


def test_the_sites_own_app_may_bear_its_name(admin: Client, db: None) -> None:
    assert register(admin, name="Hub Helper", first_party="on").status_code == 200
    assert ClientProfile.objects.get().first_party


# Permissions


def test_a_purpose_is_kept_for_its_permission(admin: Client, web_app: App) -> None:
    change(admin, web_app, **{"scope_purposes-teams-read": " to show your team "})
    assert profile_of(web_app).purposes == {"teams:read": "to show your team"}
    assert 'value="to show your team"' in admin.get(page_of(web_app)).content.decode()


def test_a_purpose_that_is_too_long_is_refused(admin: Client, web_app: App) -> None:
    response = change(admin, web_app, **{"scope_purposes-teams-read": "x" * 141})
    assert errors_of(response)["scope_purposes"] == ["The purpose of 'teams:read' has 141 characters; 140 are allowed."]


def test_groups_of_choices_have_legends(admin: Client, db: None) -> None:
    page = admin.get(ADD).content.decode()
    legends = [re.sub(r"\s+", " ", each).strip() for each in re.findall(r"<legend[^>]*>([^<]+)", page)]
    assert {"Type", "May ask for", "Optional", "What for"} <= set(legends)


# Addresses


def test_the_page_says_what_will_match(admin: Client, web_app: App, native_app: App) -> None:
    assert "This address alone, letter by letter" in admin.get(page_of(web_app)).content.decode()
    assert "This address with any port" in admin.get(page_of(native_app)).content.decode()


# Trust


def badges(app: App) -> list[str]:
    profile = profile_of(app)
    return [name for name, given in (("verified", profile.verified_at), ("first_party", profile.first_party)) if given]


@pytest.mark.yardstick("L12")
@pytest.mark.parametrize(("field", "permission"), [("verified", "verify_client"), ("first_party", "set_first_party")])
def test_a_badge_needs_its_own_permission(bob: User, web_app: App, field: str, permission: str) -> None:
    change(staff(bob, "view_clientprofile", "change_clientprofile"), web_app, **{field: "on"})
    assert not badges(web_app)
    change(staff(bob, "view_clientprofile", "change_clientprofile", permission), web_app, **{field: "on"})
    assert badges(web_app) == [field]
    page = staff(bob, "view_clientprofile").get(page_of(web_app)).content.decode()
    assert re.search(r"Yes, since .*, by bob", page)


def test_a_badge_stays_when_somebody_else_saves(bob: User, admin: Client, web_app: App) -> None:
    change(admin, web_app, verified="on", first_party="on")
    change(staff(bob, "view_clientprofile", "change_clientprofile"), web_app)
    profile = profile_of(web_app)
    assert (bool(profile.verified_at), profile.verified_by.username, profile.first_party) == (True, "alice", True)  # type: ignore[union-attr]


@pytest.mark.yardstick("E9")
def test_a_native_app_is_never_the_sites_own(admin: Client, native_app: App) -> None:
    response = change(admin, native_app, first_party="on")
    assert errors_of(response)["first_party"] == ["A native app can't be one of the site's own."]
    assert not profile_of(native_app).first_party


# Lifetimes


def test_lifetimes_are_the_apps_own_or_the_sites(admin: Client, web_app: App) -> None:
    assert "Access tokens: 1 hour." in admin.get(page_of(web_app)).content.decode()
    change(admin, web_app, access_token_lifetime="300")
    assert "Access tokens: 5 minutes." in admin.get(page_of(web_app)).content.decode()


def test_a_lifetime_that_can_not_work_is_refused_at_its_field(admin: Client, web_app: App) -> None:
    response = change(admin, web_app, access_token_lifetime="5")
    assert errors_of(response)["access_token_lifetime"] == ["5 s is not a lifetime; 60 to 315360000 s are."]


# Dangerous changes of an app in use


@pytest.mark.yardstick("L12")
@pytest.mark.parametrize(
    "over",
    [
        {"redirect_uris": f"https://app.example/callback\r\n{OTHER}"},
        {"allowed_scopes": ["profile:read"]},
        {"allowed_scopes": ["profile:read", "teams:read", "teams:write"]},
        {"optional_scopes": ["teams:read"]},
        {"may_introspect": "on"},
        {"verified": "on"},
        {"first_party": "on"},
    ],
    ids=str,
)
def test_a_dangerous_change_of_an_app_in_use_asks_first(
    admin: Client, bob: User, web_app: App, over: dict[str, Any]
) -> None:
    flow.connect(bob, web_app)
    with nothing_changes():
        response = change(admin, web_app, **over)
        assert asks(response)
    assert (response.context["in_use"].people, response.context["in_use"].grants) == (1, 1)
    assert confirm(admin, web_app, response).status_code == 302
    assert set(events("client.changed")[0].details["changes"]) >= set(over)


def test_other_changes_do_not_ask(admin: Client, bob: User, web_app: App) -> None:
    flow.connect(bob, web_app)
    assert change(admin, web_app, description="Plans.").status_code == 302


def test_nobody_is_asked_about_an_app_that_nobody_uses(admin: Client, web_app: App) -> None:
    assert change(admin, web_app, redirect_uris=OTHER).status_code == 302


def test_the_page_tells_the_effects(admin: Client, bob: User, web_app: App) -> None:
    flow.connect(bob, web_app)
    over = {"allowed_scopes": ["profile:read", "teams:write"], "redirect_uris": "https://two.example/cb"}
    assert change(admin, web_app, **over).context["effects"] == [
        "1 person: the app loses “See your teams” (teams:read) with its next request.",
        "1 person will be asked again when the app asks for “Change who is in your teams” (teams:write).",
        "Codes that wait to be redeemed end now; sessions go on. The owner is told by e-mail.",
        "1 person will be asked again because it sends them to other hosts.",
    ]


def test_all_that_was_filled_in_comes_through_the_step(admin: Client, bob: User, web_app: App) -> None:
    flow.connect(bob, web_app)
    typed = 'Plans. "Quoted" <b>'
    over = {"redirect_uris": f"{web_app.redirect_uri}\r\n{OTHER}", "description": typed, "new_logo": upload(picture())}
    assert confirm(admin, web_app, change(admin, web_app, **over)).status_code == 302
    profile = profile_of(web_app)
    assert profile.description == typed
    assert profile.application.redirect_uris.split() == [web_app.redirect_uri, OTHER]
    assert bytes(profile.logo).startswith(b"\x89PNG")


def test_what_was_confirmed_is_what_is_saved(admin: Client, bob: User, web_app: App) -> None:
    flow.connect(bob, web_app)
    form = form_with(change(admin, web_app, redirect_uris=OTHER).content.decode(), "hub_confirmed").values
    with nothing_changes():
        assert asks(admin.post(page_of(web_app), {**form, "redirect_uris": "https://evil.example/cb"}))


def test_a_carried_logo_is_read_like_any_other(admin: Client, web_app: App) -> None:
    broken = base64.b64encode(b"<svg/>").decode()
    for sent in ("%%%", "é", broken):
        assert "carried_logo" in errors_of(change(admin, web_app, carried_logo=sent))
    assert bytes(profile_of(web_app).logo) == b""


@pytest.mark.yardstick("L13")
def test_a_dangerous_change_wants_a_recent_sign_in(admin: Client, web_app: App) -> None:
    session = admin.session
    session[SIGNED_IN_AT] = (datetime.fromisoformat(session[SIGNED_IN_AT]) - timedelta(hours=1)).isoformat()
    session.save()
    assert change(admin, web_app, description="Plans.").status_code == 302
    with nothing_changes():
        asked = change(admin, web_app, redirect_uris=OTHER)
    form = form_with(asked.content.decode(), "hub_then").values
    assert admin.post(page_of(web_app), {**form, "hub_password": PASSWORD}).status_code == 302
    assert profile_of(web_app).application.redirect_uris == OTHER


# Secrets


def test_the_overlap_is_chosen(admin: Client, web_app: App) -> None:
    send(admin, page_of(web_app, "secrets"), "after", overlap="0")
    assert not secrets.verify(profile_of(web_app).application, str(web_app.secret))


@pytest.mark.parametrize("overlap", ["169", "soon", "-1", "9" * 400])
def test_an_overlap_that_can_not_be_makes_no_secret(admin: Client, web_app: App, overlap: str) -> None:
    response = send(admin, page_of(web_app, "secrets"), "after", overlap=overlap)
    assert response.status_code == 409
    assert response.context["problems"]
    assert ClientSecret.objects.count() == 1


def test_the_file_to_download_holds_what_the_app_needs(admin: Client, web_app: App) -> None:
    response = send(admin, page_of(web_app, "secrets"), "after")
    found = re.search(r'download="(.*?)" href="data:text/plain;base64,(.*?)"', response.content.decode())
    assert found
    name, lines = found[1], base64.b64decode(found[2]).decode().splitlines()
    assert name == "acme-planner.env"
    assert lines == [
        "HUB_ISSUER=http://127.0.0.1:8000",
        f"HUB_CLIENT_ID={web_app.client_id}",
        f"HUB_CLIENT_SECRET={response.context['secret']}",
    ]


def test_ending_a_secret_in_use_says_so_with_its_numbers(admin: Client, bob: User, web_app: App) -> None:
    path = f"{page_of(web_app, 'secrets')}{ClientSecret.objects.get().pk}/revoke/"
    assert "rests on it now" not in admin.get(path).content.decode()
    flow.connect(bob, web_app)
    page = admin.get(path).content.decode()
    assert "It was used in the last 24 hours" in page
    assert "1 person has connected this app." in " ".join(page.split())


# Turning off


@pytest.mark.parametrize("box", ["show_reason", "notify"])
def test_the_boxes_of_the_page_are_kept(admin: Client, web_app: App, box: str) -> None:
    form = form_with(admin.get(page_of(web_app, "turn_off")).content.decode(), "reason").fields
    assert form["notify"] == "yes"
    admin.post(
        page_of(web_app, "turn_off"),
        {"csrfmiddlewaretoken": form["csrfmiddlewaretoken"], "reason": "Spam.", box: "yes"},
    )
    assert profile_of(web_app).disabled_reason_is_shown is (box == "show_reason")


# Deleting


def test_an_app_is_deleted_by_typing_its_name(admin: Client, web_app: App) -> None:
    send(admin, page_of(web_app, "turn_off"), "reason")
    path = page_of(web_app, "delete")
    assert send(admin, path, "name", name="Acme").status_code == 400
    assert ClientProfile.objects.exists()
    assert send(admin, path, "name", name="Acme Planner").status_code == 302
    assert not ClientProfile.objects.exists()
    assert len(events("client.deleted")) == 1


def test_an_app_in_use_is_not_offered_for_deletion(admin: Client, bob: User, web_app: App) -> None:
    flow.connect(bob, web_app)
    path = page_of(web_app, "delete")
    assert path not in admin.get(page_of(web_app)).content.decode()
    response = admin.get(path)
    assert "People have connected it" in response.context["refused"]
    assert "Type" not in response.content.decode().split("hub-card")[1]


# What happens each time an administrator's apps are looked up, in order.
between: list[Callable[[], object]] = []


def interrupted(_request: object, visible: Any) -> Any:
    if between:
        between.pop(0)()
    return visible


@pytest.mark.parametrize(("meanwhile", "status"), [(clients.delete, 404), (clients.enable, 409)])
def test_another_administrator_was_quicker(
    admin: Client, web_app: App, meanwhile: Any, status: int, settings: Settings
) -> None:
    disable(web_app)
    form = form_with(admin.get(page_of(web_app, "delete")).content.decode(), "name").fields
    path = page_of(web_app, "delete")
    settings.HUB_OAUTH = {**settings.HUB_OAUTH, "ADMIN_CLIENTS": f"{__name__}.interrupted"}
    between.extend([lambda: None, lambda: meanwhile(application_of(web_app), act=SYSTEM)])
    assert admin.post(path, {**form, "name": "Acme Planner"}).status_code == status
    assert not between
    assert all(event.actor_id == "" for event in events("client.deleted"))


# The list


def test_the_list_asks_as_often_for_many_apps_as_for_one(admin: Client, bob: User, web_app: App) -> None:
    flow.connect(bob, web_app)
    admin.get(APPS)
    with statements() as first:
        admin.get(APPS)
    for number in range(12):
        factories.web_app(f"Acme {number}", owner=bob)
    with at_most(len(first)):
        assert admin.get(APPS).content.count(b"Acme ") > 12


def test_the_list_shows_who_uses_what(admin: Client, bob: User, web_app: App, native_app: App) -> None:
    tokens = flow.connect(bob, web_app)
    admin.get("/api/auth/me", headers={"Authorization": f"Bearer {tokens['access_token']}"})
    rows = {str(profile): profile.use for profile in admin.get(APPS).context["cl"].result_list}
    assert rows["Acme Desk"] == {}
    assert rows["Acme Planner"]["active"] == 1


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("status=on", ["Acme Board", "Acme Planner"]),
        ("status=off", ["Acme Desk"]),
        ("verified=yes", []),
        ("scope=teams:write", ["Acme Board"]),
        ("scope=teams", ["Acme Board", "Acme Desk", "Acme Planner"]),
        ("use=used", []),
        ("use=unused", []),
        ("secret=old", []),
        ("secret=none", []),
        ("kind__exact=spa", ["Acme Board"]),
        ("first_party__exact=1", []),
        ("q=board.example", ["Acme Board"]),
        ("status=%00", ["Acme Board", "Acme Desk", "Acme Planner"]),
    ],
)
def test_the_list_is_filtered(admin: Client, web_app: App, query: str, names: list[str]) -> None:
    factories.spa_app(scopes=["profile:read", "teams:write"])
    send(admin, page_of(factories.native_app(), "turn_off"), "reason")
    assert [str(profile) for profile in admin.get(f"{APPS}?{query}").context["cl"].result_list] == names


def test_old_secrets_and_unused_apps_are_found(admin: Client, web_app: App) -> None:
    age(ClientSecret.objects.get(), days=366)
    age(profile_of(web_app).application, days=91)
    for query in ("secret=old", "use=unused"):
        assert len(admin.get(f"{APPS}?{query}").context["cl"].result_list) == 1, query


def only_their_own(request: Any, clients: Any) -> Any:
    return clients.filter(owner=request.user)


def test_a_host_narrows_who_sees_which_apps(
    admin: Client, alice: User, bob: User, web_app: App, settings: Settings
) -> None:
    settings.HUB_OAUTH = {**settings.HUB_OAUTH, "ADMIN_CLIENTS": f"{__name__}.only_their_own"}
    mine = factories.native_app(owner=alice)
    assert [str(profile) for profile in admin.get(APPS).context["cl"].result_list] == ["Acme Desk"]
    assert admin.get(page_of(mine)).status_code == 200
    for name in ("secrets", "turn_off", "delete"):
        assert admin.get(page_of(web_app, name)).status_code == 404
    assert admin.get(page_of(web_app)).status_code == 302
