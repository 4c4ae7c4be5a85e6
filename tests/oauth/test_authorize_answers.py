"""What goes back to a client: to the address as it was registered, with nothing in it that a request put there."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import User
from django.test import Client

from hub_oauth.dot.applications import application_model
from tests.support.app import AUTHORIZE, App, answer_of, authorize_params
from tests.support.factories import native_app
from tests.support.flow import ask, consent, signed_in
from tests.support.html import form_with
from tests.support.refusals import assert_error_page, assert_nothing_issued, assert_sent_back
from tests.support.registry import change

OWN_SCHEME = "com.example.app:/cb"


@pytest.mark.yardstick("A16")
@pytest.mark.parametrize(
    "other",
    ["com.example.app:///cb", "com.example.app://cb", "com.example.app:/cb/", "COM.example.app:/cb", "myapp:/cb"],
)
def test_a_scheme_of_its_own_is_compared_exactly(other: str, alice: User) -> None:
    app = native_app(redirect_uri=OWN_SCHEME)
    assert_error_page(ask(signed_in(alice), authorize_params(app, redirect_uri=other)), "redirect_uri_mismatch")


@pytest.mark.yardstick("A16")
def test_a_scheme_of_its_own_is_reached_as_registered(alice: User) -> None:
    response = consent(signed_in(alice), authorize_params(native_app(redirect_uri=OWN_SCHEME)))
    assert response.headers["Location"].startswith(f"{OWN_SCHEME}?code=")


@pytest.mark.yardstick("A18")
@pytest.mark.parametrize("in_body", ["https://evil.example/", None], ids=["another", "the same"])
def test_a_redirect_uri_in_query_and_body(in_body: str | None, alice: User, web_app: App) -> None:
    browser = signed_in(alice)
    form = form_with(ask(browser, authorize_params(web_app)).content.decode(), "request").fields
    sent = {**form, "decision": "allow", "redirect_uri": in_body or web_app.redirect_uri}
    response = browser.post(f"{AUTHORIZE}?redirect_uri=https://evil.example/", sent)
    assert_error_page(response, "form_tampered")


@pytest.mark.yardstick("A18")
def test_the_query_beside_the_form_decides_nothing(alice: User, web_app: App) -> None:
    browser = signed_in(alice)
    form = form_with(ask(browser, authorize_params(web_app)).content.decode(), "request").fields
    response = browser.post(f"{AUTHORIZE}?redirect_uri=https://evil.example/&state=x", {**form, "decision": "allow"})
    assert response.headers["Location"].startswith(web_app.redirect_uri)


@pytest.mark.yardstick("A22")
@pytest.mark.parametrize("name", ["code", "state", "iss", "error"])
def test_an_answer_never_has_a_name_twice(name: str, alice: User, web_app: App) -> None:
    """A row written past the rules of registration leads nowhere."""
    uri = f"https://app.example/cb?{name}=polluted"
    application_model().objects.update(redirect_uris=uri)
    response = ask(signed_in(alice), authorize_params(web_app, redirect_uri=uri))
    assert_error_page(response, "redirect_uri_mismatch")


@pytest.mark.yardstick("A23")
@pytest.mark.parametrize("state", ["a\r\nSet-Cookie: x=1", "\x85 ", "</script>", "a&code=evil", "🦊", "\x7f\t"])
def test_a_state_splits_no_header(state: str, alice: User, web_app: App) -> None:
    response = consent(signed_in(alice), authorize_params(web_app, state=state))
    location = response.headers["Location"]
    assert location.isascii()
    assert location.isprintable()
    assert not set("<>\"' ") & set(urlsplit(location).query)
    assert answer_of(response)["state"] == state
    assert "x" not in response.cookies


@pytest.mark.yardstick("A23")
@pytest.mark.parametrize("state", ["%ff%fe", "%c0%af", "a%00"])
def test_a_state_that_is_no_text_is_refused(state: str, alice: User, web_app: App) -> None:
    query = "&".join(f"{name}={value}" for name, value in authorize_params(web_app, state=None).items())
    response = signed_in(alice).get(AUTHORIZE, QUERY_STRING=f"{query}&state={state}".replace(" ", "+"))
    assert_sent_back(response, web_app, "invalid_request", "parameter_malformed", state=None)


@pytest.mark.yardstick("D1")
@pytest.mark.parametrize("decision", ["allow", "deny"])
def test_the_issuer_is_the_one_of_the_metadata(decision: str, alice: User, web_app: App) -> None:
    metadata = Client().get("/.well-known/oauth-authorization-server").json()
    assert metadata["authorization_response_iss_parameter_supported"] is True
    answers = [consent(signed_in(alice), authorize_params(web_app), decision)]
    answers.append(ask(signed_in(alice), authorize_params(web_app, scope="no:such")))
    assert [answer_of(answer)["iss"] for answer in answers] == [metadata["issuer"]] * 2


@pytest.mark.yardstick("A19")
@pytest.mark.parametrize("registered", ["web", "native"])
def test_each_client_has_its_own_addresses(registered: str, alice: User, web_app: App) -> None:
    desk = native_app(redirect_uri=OWN_SCHEME)
    asking, other = (web_app, desk) if registered == "web" else (desk, web_app)
    asked = authorize_params(asking, redirect_uri=other.redirect_uri)
    assert_error_page(ask(signed_in(alice), asked), "redirect_uri_mismatch")


@pytest.mark.yardstick("A19")
def test_an_address_taken_from_the_client_is_none(alice: User, web_app: App) -> None:
    change(web_app, redirect_uris="https://app.example/other")
    assert_error_page(ask(signed_in(alice), authorize_params(web_app)), "redirect_uri_mismatch")
    assert_nothing_issued()
