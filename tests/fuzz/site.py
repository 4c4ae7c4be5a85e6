"""The Hub itself: this process, PostgreSQL, real transactions; two people, two apps, and a resource server."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO
from typing import TYPE_CHECKING, Any, Final

from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, transaction

from hub_oauth import secrets, withdrawals
from hub_oauth.audit import SYSTEM
from hub_oauth.models import ClientSecret, Consent
from tests.support import answers, factories, flow, registry
from tests.support.app import App, authorize_params
from tests.support.html import form_with

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

SCOPES: Final = ("profile:read", "teams:read", "teams:write")
OPTIONAL: Final = ("teams:write",)
NEEDS: Final = {answers.ME: "profile:read", answers.TEAMS: "teams:read"}
WEB, SPA = "Acme Planner", "Acme Board"
# Its own, and so short that an example reaches their end.
SPA_LIFETIMES: Final[dict[str, Any]] = {"access_token_lifetime": 600, "refresh_absolute_lifetime": 40 * 24 * 3600}
# What migrations filled stays; everything else is an example's own.
KEPT: Final = {"django_migrations", "django_content_type", "auth_permission"}


def empty() -> None:
    """Delete every row. With triggers off: the audit log guards itself, and order would matter."""
    cache.clear()
    with connection.cursor() as cursor:
        tables = sorted(set(connection.introspection.table_names(cursor)) - KEPT)
        deletes = "; ".join(f"DELETE FROM {table}" for table in tables)
        cursor.execute(f"SET session_replication_role = replica; {deletes}; RESET session_replication_role")


class Site:
    """What people, apps and administrators do. people, apps: by name; unproven: apps with a secret that is not theirs,
    or no longer; travelled: every secret that went over the wire.
    """

    def __init__(self) -> None:
        empty()
        self.people: dict[str, User] = {name: factories.UserFactory.create(username=name) for name in ("alice", "bob")}
        self.browsers = {name: flow.signed_in(person) for name, person in self.people.items()}
        scopes: dict[str, Any] = {"scopes": SCOPES, "optional_scopes": OPTIONAL}
        self.apps = {WEB: factories.web_app(WEB, **scopes), SPA: factories.spa_app(SPA, **scopes, **SPA_LIFETIMES)}
        self.resource_server = factories.web_app("The API", may_introspect=True)
        self.unproven = {name: replace(app, secret="hub_cs_" + "x" * 43) for name, app in self.apps.items()}
        self.travelled = [app.secret for app in (*self.apps.values(), self.resource_server) if app.secret]
        self.travelled += [app.pkce.verifier for app in self.apps.values()]
        self.found_team()

    def found_team(self) -> None:
        team = factories.TeamFactory.create()
        for person, role in (("alice", "owner"), ("bob", "member")):
            factories.MembershipFactory.create(team=team, user=self.people[person], role=role)

    def ask(self, person: str, app: str, **over: str | None) -> Response:
        return flow.ask(self.browsers[person], authorize_params(self.apps[app], **over))

    def answer(self, person: str, page: Response, decision: str, **extra: Any) -> Response:
        return flow.answer(self.browsers[person], page, decision, **extra)

    def remove_app(self, person: str, app: str) -> Response:
        """Open the page and press the button; gives what the page is where there is no button."""
        browser, path = self.browsers[person], f"/account/apps/{self.apps[app].client_id}/remove"
        page = browser.get(path)
        if page.status_code != 200:
            return page
        return browser.post(path, form_with(page.content.decode(), "csrfmiddlewaretoken").fields)

    def take_back(self, person: str, app: str, scope: str) -> Response:
        """Send the form of the app's page, with any scope; gives what a page is where there is none."""
        browser, path = self.browsers[person], f"/account/apps/{self.apps[app].client_id}"
        page = browser.get(f"{path}/remove")
        if page.status_code != 200:
            return page
        fields = form_with(page.content.decode(), "csrfmiddlewaretoken").fields
        return browser.post(f"{path}/take-back", {**fields, "scope": scope})

    def redeem(self, app: App, code: str, **over: str | None) -> Response:
        self.travelled.append(code)
        return self.taken(flow.redeem(app, code, **over))

    def refresh(self, app: App, token: str, **over: str | None) -> Response:
        self.travelled.append(token)
        return self.taken(flow.refresh(app, token, **over))

    def revoke(self, app: App, token: str) -> Response:
        self.travelled.append(token)
        return flow.revoke(app, token)

    def taken(self, response: Response) -> Response:
        self.travelled += [value for name, value in response.json().items() if name.endswith("_token")]
        return response

    def peek(self, access_token: str, path: str) -> Response:
        """A call of the API that leaves no trace: a use decides what may happen to the token later."""
        with transaction.atomic():
            response = answers.call(path, access_token)
            transaction.set_rollback(True)
        return response

    def introspect(self, token: str) -> dict[str, Any]:
        response = flow.introspect(self.resource_server, token)
        assert response.status_code == 200
        told: dict[str, Any] = response.json()
        return told

    def withdraw(self, person: str, app: str) -> None:
        pair = {"user": self.people[person], "application__client_id": self.apps[app].client_id}
        for consent in Consent.objects.filter(revoked_at=None, **pair):
            withdrawals.withdraw(consent, reason=Consent.Reason.ADMINISTRATOR, act=SYSTEM)

    def limit_consent(self, person: str, app: str, ends_at: Any) -> None:
        pair = {"user": self.people[person], "application__client_id": self.apps[app].client_id}
        Consent.objects.filter(revoked_at=None, **pair).update(ends_at=ends_at)

    def rotate_secret(self, app: str) -> None:
        """A new secret, then the end of the one before."""
        application = registry.application_of(self.apps[app])
        before = ClientSecret.objects.filter(secrets.LIVE, application=application).get()
        raw = secrets.create(application, act=SYSTEM)
        secrets.revoke(before, act=SYSTEM)
        self.travelled.append(raw)
        self.unproven[app], self.apps[app] = self.apps[app], replace(self.apps[app], secret=raw)

    def allow_scopes(self, app: str, scopes: list[str]) -> None:
        optional = [scope for scope in OPTIONAL if scope in scopes]
        registry.change(self.apps[app], allowed_scopes=" ".join(scopes), optional_scopes=" ".join(optional))

    def activate(self, person: str, active: bool) -> None:
        User.objects.filter(pk=self.people[person].pk).update(is_active=active)

    def change_password(self, person: str, password: str) -> None:
        """As Django's own forms do it; the browser has to sign in again."""
        user = User.objects.get(pk=self.people[person].pk)
        user.set_password(password)
        user.save()
        self.browsers[person] = flow.signed_in(user)

    def clean_up(self) -> None:
        call_command("hub_cleanup", "--json", stdout=StringIO())
