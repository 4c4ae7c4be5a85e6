"""What people do on the account pages of the site, over Django's test client."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import struct
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode, urlsplit

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client

from tests.support.app import AUTHORIZE, App, authorize_params

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

SIGN_IN: Final = "/accounts/login/"
SIGN_UP: Final = "/accounts/signup/"
SECOND_STEP: Final = "/accounts/2fa/authenticate/"
REAUTHENTICATE: Final = "/accounts/reauthenticate/"
PASSWORD: Final = "violet-harbour-27"
NEW_PASSWORD: Final = "amber-lantern-64"
SECRET: Final = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
STEP: Final = 1  # at which the clock of these codes stands


def authorize_address(app: App, **over: str | None) -> str:
    """Where an app sends the browser, on this site."""
    return f"{AUTHORIZE}?{urlencode(authorize_params(app, **over))}"


def sign_in(client: Client, login: str, password: str = PASSWORD, target: str = "") -> Response:
    return client.post(SIGN_IN, {"login": login, "password": password, **({"next": target} if target else {})})


def sign_up(client: Client, username: str, target: str = "", email: str = "", password: str = PASSWORD) -> Response:
    form = {"username": username, "email": email or f"{username}@example.org", "password1": password}
    return client.post(SIGN_UP, {**form, **({"next": target} if target else {})})


def reauthenticate(client: Client, password: str = PASSWORD, target: str = "") -> Response:
    return client.post(REAUTHENTICATE, {"password": password, **({"next": target} if target else {})})


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def link(number: int = -1) -> str:
    """The path that an e-mail leads to, by default the last one."""
    found = re.search(r"https?://\S+", str(mail.outbox[number].body))
    assert found, mail.outbox[number].body
    return urlsplit(found[0]).path


def with_app(user: User) -> list[str]:
    """Give the person an authenticator app with the secret above; their recovery codes."""
    TOTP.activate(user, SECRET)
    codes: list[str] = RecoveryCodes.activate(user).generate_codes()
    return codes


def factors(user: User) -> list[str]:
    return sorted(Authenticator.objects.filter(user=user).values_list("type", flat=True))


def app_code(step: int = STEP, secret: str = SECRET) -> str:
    """What the app shows (RFC 6238 §4.2, RFC 4226 §5.3)."""
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", step), hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 10**6:06}"
