"""The answer kept for a retry: sealed under the presented token, bound to grant, generation and client."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.auth.models import User

from hub_oauth.models import Grant
from hub_oauth.protocol import sealing
from tests.support.answers import error_of
from tests.support.app import App, Tokens
from tests.support.flow import connect, refresh
from tests.support.rows import the_grant

pytestmark = pytest.mark.django_db


def opened(token: str, **over: Any) -> Any:
    """What the row keeps, opened with a token and what it is bound to, or other values."""
    grant = the_grant()
    bound = {"grant": grant.pk, "generation": grant.generation, "client": grant.application.client_id} | over
    associated = "{grant}:{generation}:{client}".format(**bound).encode()
    return json.loads(sealing.unseal(token, bytes(grant.sealed_retry or b""), associated=associated))


def test_the_presented_token_opens_it(first: Tokens, second: Tokens) -> None:
    assert opened(first["refresh_token"])["pair"] == dict(second)


def test_the_successor_does_not_open_it(first: Tokens, second: Tokens) -> None:
    for token in second["refresh_token"], second["access_token"], first["access_token"]:
        with pytest.raises(ValueError, match="does not open"):
            opened(token)


@pytest.mark.parametrize("other", [{"grant": 0}, {"generation": 2}, {"client": "other"}])
def test_it_is_bound_to_grant_generation_and_client(first: Tokens, second: Tokens, other: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="does not open"):
        opened(first["refresh_token"], **other)


def test_the_same_answer_never_looks_the_same(first: Tokens, second: Tokens) -> None:
    sealed = [sealing.seal("token", b"answer", associated=b"") for _ in range(2)]
    assert sealed[0] != sealed[1]


@pytest.mark.yardstick("L6")
def test_no_token_stands_in_it_readable(first: Tokens, second: Tokens) -> None:
    sealed = bytes(the_grant().sealed_retry or b"")
    assert second["access_token"].encode() not in sealed
    assert second["refresh_token"].encode() not in sealed


@pytest.mark.parametrize("altered", [b"", b"short", b"x" * 400])
def test_an_altered_answer_is_not_given_and_the_grant_ends(
    web_app: App, first: Tokens, second: Tokens, altered: bytes
) -> None:
    Grant.objects.update(sealed_retry=altered, access_first_used_at=the_grant().rotated_at)
    assert error_of(refresh(web_app, first["refresh_token"])) == (400, "invalid_grant")
    assert the_grant().end_reason == Grant.End.REUSE


def test_an_answer_of_another_grant_is_not_given(alice: User, bob: User, web_app: App, first: Tokens) -> None:
    """As it would be if one row were copied over another."""
    other = refresh(web_app, connect(bob, web_app)["refresh_token"])
    assert other.status_code == 200
    refresh(web_app, first["refresh_token"])
    mine, theirs = Grant.objects.order_by("pk")
    Grant.objects.filter(pk=mine.pk).update(sealed_retry=theirs.sealed_retry)
    assert error_of(refresh(web_app, first["refresh_token"])) == (400, "invalid_grant")
