"""Consents and the audit log in the Django admin."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from hub_oauth.audit import SYSTEM
from hub_oauth.models import AuditEvent, Consent, Grant
from hub_oauth.notifications import Notice
from hub_oauth.withdrawals import withdraw
from tests.support import factories, flow
from tests.support.admin import AUDIT, CONSENTS, administrator, events, staff
from tests.support.app import App
from tests.support.html import form_with

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response


@pytest.fixture
def admin(alice: User) -> Client:
    return administrator(alice)


def choose(browser: Client, *chosen: Consent, **more: Any) -> Response:
    """Tick consents in the list and run the action: usually the page that asks."""
    token = form_with(browser.get(CONSENTS).content.decode(), "csrfmiddlewaretoken").fields
    rows = [consent.pk for consent in chosen]
    return browser.post(CONSENTS, {**token, "action": "revoke_selected", "_selected_action": rows, **more}, follow=True)


def revoke(browser: Client, *chosen: Consent, **over: Any) -> Response:
    """The same, and the form of that page sent, without telling people."""
    form = form_with(choose(browser, *chosen).content.decode(), "confirmed")
    form.fields.pop("notify")
    return browser.post(form.action, {**form.fields, "reason": "It spams.", **over})


def test_revoking_asks_first_with_numbers(admin: Client, web_app: App, spa_app: App, bob: User) -> None:
    flow.connect(bob, web_app)
    flow.connect(bob, spa_app)
    page = choose(admin, *Consent.objects.all())
    in_use = page.context["in_use"]
    assert (in_use.people, in_use.apps, in_use.grants) == (1, 2, 2)
    assert Consent.objects.filter(revoked_at=None).count() == 2


@pytest.mark.yardstick("H5")
def test_revoking_ends_the_consent_and_its_grants(admin: Client, web_app: App, alice: User, bob: User) -> None:
    flow.connect(bob, web_app)
    revoke(admin, Consent.objects.get())
    consent, grant = Consent.objects.get(), Grant.objects.get()
    assert (consent.revoked_by, consent.revoked_reason) == (alice, Consent.Reason.ADMINISTRATOR)
    assert grant.end_reason == Grant.End.CONSENT
    (event,) = events("consent.revoked")
    assert (event.actor_id, event.user_id, event.client_id) == (str(alice.pk), str(bob.pk), web_app.client_id)


def test_only_what_was_selected_is_revoked(admin: Client, web_app: App, bob: User, charlie: User) -> None:
    flow.connect(bob, web_app)
    flow.connect(charlie, web_app)
    revoke(admin, Consent.objects.get(user=bob))
    assert Consent.objects.get(revoked_at=None).user == charlie


def test_a_consent_that_ended_is_not_revoked_again(admin: Client, web_app: App, bob: User) -> None:
    flow.connect(bob, web_app)
    form = form_with(choose(admin, Consent.objects.get()).content.decode(), "confirmed")
    for _ in range(2):
        admin.post(form.action, {**form.fields, "reason": "It spams."})
    assert "None of the selected consents is live" in choose(admin, Consent.objects.get()).content.decode()
    assert len(events("consent.revoked")) == 1


def test_revoking_needs_its_permission(web_app: App, bob: User, charlie: User) -> None:
    flow.connect(bob, web_app)
    browser = staff(charlie, "view_consent", "change_consent", "delete_consent")
    key = Consent.objects.get().pk
    page = browser.get(f"{CONSENTS}{key}/change/").content.decode()
    form = {**form_with(page, "csrfmiddlewaretoken").fields, "consents": key, "confirmed": "yes", "reason": "No."}
    assert browser.post(f"{CONSENTS}revoke/", form).status_code == 403
    assert Consent.objects.get().revoked_at is None
    assert f"{CONSENTS}{key}/revoke/" not in page


@pytest.mark.parametrize("reason", ["", "   "])
def test_revoking_needs_a_reason(admin: Client, web_app: App, bob: User, reason: str) -> None:
    flow.connect(bob, web_app)
    page = revoke(admin, Consent.objects.get(), reason=reason)
    assert page.status_code == 400
    assert "Say why" in page.content.decode()
    assert Consent.objects.get().revoked_at is None


def test_the_reason_is_kept_in_the_audit_log(admin: Client, web_app: App, bob: User) -> None:
    flow.connect(bob, web_app)
    revoke(admin, Consent.objects.get(), reason="It spams.")
    (one,), (all_of_them,) = events("consent.revoked"), events("admin.bulk_revoke")
    assert (one.reason, one.details) == ("administrator", {"grants": 1, "why": "It spams."})
    assert all_of_them.details == {"consents": 1, "why": "It spams.", "notified": False}


@pytest.mark.django_db(transaction=True)  # people are told after COMMIT
@pytest.mark.parametrize("notify", [True, False])
def test_people_are_told_where_the_box_is_ticked(
    admin: Client, web_app: App, bob: User, notify: bool, settings: Any
) -> None:
    told: list[Notice] = []
    settings.HUB_OAUTH = {**settings.HUB_OAUTH, "NOTIFY": told.append}
    flow.connect(bob, web_app)
    told.clear()
    revoke(admin, Consent.objects.get(), **({"notify": "yes"} if notify else {}))
    assert [(notice.kind, notice.user) for notice in told] == [("removed", bob)] * notify


def test_one_is_revoked_from_its_page(admin: Client, web_app: App, bob: User, charlie: User) -> None:
    flow.connect(bob, web_app)
    flow.connect(charlie, web_app)
    consent = Consent.objects.get(user=bob)
    assert f"{CONSENTS}{consent.pk}/revoke/" in admin.get(f"{CONSENTS}{consent.pk}/change/").content.decode()
    form = form_with(admin.get(f"{CONSENTS}{consent.pk}/revoke/").content.decode(), "confirmed")
    admin.post(form.action, {**form.fields, "reason": "Asked to."})
    assert Consent.objects.get(revoked_at=None).user == charlie


def test_more_than_go_at_once_go_in_part_and_the_command_is_named(
    admin: Client, web_app: App, bob: User, charlie: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub_oauth.admin.consent_revocation.AT_ONCE", 1)
    flow.connect(bob, web_app)
    flow.connect(charlie, web_app)
    page = choose(admin, *Consent.objects.all())
    assert "manage.py hub_revoke" in page.content.decode()
    assert page.context["in_use"].people == 1
    revoke(admin, *Consent.objects.all())
    assert Consent.objects.get(revoked_at=None).user == charlie


@pytest.mark.parametrize("keys", ["", "x", "1,x", "9" * 30, "\0", "-1"])
def test_garbage_in_place_of_consents_revokes_nothing(admin: Client, web_app: App, bob: User, keys: str) -> None:
    flow.connect(bob, web_app)
    form = form_with(choose(admin, Consent.objects.get()).content.decode(), "confirmed")
    fields = {**form.fields, "consents": keys.replace("1", str(Consent.objects.get().pk + 1)), "reason": "No."}
    assert admin.post(form.action, fields).status_code == 302
    assert Consent.objects.get().revoked_at is None


def test_a_consent_shows_what_happened_between_the_two(admin: Client, web_app: App, bob: User, charlie: User) -> None:
    flow.connect(bob, web_app)
    path = f"{CONSENTS}{Consent.objects.get().pk}/change/"
    assert [event.event for event in admin.get(path).context["events"]] == ["token.issued", "consent.granted"]
    assert staff(charlie, "view_consent").get(path).context["events"] is None


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


def only(browser: Client, **filters: str) -> Consent:
    """The one consent that the list has with these filters."""
    (found,) = browser.get(CONSENTS, filters).context["cl"].queryset
    consent: Consent = found
    return consent


@pytest.mark.parametrize("status", ["live", "over"])
def test_consents_are_filtered_by_status(admin: Client, web_app: App, bob: User, charlie: User, status: str) -> None:
    for person in (bob, charlie):
        flow.connect(person, web_app)
    withdraw(Consent.objects.get(user=bob), reason=Consent.Reason.REMOVED, act=SYSTEM)
    assert only(admin, status=status).user == {"live": charlie, "over": bob}[status]


def test_consents_are_filtered_by_app(admin: Client, web_app: App, spa_app: App, bob: User) -> None:
    flow.connect(bob, web_app)
    flow.connect(bob, spa_app)
    assert only(admin, app=spa_app.client_id).application.client_id == spa_app.client_id


def test_where_there_are_many_apps_the_chosen_one_alone_is_named(
    admin: Client, web_app: App, spa_app: App, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub_oauth.admin.app_filter.APPS_LISTED", 1)
    flow.connect(bob, web_app)
    flow.connect(bob, spa_app)
    assert only(admin, app=spa_app.client_id).application.client_id == spa_app.client_id
    page = admin.get(CONSENTS).content.decode()
    assert f"app={spa_app.client_id}" not in page


def test_consents_are_filtered_by_permission(admin: Client, web_app: App, bob: User, charlie: User) -> None:
    flow.connect(bob, web_app)
    flow.connect(charlie, web_app, "profile:read")
    assert only(admin, scope="teams:read").user == bob


def test_consents_are_filtered_by_sensitivity(admin: Client, web_app: App, bob: User, charlie: User) -> None:
    flow.connect(bob, web_app)
    flow.connect(charlie, web_app)
    Consent.objects.filter(user=bob).update(scopes="profile:read teams:write")
    assert (only(admin, sensitive="yes").user, only(admin, sensitive="no").user) == (bob, charlie)


@pytest.mark.parametrize(("used", "days"), [("1", 0), ("30", 3), ("not90", 91), ("never", None)])
def test_consents_are_filtered_by_last_use(
    tokens: object, admin: Client, bob: User, used: str, days: int | None
) -> None:
    flow.connect(bob, factories.spa_app())
    now = timezone.now()
    Consent.objects.exclude(user=bob).update(last_used_at=now - timedelta(days=60))
    Consent.objects.filter(user=bob).update(last_used_at=None if days is None else now - timedelta(days=days))
    assert only(admin, used=used).user == bob


def test_consents_are_filtered_by_who_is_staff(admin: Client, web_app: App, alice: User, bob: User) -> None:
    flow.connect(alice, web_app)
    flow.connect(bob, web_app)
    assert only(admin, staff="yes").user == alice


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
