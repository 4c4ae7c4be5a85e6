"""Each field of each form for accounts, with what no form expects: a 4xx or the form again, and nothing is done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from urllib.parse import quote

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client

from tests.support.sign_in import (
    NEW_PASSWORD,
    PASSWORD,
    REAUTHENTICATE,
    SECOND_STEP,
    SIGN_IN,
    SIGN_UP,
    is_signed_in,
    link,
    reauthenticate,
    sign_in,
    with_app,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_passwords", "stopped_clock")]

RESET: Final = "/accounts/password/reset/"
FORM: Final = "application/x-www-form-urlencoded"
Visitor = Callable[[Client, User], str]


def nobody(path: str) -> Visitor:
    return lambda client, anna: path


def herself(path: str) -> Visitor:
    """She has just shown that it is she, as these pages want it."""

    def visit(client: Client, anna: User) -> str:
        sign_in(client, "anna")
        reauthenticate(client)
        return path

    return visit


def half_way(client: Client, anna: User) -> str:
    with_app(anna)
    sign_in(client, "anna")
    return SECOND_STEP


def from_the_email(client: Client, anna: User) -> str:
    client.post(RESET, {"email": anna.email})
    return client.get(link()).headers["Location"]


# Who stands before which form -> its fields as they would be accepted.
FORMS: Final[dict[str, tuple[Visitor, dict[str, str]]]] = {
    "sign in": (nobody(SIGN_IN), {"login": "anna", "password": PASSWORD}),
    "sign up": (nobody(SIGN_UP), {"username": "dora", "email": "dora@example.org", "password1": NEW_PASSWORD}),
    "reset": (nobody(RESET), {"email": "anna@example.org"}),
    "choose a password": (from_the_email, {"password1": NEW_PASSWORD}),
    "passkey": (nobody("/accounts/2fa/webauthn/login/"), {"credential": "{}"}),
    "second step": (half_way, {"code": "000000"}),
    "still you": (herself(REAUTHENTICATE), {"password": PASSWORD}),
    "change password": (
        herself("/accounts/password/change/"),
        {"oldpassword": PASSWORD, "password1": NEW_PASSWORD},
    ),
    "change address": (herself("/accounts/email/"), {"email": "new@example.org"}),
    "authenticator app": (herself("/accounts/2fa/totp/activate/"), {"code": "000000"}),
    "new passkey": (herself("/accounts/2fa/webauthn/add/"), {"credential": "{}"}),
}
EXTRA: Final = {"change address": {"action_add": "1"}, "new passkey": {"name": "Key"}}
# What is sent in the place of a value, percent-encoded.
BAD: Final[dict[str, Callable[[str, str], list[str]]]] = {
    "missing": lambda name, good: [],
    "empty": lambda name, good: [f"{name}="],
    "of 10^6 characters": lambda name, good: [f"{name}={'a' * 10**6}"],
    "of 10^4 characters": lambda name, good: [f"{name}={'a' * 10**4}"],
    "with NUL": lambda name, good: [f"{name}={quote(good)}%00"],
    "no UTF-8": lambda name, good: [f"{name}=%ff%c3{quote(good)}"],
    "another one after it": lambda name, good: [f"{name}={quote(good)}", f"{name}=other%20one"],
}
# As bad, but a form may well take them.
ODD: Final[dict[str, Callable[[str, str], list[str]]]] = {
    "not ASCII": lambda name, good: [f"{name}={quote('ślady ' + good)}"],
    "in the wrong case": lambda name, good: [f"{name}={quote(good.swapcase())}"],
    "name in the wrong case": lambda name, good: [f"{name.upper()}={quote(good)}"],
    "another one before it": lambda name, good: [f"{name}=other%20one", f"{name}={quote(good)}"],
}
# A new password may be any text.
PASSWORDS_TOO: Final = ("of 10^4 characters", "no UTF-8", "another one after it")
FIELDS: Final = [(form, name) for form, (_, fields) in FORMS.items() for name in fields]
ALL: Final = [(form, name, case) for form, name in FIELDS for case in [*BAD, *ODD]]
ENDURED: Final = [one for one in ALL if one[2] in ODD or (one[1] == "password1" and one[2] in PASSWORDS_TOO)]
REFUSED: Final = [one for one in ALL if one not in ENDURED]


def as_ids(cases: list[tuple[str, str, str]]) -> list[str]:
    return [f"{form}: {name} {case}" for form, name, case in cases]


@pytest.fixture
def browser(client: Client) -> Client:
    client.raise_request_exception = False
    return client


def prepared(browser: Client, anna: User, form: str, name: str, case: str) -> Callable[[], Any]:
    """The visitor stands before the form; what is given sends it."""
    visit, fields = FORMS[form]
    path, others = visit(browser, anna), {**EXTRA.get(form, {}), **fields}
    pairs = {**BAD, **ODD}[case](name, others.pop(name))
    body = "&".join([*(f"{quote(other)}={quote(value)}" for other, value in others.items()), *pairs])
    return lambda: browser.post(path, body, content_type=FORM)


def kept(browser: Client) -> list[object]:
    """What any of these forms would change."""
    people = list(User.objects.order_by("pk").values_list("username", "password", "email"))
    addresses = list(EmailAddress.objects.order_by("pk").values_list("email", "verified"))
    return [people, addresses, Authenticator.objects.count(), len(mail.outbox), is_signed_in(browser)]


@pytest.mark.parametrize(("form", "name", "case"), REFUSED, ids=as_ids(REFUSED))
def test_a_bad_value_is_refused(form: str, name: str, case: str, browser: Client, anna: User) -> None:
    send = prepared(browser, anna, form, name, case)
    before = kept(browser)
    response = send()
    assert kept(browser) == before
    assert response.status_code == 200 or 400 <= response.status_code < 500 or response.url == SIGN_IN


@pytest.mark.parametrize(("form", "name", "case"), ENDURED, ids=as_ids(ENDURED))
def test_an_odd_value_never_fails(form: str, name: str, case: str, browser: Client, anna: User) -> None:
    assert prepared(browser, anna, form, name, case)().status_code < 500
