"""No sentence of a page is left in English whatever the language: each goes through gettext."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django.fixtures import Settings

from tests.support import factories, pseudo
from tests.support.app import AUTHORIZE, App, authorize_params
from tests.support.flow import connect, signed_in

pytestmark = pytest.mark.django_db

# The site's name, and technical names that are the same in every language.
DATA = ("Hub", "error", "error_description", "error_uri", "client_id", "redirect_uri")
FOR_VISITORS = (
    "/",
    "/nowhere",
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/confirm-email/",
    "/accounts/confirm-email/old/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/password/reset/key/1-old/",
    "/accounts/inactive/",
    "/accounts/signed-out/",
)
FOR_ALICE = (
    "/",
    "/accounts/logout/",
    "/accounts/reauthenticate/",
    "/accounts/2fa/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/webauthn/",
    "/accounts/2fa/webauthn/add/",
    "/account/apps",
    "/account/apps/removed",
    "/account/apps/all/remove",
    "/account/apps/{client_id}",
    "/account/apps/{client_id}/remove",
    "/account/apps/{client_id}/not-me",
)
ASKING: tuple[dict[str, str], ...] = (
    {},
    {"prompt": "consent"},
    {"prompt": "login"},
    {"scope": "profile:read", "prompt": "consent"},
    {"redirect_uri": "https://app.example/other"},
    {"client_id": "nobody"},
)


@pytest.fixture(autouse=True)
def pseudo_language(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    settings.HUB_SIGN_UP_IS_OPEN = True
    pseudo.speak(monkeypatch)


def bare(browser: Client, address: str, params: dict[str, str] | None = None) -> list[str]:
    page = browser.get(address, params or {}, follow=True)
    assert page.headers["Content-Type"].startswith("text/html")
    assert pseudo.OPEN in page.content.decode()
    return pseudo.bare_words(page.content.decode(), data=DATA)


def test_the_test_would_notice() -> None:
    assert pseudo.bare_words("<p title='Other'>⟦Said⟧ and not</p><bdi>Acme</bdi>") == ["Other", "and not"]


@pytest.mark.parametrize("address", FOR_VISITORS)
def test_pages_for_visitors(address: str, client: Client) -> None:
    assert bare(client, address) == []


@pytest.mark.parametrize("address", FOR_ALICE)
def test_pages_of_an_account(address: str, alice: User, web_app: App) -> None:
    connect(alice, web_app)
    assert bare(signed_in(alice), address.format(client_id=web_app.client_id)) == []


@pytest.mark.parametrize("over", ASKING, ids=str)
@pytest.mark.parametrize("known", [False, True], ids=["new app", "known app"])
def test_what_an_app_asks(over: dict[str, str], known: bool, alice: User, web_app: App) -> None:
    if known:
        connect(alice, web_app, scopes="profile:read")
    assert bare(signed_in(alice), AUTHORIZE, authorize_params(web_app, **over)) == []


def test_choices_of_teams_and_times(alice: User, team: object) -> None:
    app = factories.web_app(
        scopes=["profile:read", "teams:read", "teams:write"],
        optional_scopes=["teams:read"],
        publisher="Acme Ltd",
        privacy_url="https://app.example/privacy",
        website="https://app.example/",
    )
    assert bare(signed_in(alice), AUTHORIZE, dict(authorize_params(app))) == []
