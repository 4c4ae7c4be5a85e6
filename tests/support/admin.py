"""The Django admin as its people use it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from hub_oauth.models import AuditEvent, ClientProfile, ClientSecret
from tests.support import flow
from tests.support.app import App
from tests.support.html import form_with

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

APPS = "/admin/hub_oauth/clientprofile/"
CONSENTS = "/admin/hub_oauth/consent/"
AUDIT = "/admin/hub_oauth/auditevent/"
ADD = f"{APPS}add/"
ACME = {
    "name": "Acme Planner",
    "kind": "web",
    "support_email": "help@acme.example",
    "redirect_uris": "https://app.example/callback",
    "allowed_scopes": ["profile:read", "teams:read"],
}


def administrator(user: User) -> Client:
    """The browser of somebody who may do everything; it holds to CSRF."""
    user.is_staff = user.is_superuser = True
    user.save()
    return flow.signed_in(user)


def staff(user: User, *permissions: str) -> Client:
    """The browser of somebody who has these permissions and no other."""
    user.is_staff = True
    user.save()
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return flow.signed_in(user)


def send(browser: Client, path: str, field: str = "csrfmiddlewaretoken", **values: Any) -> Response:
    """Open a page and send the form that has this field, with these values over its own."""
    page = browser.get(path)
    assert page.status_code == 200, page
    return browser.post(path, {**form_with(page.content.decode(), field).fields, **values})


def register(browser: Client, **over: Any) -> Response:
    """Fill in the form for a new app."""
    return send(browser, ADD, "ticket", **ACME | over)


def profile_of(app: App) -> ClientProfile:
    return ClientProfile.objects.get(application__client_id=app.client_id)


def page_of(app: App, name: str = "change") -> str:
    return reverse(f"admin:hub_oauth_clientprofile_{name}", args=[profile_of(app).pk])


def secret_in(response: Response) -> str:
    """The secret that this page shows."""
    assert response.status_code == 200, response.content
    found: str = response.context["secret"]
    assert found.startswith("hub_cs_")
    assert found in response.content.decode()
    return found


def errors_of(response: Response) -> dict[str, list[str]]:
    """Field -> the sentences of a form that was refused."""
    assert response.status_code == 200
    found: dict[str, list[str]] = response.context["adminform"].form.errors
    return found


def everything_kept() -> str:
    """The text of all that a secret could have leaked into."""
    sessions = [session.get_decoded() for session in Session.objects.all()]
    rows = [list(model.objects.values()) for model in (LogEntry, AuditEvent, ClientSecret, ClientProfile)]
    return f"{sessions} {rows}"


def events(name: str) -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(event=name).order_by("pk"))
