"""What stands behind an App in the registry, changed as an administrator does."""

from __future__ import annotations

from typing import Any

from hub_oauth import clients
from hub_oauth.audit import SYSTEM
from hub_oauth.authorization_requests import AuthorizationRequest, identity_of
from hub_oauth.dot.applications import Application
from tests.support.app import App


def application_of(app: App) -> Application:
    """The application with its profile, as it is now."""
    found = clients.find(app.client_id)
    assert found is not None
    return found


def request_of(app: App) -> AuthorizationRequest:
    """What the app asks for, as it stands once every check has passed."""
    client = application_of(app)
    return AuthorizationRequest(
        client_id=app.client_id,
        redirect_uri=app.redirect_uri,
        scopes=app.scopes,
        code_challenge=app.pkce.challenge,
        identity=identity_of(client),
        asked_at=client.now.isoformat(),
    )


def change(app: App, **values: Any) -> None:
    """Give fields of the application or its profile other values."""
    application = application_of(app)
    for name, value in values.items():
        setattr(application if hasattr(application, name) else application.hub_profile, name, value)
    clients.change(application, application.hub_profile, act=SYSTEM)


def disable(app: App, reason: str = "") -> None:
    clients.disable(application_of(app), act=SYSTEM, reason=reason)


def enable(app: App) -> None:
    clients.enable(application_of(app), act=SYSTEM)
