"""Links that an app brings: https at registration, https again on the page, and no weight lent to them."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from hub_oauth.client_rules import LINKS
from hub_oauth.models import AuditEvent, ClientProfile
from tests.support import factories
from tests.support.app import App, authorize_params
from tests.support.flow import ask, signed_in
from tests.support.registry import change

pytestmark = [pytest.mark.django_db, pytest.mark.yardstick("L2")]

BAD = [
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "http://169.254.169.254/",
    "http://acme.example/",
    "ftp://acme.example/",
    "//acme.example/",
    "https:acme.example",
    "https://user@acme.example/",
    "https://2852039166/",
    "https://acme.example/\nx",
    'https://acme.example/"onclick=x',
    "https://аcme.example/",
]
each_link = pytest.mark.parametrize("field", LINKS)


@each_link
@pytest.mark.parametrize("link", BAD)
def test_a_bad_link_is_refused_with_its_field(field: str, link: str) -> None:
    with pytest.raises(ValidationError) as refused:
        factories.web_app(**{field: link})
    ((named, (sentence,)),) = refused.value.message_dict.items()
    assert named == field
    assert sentence.startswith("'")
    assert not AuditEvent.objects.exists()


@each_link
@pytest.mark.parametrize("link", BAD[:5])
def test_a_bad_link_is_refused_when_an_app_is_changed(field: str, link: str, web_app: App) -> None:
    with pytest.raises(ValidationError):
        change(web_app, **{field: link})
    assert getattr(ClientProfile.objects.get(), field) == ""


@each_link
@pytest.mark.parametrize("link", [BAD[0], BAD[2], BAD[4]])
def test_a_row_written_past_the_rules_is_no_link(field: str, link: str, alice: User, web_app: App) -> None:
    ClientProfile.objects.update(**{field: link})
    page = ask(signed_in(alice), authorize_params(web_app)).content.decode()
    assert link.partition(":")[0] + ":" not in "".join(re.findall(r'href="([^"]*)"', page))


def test_a_good_link_is_shown_without_weight(alice: User) -> None:
    links = {field: f"https://acme.example/{field}?a=1&code=2#there" for field in LINKS}
    page = ask(signed_in(alice), authorize_params(factories.web_app(**links))).content.decode()
    shown = re.findall(r'<a href="(https://[^"]*)"\s+rel="([^"]*)"', page)
    assert {rel for _, rel in shown} == {"noopener noreferrer nofollow"}
    assert len(shown) == 3
