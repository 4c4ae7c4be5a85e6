"""Whoever changes, turns off and on, or deletes an app may say why, and the audit log has it."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client

from tests.oauth.test_admin_client_form import asks, change
from tests.support import factories, flow
from tests.support.admin import AUDIT, administrator, events, page_of, profile_of, send, staff
from tests.support.app import App
from tests.support.html import form_with
from tests.support.rows import nothing_changes

WHY = "It asks for more than it needs."


@pytest.fixture
def admin(alice: User) -> Client:
    return administrator(alice)


def narrow(admin: Client, person: User, app: App, reason: str) -> None:
    """Take a permission from an app that somebody uses."""
    flow.connect(person, app)
    page = change(admin, app, allowed_scopes=["profile:read"])
    form = form_with(page.content.decode(), "hub_confirmed").values
    assert admin.post(page_of(app), {**form, "reason": reason}).status_code == 302


def test_narrowing_an_app(admin: Client, bob: User, web_app: App) -> None:
    narrow(admin, bob, web_app, f"  {WHY}\n")
    (event,) = events("client.changed")
    assert event.reason == WHY
    assert event.details["changes"]["allowed_scopes"] == [["profile:read", "teams:read"], ["profile:read"]]
    assert WHY in admin.get(f"{AUDIT}{event.pk}/change/").content.decode()


def test_turning_an_app_off_and_on(admin: Client, web_app: App) -> None:
    send(admin, page_of(web_app, "turn_off"), "reason", reason=WHY)
    assert (events("client.disabled")[0].reason, profile_of(web_app).disabled_reason) == (WHY, WHY)
    send(admin, page_of(web_app, "turn_on"), "reason", reason="It was mended.")
    assert (events("client.enabled")[0].reason, profile_of(web_app).disabled_reason) == ("It was mended.", "")


def test_deleting_an_app(admin: Client, web_app: App) -> None:
    send(admin, page_of(web_app, "turn_off"), "reason")
    refused = send(admin, page_of(web_app, "delete"), "name", name="Acme", reason=WHY)
    assert form_with(refused.content.decode(), "name").fields["reason"] == WHY
    send(admin, page_of(web_app, "delete"), "name", name="Acme Planner", reason=WHY)
    assert events("client.deleted")[0].reason == WHY


def test_nobody_has_to_say_why(admin: Client, bob: User, web_app: App) -> None:
    narrow(admin, bob, web_app, "")
    assert events("client.changed")[0].reason == ""


@pytest.mark.parametrize(("sent", "kept"), [("x" * 201, "x" * 200), ("a\0b", "a b")], ids=["long", "NUL"])
def test_what_does_not_fit_is_cut(admin: Client, web_app: App, sent: str, kept: str) -> None:
    send(admin, page_of(web_app, "turn_off"), "reason", reason=sent)
    assert events("client.disabled")[0].reason == kept


def test_a_reason_is_kept_where_it_is_asked_again(admin: Client, bob: User, web_app: App) -> None:
    flow.connect(bob, web_app)
    form = form_with(change(admin, web_app, verified="on").content.decode(), "hub_confirmed").values
    with nothing_changes():
        page = admin.post(page_of(web_app), {**form, "may_introspect": "on", "reason": WHY})
    assert asks(page)
    again = form_with(page.content.decode(), "hub_confirmed").values
    assert again["reason"] == [WHY]  # one field, and not another that was carried along
    admin.post(page_of(web_app), again)
    assert events("client.changed")[0].reason == WHY


def test_the_command_takes_one_for_turning_on(web_app: App) -> None:
    call_command("hub_client", "disable", web_app.client_id)
    call_command("hub_client", "enable", web_app.client_id, "--reason", "It was mended.")
    assert events("client.enabled")[0].reason == "It was mended."
    with nothing_changes(), pytest.raises(CommandError, match="200 are allowed"):
        call_command("hub_client", "enable", web_app.client_id, "--reason", "x" * 201)


# What the page says


def test_permissions_are_named_in_words_beside_their_names(admin: Client, bob: User, web_app: App) -> None:
    flow.connect(bob, web_app)
    page = " ".join(change(admin, web_app, allowed_scopes=["profile:read"]).content.decode().split())
    assert '<del>See your teams – <bdi dir="ltr">teams:read</bdi></del>' in page


def test_whoever_may_only_look_reads_them_in_words_too(bob: User, web_app: App) -> None:
    page = staff(bob, "view_clientprofile").get(page_of(web_app)).content.decode()
    for said in ("“See your teams” (teams:read)", "“See your profile” (profile:read)"):
        assert said in page
    assert "separated by spaces" not in page


def test_the_page_of_an_app_leads_to_what_happened_with_it(admin: Client, bob: User, web_app: App) -> None:
    other = factories.native_app()
    flow.connect(bob, web_app)
    page = admin.get(page_of(web_app)).content.decode()
    for listed in ("consent", "auditevent"):
        address = f"/admin/hub_oauth/{listed}/?app={web_app.client_id}"
        assert f'href="{address}"' in page
        assert other.client_id not in str(list(admin.get(address).context["cl"].result_list.values()))
