from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.support.app import App, authorize_params
from tests.support.flow import ask, code_for, consent, signed_in

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
    "X-Content-Type-Options": "nosniff",
}
# Nothing leads from here to a client, so forms may be held to this site.
OWN_FORMS = HEADERS | {"Content-Security-Policy": f"{POLICY}; form-action 'self'"}


def headers_of(response: Any) -> dict[str, str | None]:
    return {name: response.headers.get(name) for name in HEADERS}


@pytest.fixture(autouse=True)
def without_those_of_a_host(settings: Any) -> None:
    """A page's headers are its own: they hold in a host that has neither middleware."""
    own = ("SecurityMiddleware", "XFrameOptionsMiddleware")
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.endswith(own)]


@pytest.mark.yardstick("E3", "E15", "E18")
def test_consent_page(alice: User, web_app: App) -> None:
    assert headers_of(ask(signed_in(alice), authorize_params(web_app))) == HEADERS


@pytest.mark.yardstick("E18")
def test_sign_in_again_page(alice: User, web_app: App) -> None:
    assert headers_of(ask(signed_in(alice), authorize_params(web_app, prompt="login"))) == HEADERS


@pytest.mark.yardstick("E3")
def test_error_page(web_app: App) -> None:
    assert headers_of(ask(Client(), authorize_params(web_app, client_id="nobody"))) == HEADERS


@pytest.mark.yardstick("E15")
@pytest.mark.parametrize("decision", ["allow", "deny"])
def test_redirect_to_the_client(decision: str, alice: User, web_app: App) -> None:
    assert headers_of(consent(signed_in(alice), authorize_params(web_app), decision)) == HEADERS


@pytest.mark.yardstick("E15")
def test_redirect_without_a_page(alice: User, web_app: App) -> None:
    code_for(alice, web_app)
    assert headers_of(ask(signed_in(alice), authorize_params(web_app))) == HEADERS


@pytest.mark.yardstick("C14")
def test_redirect_has_no_body_that_repeats_the_code(alice: User, web_app: App) -> None:
    assert consent(signed_in(alice), authorize_params(web_app)).content == b""


def test_way_to_sign_in(web_app: App) -> None:
    assert headers_of(ask(Client(), authorize_params(web_app))) == HEADERS


@pytest.mark.yardstick("E3")
def test_connected_apps(alice: User) -> None:
    assert headers_of(signed_in(alice).get("/account/apps")) == OWN_FORMS


@pytest.mark.yardstick("E3")
@pytest.mark.parametrize("path", ["{}", "{}/remove", "{}/not-me", "removed", "all/remove"])
def test_pages_of_an_app(path: str, alice: User, web_app: App) -> None:
    code_for(alice, web_app)
    assert headers_of(signed_in(alice).get(f"/account/apps/{path.format(web_app.client_id)}")) == OWN_FORMS


@pytest.mark.yardstick("J9")
def test_asking_sets_no_cookie_of_a_visitor(web_app: App) -> None:
    assert not ask(Client(), authorize_params(web_app)).cookies
