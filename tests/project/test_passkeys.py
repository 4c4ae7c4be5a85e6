"""Passkeys and security keys: what they open, and what becomes of answers that no browser gives."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from pytest_django.fixtures import Settings

from tests.support.app import App
from tests.support.authenticator import Passkey
from tests.support.sign_in import (
    SECOND_STEP,
    authorize_address,
    factors,
    is_signed_in,
    reauthenticate,
    sign_in,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_passwords")]
ADD = "/accounts/2fa/webauthn/add/"
SIGN_IN = "/accounts/2fa/webauthn/login/"
REAUTHENTICATE = "/accounts/2fa/webauthn/reauthenticate/"
KEYS = "/accounts/2fa/webauthn/"
# What says nothing about who signs may be missing or odd; and a public key cut short opens nothing later.
HARMLESS = re.compile(
    r"(clientExtensionResults|authenticatorAttachment|type|id|rawId) = |response\.attestationObject = cut"
)


@pytest.fixture(autouse=True)
def named_host(settings: Settings) -> None:
    """Browsers keep no passkeys for an address of numbers."""
    settings.HUB_OAUTH = {**settings.HUB_OAUTH, "ISSUER": "http://localhost:8000"}


@pytest.fixture
def passkey() -> Passkey:
    return Passkey("localhost", "http://localhost:8000")


@pytest.fixture
def annas(client: Client, anna: User, passkey: Passkey) -> Client:
    """Her browser, after she added the passkey."""
    sign_in(client, "anna")
    reauthenticate(client)
    options = client.get(ADD).context["js_data"]["creation_options"]["publicKey"]
    passkey.user_handle = user_pk_to_url_str(anna).encode()
    form = {"name": "Phone", "passwordless": "on", "credential": passkey.create(dict(options))}
    assert client.post(ADD, form).headers["Location"] == "/accounts/2fa/recovery-codes/"
    return client


def asked(client: Client) -> dict[str, Any]:
    """What the script of the sign-in page fetches."""
    options: dict[str, Any] = client.get(SIGN_IN, headers={"Accept": "application/json"}).json()
    return dict(options["request_options"]["publicKey"])


def test_it_is_added_listed_renamed_and_removed(annas: Client, anna: User) -> None:
    assert factors(anna) == ["recovery_codes", "webauthn"]
    assert mail.outbox[-1].subject == "A passkey or security key was added"
    key = Authenticator.objects.get(type="webauthn")
    assert "Phone" in annas.get(KEYS).content.decode()
    annas.post(f"{KEYS}keys/{key.pk}/edit/", {"name": "Old phone"})
    assert "Old phone" in annas.get(KEYS).content.decode()
    annas.post(f"{KEYS}keys/{key.pk}/remove/")
    assert factors(anna) == []
    assert mail.outbox[-1].subject == "A passkey or security key was removed"


def test_nobody_touches_the_key_of_somebody_else(annas: Client, bob: User) -> None:
    key = Authenticator.objects.get(type="webauthn")
    bobs = Client()
    bobs.force_login(bob)
    for act in ("edit", "remove"):
        assert bobs.post(f"{KEYS}keys/{key.pk}/{act}/", {"name": "mine"}).status_code in (302, 404)
    key.refresh_from_db()
    assert key.data["name"] == "Phone"


def test_it_signs_in_alone_and_leads_on_to_the_app(annas: Client, passkey: Passkey, web_app: App) -> None:
    browser, target = Client(), authorize_address(web_app)
    answered = browser.post(SIGN_IN, {"credential": passkey.use(asked(browser)), "next": target})
    assert answered.headers["Location"] == target
    assert is_signed_in(browser)


def test_it_is_the_second_step_after_a_password(annas: Client, passkey: Passkey, web_app: App) -> None:
    browser, target = Client(), authorize_address(web_app)
    sign_in(browser, "anna", target=target)
    options = browser.get(SECOND_STEP).context["js_data"]["request_options"]["publicKey"]
    answered = browser.post(SECOND_STEP, {"credential": passkey.use(dict(options))})
    assert answered.headers["Location"] == target
    assert is_signed_in(browser)


def test_it_shows_that_it_is_still_the_same_person(annas: Client, passkey: Passkey, anna: User) -> None:
    browser = Client()
    browser.force_login(anna)
    options = browser.get(REAUTHENTICATE).context["js_data"]["request_options"]["publicKey"]
    answered = browser.post(REAUTHENTICATE, {"credential": passkey.use(dict(options)), "next": ADD})
    assert answered.headers["Location"] == ADD
    assert browser.get(ADD).status_code == 200


def test_an_answer_is_good_for_one_challenge(annas: Client, passkey: Passkey) -> None:
    browser = Client()
    credential = passkey.use(asked(browser))
    asked(browser)
    browser.post(SIGN_IN, {"credential": credential})
    assert not is_signed_in(browser)


@pytest.mark.parametrize("origin", ["https://evil.example", "http://localhost.evil.example", "http://127.0.0.1:8000"])
def test_an_answer_that_was_given_elsewhere_opens_nothing(annas: Client, passkey: Passkey, origin: str) -> None:
    browser, passkey.origin = Client(), origin
    browser.post(SIGN_IN, {"credential": passkey.use(asked(browser))})
    assert not is_signed_in(browser)


def test_a_key_of_ones_own_does_not_open_the_account_of_somebody_else(annas: Client, passkey: Passkey) -> None:
    browser = Client()
    stranger = Passkey(passkey.host, passkey.origin, passkey.user_handle, passkey.identifier)
    browser.post(SIGN_IN, {"credential": stranger.use(asked(browser))})
    assert not is_signed_in(browser)


def test_a_key_that_does_not_fit_keeps_the_way_on(client: Client, passkey: Passkey, web_app: App) -> None:
    answered = client.post(
        SIGN_IN, {"credential": passkey.use(asked(client)), "next": authorize_address(web_app)}, follow=True
    )
    page = answered.content.decode()
    assert "That code or key does not fit." in page
    assert "to continue to" in page


def test_the_key_is_for_the_issuer_whatever_host_was_asked(annas: Client, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    options = Client().get(SIGN_IN, headers={"Accept": "application/json", "Host": "evil.example"}).json()
    assert options["request_options"]["publicKey"]["rpId"] == "localhost"


def broken(answer: str) -> dict[str, str]:
    """Answers that are wrong in one way each."""
    whole = json.loads(answer)
    forms: dict[str, Any] = {"nothing": None, "text": "x", "number": 1, "list": [], "object": {}}
    for name in whole:
        forms |= {f"{name} = {value!r}": {**whole, name: value} for value in (None, 1, "é")}
    for name, right in whole["response"].items():
        for kind, value in {"none": None, "number": 1, "accents": "é", "bytes": "AAAA", "cut": right[:-8]}.items():
            forms[f"response.{name} = {kind}"] = {**whole, "response": {**whole["response"], name: value}}
    return {"not JSON": "{", "deep": "[" * 2000, **{name: json.dumps(form) for name, form in forms.items()}}


@pytest.fixture
def without_limits(settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.MFA_RATE_LIMITS = False


@pytest.mark.usefixtures("without_limits")
def test_whatever_is_sent_to_sign_in_is_refused_in_words(annas: Client, passkey: Passkey) -> None:
    browser = Client()
    accepted = {}
    for name in broken(passkey.use(asked(browser))):
        form = broken(passkey.use(asked(browser)))[name]
        response = browser.post(SIGN_IN, {"credential": form})
        if response.status_code != 302 or is_signed_in(browser):
            accepted[name] = response.status_code
            browser.logout()
    assert {name: status for name, status in accepted.items() if not HARMLESS.match(name)} == {}


@pytest.mark.usefixtures("without_limits")
def test_whatever_is_sent_to_add_a_key_is_refused_in_words(annas: Client, anna: User) -> None:
    second, accepted = Passkey("localhost", "http://localhost:8000"), {}
    names = list(broken(second.create({"challenge": "AAAA"})))
    for name in names:
        options = dict(annas.get(ADD).context["js_data"]["creation_options"]["publicKey"])
        response = annas.post(ADD, {"name": "x", "credential": broken(second.create(options))[name]})
        if response.status_code != 200:
            accepted[name] = response.status_code
            Authenticator.objects.filter(data__name="x").delete()
    assert {name: status for name, status in accepted.items() if not HARMLESS.match(name)} == {}
