"""Consents and the audit log in the Django admin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from hub_oauth.models import AuditEvent, Consent, Grant
from tests.support import flow
from tests.support.admin import AUDIT, CONSENTS, administrator, events, staff
from tests.support.app import App
from tests.support.html import form_with

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response


@pytest.fixture
def admin(alice: User) -> Client:
    return administrator(alice)


def revoke(browser: Client, *chosen: Consent, **more: Any) -> Response:
    token = form_with(browser.get(CONSENTS).content.decode(), "csrfmiddlewaretoken").fields
    rows = [consent.pk for consent in chosen]
    return browser.post(CONSENTS, {**token, "action": "revoke_selected", "_selected_action": rows, **more})


def test_revoking_asks_first_with_numbers(admin: Client, web_app: App, spa_app: App, bob: User) -> None:
    flow.connect(bob, web_app)
    flow.connect(bob, spa_app)
    page = revoke(admin, *Consent.objects.all())
    in_use = page.context["in_use"]
    assert (in_use.people, in_use.apps, in_use.grants) == (1, 2, 2)
    assert Consent.objects.filter(revoked_at=None).count() == 2


@pytest.mark.yardstick("H5")
def test_revoking_ends_the_consent_and_its_grants(admin: Client, web_app: App, alice: User, bob: User) -> None:
    flow.connect(bob, web_app)
    revoke(admin, Consent.objects.get(), confirmed="yes")
    consent, grant = Consent.objects.get(), Grant.objects.get()
    assert (consent.revoked_by, consent.revoked_reason) == (alice, Consent.Reason.ADMINISTRATOR)
    assert grant.end_reason == Grant.End.CONSENT
    (event,) = events("consent.revoked")
    assert (event.actor_id, event.user_id, event.client_id) == (str(alice.pk), str(bob.pk), web_app.client_id)


def test_only_what_was_selected_is_revoked(admin: Client, web_app: App, bob: User, charlie: User) -> None:
    flow.connect(bob, web_app)
    flow.connect(charlie, web_app)
    revoke(admin, Consent.objects.get(user=bob), confirmed="yes")
    assert Consent.objects.get(revoked_at=None).user == charlie


def test_a_consent_that_ended_is_not_revoked_again(admin: Client, web_app: App, bob: User) -> None:
    flow.connect(bob, web_app)
    for _ in range(2):
        revoke(admin, Consent.objects.get(), confirmed="yes")
    assert len(events("consent.revoked")) == 1


def test_revoking_needs_its_permission(web_app: App, bob: User, charlie: User) -> None:
    flow.connect(bob, web_app)
    browser = staff(charlie, "view_consent", "change_consent", "delete_consent")
    revoke(browser, Consent.objects.get(), confirmed="yes")
    assert Consent.objects.get().revoked_at is None


def test_revoking_needs_a_post(admin: Client, web_app: App, bob: User) -> None:
    flow.connect(bob, web_app)
    admin.get(f"{CONSENTS}?action=revoke_selected&_selected_action={Consent.objects.get().pk}&confirmed=yes")
    assert Consent.objects.get().revoked_at is None


@pytest.mark.parametrize(("word", "count"), [("bob", 1), ("bob@example.org", 1), ("Planner", 1), ("charlie", 0)])
def test_consents_are_found_by_person_and_app(admin: Client, web_app: App, bob: User, word: str, count: int) -> None:
    flow.connect(bob, web_app)
    assert admin.get(CONSENTS, {"q": word}).context["cl"].queryset.count() == count


def test_consents_are_found_by_client_id(admin: Client, web_app: App, spa_app: App, bob: User) -> None:
    flow.connect(bob, web_app)
    flow.connect(bob, spa_app)
    (found,) = admin.get(CONSENTS, {"q": spa_app.client_id}).context["cl"].queryset
    assert found.application.client_id == spa_app.client_id


@pytest.mark.parametrize("status", ["live", "over"])
def test_consents_are_filtered_by_status(admin: Client, web_app: App, bob: User, charlie: User, status: str) -> None:
    for person in (bob, charlie):
        flow.connect(person, web_app)
    revoke(admin, Consent.objects.get(user=bob), confirmed="yes")
    (found,) = admin.get(CONSENTS, {"status": status}).context["cl"].queryset
    assert found.user == {"live": charlie, "over": bob}[status]


@pytest.mark.parametrize("page", ["add/", "{pk}/delete/"])
def test_consents_are_not_added_or_deleted(admin: Client, web_app: App, bob: User, page: str) -> None:
    flow.connect(bob, web_app)
    assert admin.get(CONSENTS + page.format(pk=Consent.objects.get().pk)).status_code == 403


def test_a_consent_is_read_only(admin: Client, web_app: App, bob: User) -> None:
    flow.connect(bob, web_app)
    path = f"{CONSENTS}{Consent.objects.get().pk}/change/"
    page = admin.get(path)
    assert "See your teams" in page.content.decode()
    token = form_with(page.content.decode(), "csrfmiddlewaretoken").fields
    assert admin.post(path, {**token, "scopes": "teams:write"}).status_code == 403
    assert Consent.objects.get().scopes == "profile:read teams:read"


def test_a_person_with_consents_can_be_deleted(admin: Client, web_app: App, bob: User) -> None:
    flow.connect(bob, web_app)
    path = f"/admin/auth/user/{bob.pk}/delete/"
    token = form_with(admin.get(path).content.decode(), "post").fields
    assert admin.post(path, token).status_code == 302
    assert not User.objects.filter(pk=bob.pk).exists()


# The audit log


def test_the_audit_log_shows_who_did_what(admin: Client, web_app: App, bob: User) -> None:
    flow.connect(bob, web_app)
    page = admin.get(AUDIT, {"q": "consent"}).content.decode()
    for value in ("consent.granted", "bob", "Acme Planner"):
        assert value in page


@pytest.mark.parametrize("page", ["add/", "{pk}/delete/"])
def test_the_audit_log_takes_no_addition_or_deletion(admin: Client, web_app: App, page: str) -> None:
    path = AUDIT + page.format(pk=AuditEvent.objects.latest("pk").pk)
    assert admin.get(path).status_code == 403


def test_an_audit_event_is_read_only(admin: Client, web_app: App) -> None:
    event = AuditEvent.objects.latest("pk")
    path = f"{AUDIT}{event.pk}/change/"
    page = admin.get(path)
    token = form_with(page.content.decode(), "csrfmiddlewaretoken").fields
    assert admin.post(path, {**token, "event": "nothing"}).status_code == 403
    assert AuditEvent.objects.get(pk=event.pk).event == event.event


@pytest.mark.parametrize("path", [CONSENTS, AUDIT])
def test_staff_without_permissions_read_nothing(bob: User, path: str) -> None:
    assert staff(bob).get(path).status_code == 403
