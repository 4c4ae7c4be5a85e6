"""Refused requests that changed nothing are kept for a while, within limits, and without a secret."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import User
from django.db import OperationalError

from hub_oauth import request_failures
from hub_oauth.models import RequestFailure
from tests.support import factories
from tests.support.answers import TEAMS, call
from tests.support.app import AUTHORIZE, TOKEN, App, Tokens, authorize_params
from tests.support.flow import ask, code_for, connect, consent, post, post_token, redeem, refresh, refreshed, signed_in

pytestmark = pytest.mark.django_db


def kept() -> list[tuple[str, str, str]]:
    return list(RequestFailure.objects.order_by("pk").values_list("endpoint", "cause", "client_id"))


def test_an_unknown_client_at_the_page(alice: User, web_app: App) -> None:
    ask(signed_in(alice), authorize_params(web_app, client_id="nobody"))
    assert kept() == [("authorize", "client_unknown", "")]
    assert RequestFailure.objects.get().details == {"client_id": "nobody"}


def test_a_redirect_uri_that_is_not_registered(alice: User, web_app: App) -> None:
    response = ask(signed_in(alice), authorize_params(web_app, redirect_uri="https://evil.example/"))
    assert kept() == [("authorize", "redirect_uri_mismatch", web_app.client_id)]
    assert RequestFailure.objects.get().reference in response.content.decode()


def test_an_error_that_goes_back_to_the_app(alice: User, web_app: App) -> None:
    ask(signed_in(alice), authorize_params(web_app, scope="everything"))
    assert kept() == [("authorize", "scope_unknown", web_app.client_id)]


def test_a_wrong_secret(web_app: App) -> None:
    credentials = {"client_id": web_app.client_id, "client_secret": "hub_cs_wrong"}
    post(TOKEN, {"grant_type": "refresh_token", **credentials}, {})
    assert kept() == [("token", "client_credentials_wrong", web_app.client_id)]


def test_a_wrong_verifier(alice: User, web_app: App) -> None:
    redeem(web_app, code_for(alice, web_app), code_verifier="v" * 43)
    assert kept() == [("token", "verifier_wrong", web_app.client_id)]


def test_a_missing_permission_at_the_api(alice: User, web_app: App) -> None:
    call(TEAMS, connect(alice, web_app, "profile:read")["access_token"])
    assert kept() == [("api", "scope_insufficient", web_app.client_id)]


def test_head_never_writes(alice: User, web_app: App) -> None:
    signed_in(alice).head(AUTHORIZE, authorize_params(web_app, client_id="nobody"))
    assert kept() == []


def test_what_is_audited_is_not_kept_twice(alice: User, web_app: App, tokens: Tokens) -> None:
    refreshed(web_app, refreshed(web_app, tokens))
    refresh(web_app, tokens["refresh_token"])
    consent(signed_in(alice), authorize_params(web_app, prompt="consent"), "deny")
    assert kept() == []


def test_a_secret_in_the_wrong_place_is_cut_out(alice: User, web_app: App) -> None:
    secret = web_app.secret or ""
    ask(signed_in(alice), authorize_params(web_app, scope=secret))
    ask(signed_in(alice), authorize_params(web_app, client_id=secret))
    assert len(kept()) == 2
    assert not [row for row in RequestFailure.objects.values() if secret[7:] in str(row)]


def test_thirty_a_minute_for_each_client(alice: User, web_app: App) -> None:
    other, browser = factories.web_app("Other"), signed_in(alice)
    for _ in range(35):
        ask(browser, authorize_params(web_app, redirect_uri="https://evil.example/"))
    ask(browser, authorize_params(other, redirect_uri="https://evil.example/"))
    assert RequestFailure.objects.filter(client_id=web_app.client_id).count() == 30
    assert RequestFailure.objects.filter(client_id=other.client_id).count() == 1


def test_the_oldest_go_beyond_the_cap(alice: User, web_app: App, settings: LazySettings) -> None:
    settings.HUB_OAUTH = {**settings.HUB_OAUTH, "REQUEST_FAILURES_PER_CLIENT": 2}
    browser = signed_in(alice)
    ask(browser, authorize_params(web_app, client_id="nobody"))
    for scope in ("one", "two", "three"):
        ask(browser, authorize_params(web_app, scope=scope))
    mine = RequestFailure.objects.filter(client_id=web_app.client_id)
    assert [row.description.split()[1] for row in mine.order_by("pk")] == ["two", "three"]
    assert RequestFailure.objects.count() == 3


def test_an_answer_does_not_hang_on_it(
    alice: User, web_app: App, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*args: object) -> None:
        raise OperationalError("no room")

    monkeypatch.setattr(request_failures, "write", fail)
    assert post_token(web_app, {"grant_type": "refresh_token", "refresh_token": "x"}).status_code == 400
    assert "could not be kept" in caplog.text
