"""What comes before the pages: who calls, and what none of them has a use for."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client, RequestFactory
from pytest_django.fixtures import Settings

from hub_oauth.models import AuditEvent, Consent
from hub_project import proxies
from tests.support.app import App
from tests.support.flow import connect

SIGN_IN = "/accounts/login/"
HOPS = "203.0.113.9, 198.51.100.7, 192.0.2.1"


def caller(forwarded: str | None, peer: str = "10.0.0.1") -> str | None:
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    return proxies.client_address(RequestFactory().get("/", headers=headers, REMOTE_ADDR=peer))


@pytest.mark.yardstick("J12")
@pytest.mark.parametrize("forwarded", [None, "", HOPS])
def test_without_a_proxy_nobodys_word_is_believed(forwarded: str | None) -> None:
    assert caller(forwarded) == "10.0.0.1"


@pytest.mark.yardstick("J12")
@pytest.mark.parametrize(("count", "address"), [(1, "192.0.2.1"), (2, "198.51.100.7"), (3, "203.0.113.9")])
def test_only_what_ones_own_proxies_added_is_believed(count: int, address: str, settings: Settings) -> None:
    settings.HUB_PROXIES = count
    assert caller(HOPS) == address


def test_a_request_past_the_proxies_has_its_peer(settings: Settings) -> None:
    settings.HUB_PROXIES = 2
    assert caller("203.0.113.9") == caller(None) == "10.0.0.1"


@pytest.mark.django_db
def test_behind_a_proxy_each_caller_has_limits_of_their_own(settings: Settings, alice: User) -> None:
    settings.HUB_PROXIES = 1
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}

    def status_for(address: str) -> int:
        sent = {"login": "nobody", "password": "wrong"}
        return Client(headers={"X-Forwarded-For": f"spoofed, {address}"}).post(SIGN_IN, sent).status_code

    assert [status_for(address) for address in ("192.0.2.1", "192.0.2.2", "192.0.2.1")] == [200, 200, 429]


@pytest.mark.django_db
def test_the_audit_log_knows_the_caller_behind_a_proxy(alice: User, web_app: App, settings: Settings) -> None:
    settings.HUB_PROXIES = 1
    connect(alice, web_app)
    browser = Client(headers={"X-Forwarded-For": "spoofed, 192.0.2.9"})
    browser.force_login(alice)
    browser.post(f"/account/apps/{web_app.client_id}/remove")
    assert not Consent.objects.filter(revoked_at=None).exists()
    assert AuditEvent.objects.get(event="consent.revoked").address == "192.0.2.9"


@pytest.mark.yardstick("J6")
def test_the_forms_of_sign_in_are_small(client: Client) -> None:
    response = client.post(SIGN_IN, {"login": "x" * 70_000})
    assert response.status_code == 413
    assert b"<h1" in response.content


@pytest.mark.yardstick("J7")
@pytest.mark.parametrize("address", ["/admin/autocomplete/?term=%00", "/accounts/login/?next=%00", "/?x=%00"])
def test_nul_is_refused_wherever_a_query_has_it(address: str, client: Client) -> None:
    response = client.get(address)
    assert response.status_code == 400
    assert b"<h1" in response.content


@pytest.mark.django_db
def test_a_cache_that_does_not_answer_is_a_503(settings: Settings, client: Client) -> None:
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    }
    response = Client(raise_request_exception=False).post(SIGN_IN, {"login": "anna", "password": "x"})
    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")
    assert b"<h1" in response.content
    cache.close()
