"""The administration finds nothing by what a client holds, and shows nothing of it."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from tests.support.admin import APPS, AUDIT, CONSENTS, administrator, page_of, staff
from tests.support.app import App
from tests.support.flow import code_for, connect, refresh

pytestmark = [pytest.mark.django_db, pytest.mark.yardstick("L5")]


@pytest.fixture
def held(bob: User, web_app: App) -> list[str]:
    """All that the app holds for bob."""
    code, first = code_for(bob, web_app), connect(bob, web_app)
    second = refresh(web_app, first["refresh_token"]).json()
    pairs = [pair[name] for pair in (first, second) for name in ("access_token", "refresh_token")]
    return [code, *pairs, web_app.secret or ""]


@pytest.mark.parametrize("path", [APPS, CONSENTS, AUDIT])
def test_nothing_is_found_by_a_secret(path: str, alice: User, held: list[str]) -> None:
    browser = administrator(alice)
    assert browser.get(path).context["cl"].result_count > 0
    for secret in held:
        for searched in (secret, secret[7:], secret[:12]):
            assert browser.get(path, {"q": searched}).context["cl"].result_count == 0


@pytest.mark.parametrize("path", [APPS, CONSENTS, AUDIT])
def test_whoever_may_view_reads_no_secret(path: str, alice: User, held: list[str], web_app: App) -> None:
    browser = staff(alice, "view_clientprofile", "view_consent", "view_auditevent", "view_grant", "view_clientsecret")
    listed = browser.get(path)
    pages = [listed, *(browser.get(f"{path}{row.pk}/change/") for row in listed.context["cl"].queryset)]
    shown = "".join(page.content.decode() for page in [*pages, browser.get(page_of(web_app, "history"))])
    assert {page.status_code for page in pages} == {200}
    assert not [secret for secret in held if secret in shown or secret[12:-4] in shown]
