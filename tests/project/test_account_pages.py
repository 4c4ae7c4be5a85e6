"""Every page of allauth that is mounted looks like the Hub's own, and none is forgotten."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import allauth
import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse

from hub_project import account_urls
from hub_project.middleware import WITH_PASSKEYS
from tests.project.test_pages import POLICY, SCRIPTS
from tests.support.authenticator import Passkey
from tests.support.sign_in import PASSWORD, link, reauthenticate, sign_in, sign_up, with_app

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_passwords")]
STOCK = Path(allauth.__path__[0])
# These show nothing of their own: a script asks the one, the other is a file.
WITHOUT_PAGE = {"mfa_login_webauthn", "mfa_download_recovery_codes"}


def names(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from names(pattern.url_patterns)
        else:
            yield str(pattern.name)


PAGES = sorted({*names(account_urls.urlpatterns)} - WITHOUT_PAGE)


@pytest.fixture
def addresses(anna: User) -> dict[str, str]:
    """Where each page is."""
    credential = Passkey("localhost", "http://localhost:8000").create({"challenge": "AAAA"})
    data = {"name": "Phone", "credential": json.loads(credential)}
    key = Authenticator.objects.create(user=anna, type="webauthn", data=data)
    sign_up(Client(), "dora")
    particular = {f"mfa_{act}_webauthn": reverse(f"mfa_{act}_webauthn", args=[key.pk]) for act in ("edit", "remove")}
    particular["account_confirm_email"] = link()
    Client().post("/accounts/password/reset/", {"email": "anna@example.org"})
    particular["account_reset_password_from_key"] = Client().get(link()).headers["Location"]
    return {**{name: reverse(name) for name in PAGES if name not in particular}, **particular}


@pytest.fixture
def visitors(anna: User, addresses: dict[str, str]) -> list[Client]:
    """A stranger, one who owes the second factor, one with every factor, one with a password alone, one without."""
    stranger, half, whole, plain, odd = (Client() for _ in range(5))
    with_app(anna)
    sign_in(half, "anna")
    whole.force_login(anna)
    reauthenticate(whole)
    plain.force_login(User.objects.create_user("plain", password=PASSWORD))
    reauthenticate(plain)
    odd.force_login(User.objects.create_user("odd"))
    return [stranger, half, whole, plain, odd]


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_the_hubs(name: str, visitors: list[Client], addresses: dict[str, str]) -> None:
    answers = [visitor.get(addresses[name]) for visitor in visitors]
    shown = [answer for answer in answers if answer.status_code == 200]
    assert shown, f"nobody sees {name}: {[answer.status_code for answer in answers]}"
    for answer in shown:
        page = answer.content.decode()
        origins = [Path(template.origin.name) for template in answer.templates]
        assert [origin for origin in origins if origin.is_relative_to(STOCK)] == []
        assert '<header class="site-header">' in page
        assert page.count("<h1>") == 1
        assert re.search(r"<title>\s*\S.*?·\s*Hub\s*</title>|<title>\s*Hub\s*</title>", page, re.DOTALL)
        assert "no-store" in answer.headers["Cache-Control"]
        expected = POLICY + SCRIPTS if name in WITH_PASSKEYS else POLICY
        assert answer.headers["Content-Security-Policy"] == expected
        assert ("<script src=" in page) is (name in WITH_PASSKEYS)


@pytest.mark.parametrize("name", PAGES)
def test_every_field_of_a_page_has_its_label(name: str, visitors: list[Client], addresses: dict[str, str]) -> None:
    for page in (visitor.get(addresses[name]).content.decode() for visitor in visitors):
        shown = re.findall(r'<input id="(\w+)"[^>]*>', page)
        assert [field for field in shown if f'<label for="{field}">' not in page] == []
        assert re.findall(r'placeholder="|style="|onclick="', page) == []
