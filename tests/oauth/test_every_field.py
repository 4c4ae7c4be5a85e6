"""The same for the forms and addresses of our pages and for the API: never a 5xx, and nothing issued or ended."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote_to_bytes, urlencode

import pytest
from django.contrib.auth.models import User
from django.test import Client

from hub_teams.api.user_teams import UserTeamsView
from hub_teams.models import Team
from tests.support import factories
from tests.support.answers import ME, TEAMS
from tests.support.app import AUTHORIZE, READ_SCOPES, App, Parameters, Tokens, authorize_params
from tests.support.flow import FORM, ask, connect, signed_in
from tests.support.html import form_with
from tests.support.refusals import assert_nothing_issued
from tests.support.rows import nothing_changes

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

pytestmark = [pytest.mark.django_db, pytest.mark.yardstick("J7")]

ABUSES: dict[str, Callable[[str], list[str]]] = {
    "missing": lambda value: [],
    "empty": lambda value: [""],
    "a million characters": lambda value: ["x" * 10**6],
    "NUL": lambda value: [f"{quote(value)}%00"],
    "not UTF-8": lambda value: [f"{quote(value)}%ff"],
    "not ASCII": lambda value: [f"{quote(value)}%C3%A9"],
    "another case": lambda value: [quote(value.swapcase())],
    "twice, the last wrong": lambda value: [quote(value), "x"],
    "twice, the first wrong": lambda value: ["x", quote(value)],
}
every_way = pytest.mark.parametrize("abuse", list(ABUSES))
# A scope that is not sent was unticked; and of two CSRF tokens Django takes the last, which must be right.
GOOD_ENOUGH = (("scope", "missing"), ("team", "missing"), ("csrfmiddlewaretoken", "twice, the first wrong"))
# Ids of teams and seconds have no case.
CASELESS = ("ends", "team")


@pytest.fixture
def app(db: None) -> App:
    return factories.web_app(optional_scopes=READ_SCOPES[1:])


@pytest.fixture
def browser(alice: User) -> Client:
    return signed_in(alice)


def post(browser: Client, path: str, fields: Parameters, name: str, abuse: str) -> Response:
    """Send a form with one field spoilt."""
    others = {key: value for key, value in fields.items() if key != name}
    spoilt = "".join(f"&{name}={value}" for value in ABUSES[abuse](fields[name]))
    return browser.generic("POST", path, urlencode(others) + spoilt, FORM)


def assert_refused(response: Response) -> None:
    """On our own page, in words: what was altered is 400, what is not ours 403, what is too large 413."""
    assert response.status_code in (400, 403, 413)
    assert "Location" not in response.headers
    assert b"<h1" in response.content


def ways(*names: str) -> pytest.MarkDecorator:
    """Each of these fields, spoilt in each way that has to be refused."""
    every = [(name, abuse) for name in names for abuse in ABUSES if (name, abuse) not in GOOD_ENOUGH]
    every = [(name, abuse) for name, abuse in every if abuse != "another case" or name not in CASELESS]
    return pytest.mark.parametrize(("name", "abuse"), every)


@ways("csrfmiddlewaretoken", "request", "decision", "scope", "ends", "teams", "team")
def test_consent_form(name: str, abuse: str, app: App, team: Team, browser: Client) -> None:
    fields = form_with(ask(browser, authorize_params(app)).content.decode(), "request").fields
    assert fields.keys() == {"csrfmiddlewaretoken", "request", "scope", "ends", "teams", "team"}
    sent = fields | {"decision": "allow", "ends": "3600", "teams": "chosen"}
    assert_refused(post(browser, AUTHORIZE, sent, name, abuse))
    assert_nothing_issued()


@ways("csrfmiddlewaretoken", "next")
def test_form_for_another_account(name: str, abuse: str, app: App, browser: Client) -> None:
    form = form_with(ask(browser, authorize_params(app)).content.decode(), "next")
    assert form.fields.keys() == {"csrfmiddlewaretoken", "next"}
    assert_refused(post(browser, form.action, form.fields, name, abuse))
    assert "_auth_user_id" in browser.session


@ways("csrfmiddlewaretoken")
def test_form_that_removes_an_app(name: str, abuse: str, alice: User, app: App, browser: Client) -> None:
    connect(alice, app)
    path = f"/account/apps/{app.client_id}/remove"
    fields = form_with(browser.get(path).content.decode(), "csrfmiddlewaretoken").fields
    assert fields.keys() == {"csrfmiddlewaretoken"}
    with nothing_changes():
        assert_refused(post(browser, path, fields, name, abuse))


@every_way
def test_address_that_removes_an_app(abuse: str, alice: User, app: App) -> None:
    connect(alice, app)
    browser = Client()  # without the check of CSRF, which would come first
    browser.force_login(alice)
    path = "/account/apps/{}/remove".format("/".join(ABUSES[abuse](app.client_id)))
    with nothing_changes():
        assert browser.get(path).status_code == browser.post(path).status_code == 404


@every_way
@pytest.mark.parametrize("path", [ME, TEAMS])
def test_token_at_the_api(abuse: str, path: str, tokens: Tokens) -> None:
    sent = ",".join(raw_header(value) for value in ABUSES[abuse](tokens["access_token"]))
    with nothing_changes():
        response = Client().get(path, HTTP_AUTHORIZATION=f"Bearer {sent}" if sent else "")
    assert response.status_code in (400, 401)
    assert response.headers["WWW-Authenticate"].startswith("Bearer ")
    assert_problem(response)


def raw_header(escaped: str) -> str:
    """As WSGI hands a header on: each byte a character."""
    return unquote_to_bytes(escaped).decode("latin-1")


def cursor() -> str:
    return base64.b64encode(b"p=1").decode()


@every_way
@pytest.mark.parametrize("name", [str(known["name"]) for known in UserTeamsView.parameters])
def test_parameter_at_the_api(abuse: str, name: str, tokens: Tokens) -> None:
    sent = "&".join(f"{name}={value}" for value in ABUSES[abuse](cursor()))
    response = Client().get(f"{TEAMS}?{sent}", headers={"Authorization": f"Bearer {tokens['access_token']}"})
    if abuse == "missing":
        assert response.status_code == 200
    else:
        assert response.status_code in (400, 404)
        assert_problem(response)


def assert_problem(response: Response) -> None:
    """RFC 9457, with a sentence."""
    assert response.headers["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = response.json()
    assert body["status"] == response.status_code
    assert body["detail"].endswith(".")
