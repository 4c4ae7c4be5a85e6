"""Every parameter of every endpoint, in every way that is wrong: a 4xx with a sentence, nothing issued, never a 5xx.

What the endpoints read stands in lists of their own, so a new parameter is tried here by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from django.contrib.auth.models import User

from hub_oauth.authorization_requests import PARAMETERS
from hub_oauth.models import Consent, Grant
from hub_oauth.views.endpoint import CREDENTIALS
from hub_oauth.views.introspect import IntrospectView
from hub_oauth.views.revoke import RevokeView
from hub_oauth.views.token import TokenView
from tests.support.answers import error_of
from tests.support.app import (
    AUTHORIZE,
    INTROSPECT,
    REVOKE,
    TOKEN,
    App,
    Parameters,
    answer_of,
    authorize_params,
    redeem_params,
    refresh_params,
    token_params,
)
from tests.support.flow import code_for, connect, post_raw, signed_in
from tests.support.forms import body, in_body

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

pytestmark = [pytest.mark.django_db, pytest.mark.yardstick("J7")]

ISSUER = "http://127.0.0.1:8000"
# How a value is spoilt -> the raw pairs that are sent in its place.
ABUSES: dict[str, Callable[[str, str], str]] = {
    "missing": lambda name, value: "",
    "empty": lambda name, value: f"{name}=",
    "twice": lambda name, value: f"{name}={quote(value)}&{name}={quote(value)}",
    "twice, the last another": lambda name, value: f"{name}={quote(value)}&{name}=x",
    "twice, the first another": lambda name, value: f"{name}=x&{name}={quote(value)}",
    "twice, the first empty": lambda name, value: f"{name}=&{name}={quote(value)}",
    "a million characters": lambda name, value: f"{name}={'x' * 10**6}",
    "NUL": lambda name, value: f"{name}={quote(value)}%00",
    "not UTF-8": lambda name, value: f"{name}={quote(value)}%ff",
    "not ASCII": lambda name, value: f"{name}={quote(value)}%C3%A9",
    "another case": lambda name, value: f"{name}={quote(value.swapcase())}",
    "a name in capitals": lambda name, value: f"{name.upper()}={quote(value)}",
}
OMITTED = ("missing", "empty", "a name in capitals")  # RFC 6749 §3.1, and names are case-sensitive
ODD = ("not ASCII", "another case")


@dataclass(frozen=True)
class Endpoint:
    """good: what it accepts, with a value for each parameter. required: without which it refuses.

    any_text: values that it takes, or does not look at; other_case: where capitals are another good value.
    """

    path: str
    parameters: tuple[str, ...]
    good: Callable[[User, App], Parameters]
    required: frozenset[str]
    any_text: frozenset[str] = field(default=frozenset())
    other_case: frozenset[str] = field(default=frozenset())

    def accepts(self, name: str, abuse: str) -> bool:
        if abuse in OMITTED:
            return name not in self.required
        return abuse in ODD and (name in self.any_text or (name in self.other_case and abuse == "another case"))


def asking(user: User, app: App) -> Parameters:
    about_sign_in = {"prompt": "consent", "max_age": "3600", "login_hint": user.username}
    return authorize_params(app, response_mode="query", resource=ISSUER, **about_sign_in)


def redeeming(user: User, app: App) -> Parameters:
    sent = redeem_params(app, code_for(user, app), refresh_token="x", scope="profile:read", resource=ISSUER)
    return in_body(app) | sent


def refreshing(user: User, app: App) -> Parameters:
    token = connect(user, app)["refresh_token"]
    sent = refresh_params(app, token, scope="profile:read", resource=ISSUER, code="x", code_verifier="x")
    return in_body(app) | sent | {"redirect_uri": app.redirect_uri}


def about_a_token(user: User, app: App) -> Parameters:
    return in_body(app) | token_params(app, connect(user, app)["access_token"], token_type_hint="access_token")


WHO = frozenset(CREDENTIALS)
ASKING = frozenset(PARAMETERS) - {"state", "response_mode", "resource", "prompt", "max_age", "login_hint"}
TOKEN_PARAMETERS = (*CREDENTIALS, *TokenView.parameters)


def about_tokens(path: str, parameters: tuple[str, ...]) -> Endpoint:
    text = frozenset({"token", "token_type_hint"})
    return Endpoint(path, (*CREDENTIALS, *parameters), about_a_token, WHO | {"token"}, text)


ENDPOINTS = {
    "authorize": Endpoint(
        AUTHORIZE,
        PARAMETERS,
        asking,
        ASKING,
        frozenset({"state", "login_hint"}),
        other_case=frozenset({"code_challenge", "max_age"}),  # digits have no case
    ),
    "redeem": Endpoint(
        TOKEN,
        TOKEN_PARAMETERS,
        redeeming,
        WHO | {"grant_type", "code", "code_verifier"},
        frozenset({"refresh_token", "scope"}),
    ),
    "refresh": Endpoint(
        TOKEN,
        TOKEN_PARAMETERS,
        refreshing,
        WHO | {"grant_type", "refresh_token"},
        frozenset({"code", "code_verifier", "redirect_uri"}),
    ),
    "revoke": about_tokens(REVOKE, RevokeView.parameters),
    "introspect": about_tokens(INTROSPECT, IntrospectView.parameters),
}


EVERY = [(endpoint, name) for endpoint in ENDPOINTS.values() for name in endpoint.parameters]
IDS = [f"{title} {name}" for title, endpoint in ENDPOINTS.items() for name in endpoint.parameters]
GOOD_ENOUGH = [(endpoint, name, abuse) for endpoint, name in EVERY for abuse in ABUSES if endpoint.accepts(name, abuse)]


@pytest.mark.parametrize("endpoint", list(ENDPOINTS.values()), ids=list(ENDPOINTS))
def test_there_is_a_good_value_for_every_parameter(endpoint: Endpoint, alice: User, web_app: App) -> None:
    good = endpoint.good(alice, web_app)
    assert good.keys() == set(endpoint.parameters)
    assert send(endpoint, body(good), alice).status_code == 200


@pytest.mark.yardstick("J1")
@pytest.mark.parametrize(("endpoint", "name"), EVERY, ids=IDS)
def test_whatever_is_wrong_with_it_is_refused(endpoint: Endpoint, name: str, alice: User, web_app: App) -> None:
    good = endpoint.good(alice, web_app)
    before = issued()
    for abuse in ABUSES:
        if not endpoint.accepts(name, abuse):
            sentence = refusal_of(send(endpoint, spoilt(good, name, abuse), alice))
            assert says_what_is_wrong(sentence, name, abuse), f"{abuse}: {sentence}"
            assert issued() == before, abuse


@pytest.mark.parametrize(("endpoint", "name", "abuse"), GOOD_ENOUGH)
def test_what_is_optional_or_any_text_is_no_fault(
    endpoint: Endpoint, name: str, abuse: str, alice: User, web_app: App
) -> None:
    good = endpoint.good(alice, web_app)
    assert send(endpoint, spoilt(good, name, abuse), alice).status_code == 200


def spoilt(good: Parameters, name: str, abuse: str) -> bytes:
    return body(good, without=name) + b"&" + ABUSES[abuse](name, good[name]).encode()


def send(endpoint: Endpoint, raw: bytes, user: User) -> Response:
    if endpoint.path == AUTHORIZE:
        return signed_in(user).get(AUTHORIZE, QUERY_STRING=raw.decode())
    return post_raw(endpoint.path, raw, {})


def issued() -> list[dict[str, Any]]:
    """All that was given to anybody. A wrong verifier is counted, which gives nothing."""
    names = [field.attname for field in Grant._meta.concrete_fields if field.name != "wrong_verifiers"]
    return [*Grant.objects.order_by("pk").values(*names), *Consent.objects.values()]


def refusal_of(response: Response) -> str:
    """The sentence, wherever the refusal goes: back to the client, on our page, or as JSON."""
    if response.status_code == 303:
        return answer_of(response)["error_description"]
    if response.headers["Content-Type"].startswith("text/html"):
        assert response.status_code == 400
        return str(dict(response.context["details"])["error_description"])
    status, _ = error_of(response)
    assert status in (400, 401, 413)
    return str(response.json()["error_description"])


def says_what_is_wrong(sentence: str, name: str, abuse: str) -> bool:
    """Whether it is one, and of which parameter; a body that is too large is never parsed."""
    named = name.partition("_")[0] in sentence or (abuse == "a million characters" and "body" in sentence)
    return named and sentence.endswith(".")
