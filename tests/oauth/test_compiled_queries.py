"""What is compiled once gives what its queryset gives, on each database, and never another call's values."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection, models, transaction
from django.db.transaction import TransactionManagementError

from hub_oauth import access_tokens, audit, clients, grants, revocation, secrets
from hub_oauth.compiled_queries import CompiledSelect, Parameter
from hub_oauth.consents import locks, rows
from hub_oauth.models import AuditEvent, ClientSecret, Grant
from hub_oauth.protocol import tokens
from hub_teams import team_question
from tests.support.app import App
from tests.support.factories import MembershipFactory
from tests.support.flow import code_for, connect, redeem
from tests.support.statements import statements

pytestmark = pytest.mark.django_db

SELECTS: dict[str, tuple[CompiledSelect[Any], tuple[str, ...]]] = {
    "access token": (access_tokens.BY_ACCESS_TOKEN, ("access_digest",)),
    "refresh handle": (access_tokens.BY_REFRESH_HANDLE, ("refresh_handle",)),
    "client": (clients.BY_CLIENT_ID, ("client_id",)),
    "client of a page": (clients.FOR_PAGE, ("client_id",)),
    "secret": (secrets.BY_DIGEST, ("application", "digest")),
    "standing": (grants.STANDING, ("id",)),
    "person of a revoked grant": (revocation.PERSON, ("user",)),
    "consent": (rows.STANDING, ("user", "application")),
    "locked consent": (locks.LOCKED, ("user", "client_id")),
    "person and client as committed": (locks.AS_COMMITTED, ("user", "client_id")),
    "teams, asked first": (team_question.ASKED_FIRST, ("user",)),
    "teams, asked again": (team_question.ASKED_AGAIN, ("user", "consent")),
    **{f"locked by {name}": (compiled, (name,)) for name, compiled in grants.LOCKED.items()},
}


@pytest.fixture
def keys(alice: User, web_app: App) -> dict[str, Any]:
    """Values under which every one of them finds a row."""
    connect(alice, web_app)
    MembershipFactory.create(user=alice)
    grant, secret = Grant.objects.get(), ClientSecret.objects.get()
    return {
        "access_digest": bytes(grant.access_digest or b""),
        "refresh_handle": bytes(grant.refresh_handle or b""),
        "code_digest": bytes(grant.code_digest),
        "client_id": web_app.client_id,
        "application": grant.application_id,
        "user": alice.pk,
        "id": grant.consent_id,
        "consent": grant.consent_id,
        "digest": bytes(secret.digest),
    }


def columns(row: models.Model, seen: tuple[int, ...] = ()) -> dict[str, Any]:
    """What is loaded of a row and of those joined to it, but for the time of reading."""
    own = {name: plain(value) for name, value in vars(row).items() if name not in ("_state", "now")}
    seen = (*seen, id(row))
    joined = {
        name: value for name, value in row._state.fields_cache.items() if value is not None and id(value) not in seen
    }
    return own | {f"{name}.": columns(value, seen) for name, value in joined.items()}


def plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


@pytest.fixture
def built(keys: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> Any:
    """Runs a compiled query's queryset as Django would, with the values of ``keys`` in their places."""

    def value(place: Parameter, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        return "%s", [place.prepared(keys[place.name], connection)]

    def run(compiled: CompiledSelect[Any]) -> list[models.Model]:
        with monkeypatch.context() as bound:
            bound.setattr(Parameter, "as_sql", value)
            return list(compiled.make())

    return run


@pytest.mark.parametrize("name", SELECTS)
def test_a_replay_reads_what_the_queryset_reads(name: str, keys: dict[str, Any], built: Any) -> None:
    compiled, names = SELECTS[name]
    with transaction.atomic():
        replayed = compiled.first(**{key: keys[key] for key in names})
        (queried,) = built(compiled)
    assert replayed is not None
    assert columns(replayed) == columns(queried)


@pytest.mark.parametrize("name", SELECTS)
def test_a_replay_binds_the_values_of_its_own_call(name: str, keys: dict[str, Any]) -> None:
    compiled, names = SELECTS[name]
    nobody = {key: -1 if isinstance(keys[key], int) else keys[key][:-1] for key in names}
    with transaction.atomic():
        assert compiled.first(**{key: keys[key] for key in names}) is not None
        assert compiled.first(**nobody) is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", grants.LOCKED)
def test_no_row_is_locked_outside_a_transaction(name: str, keys: dict[str, Any]) -> None:
    """Without one a database takes the statement and lets go of the row at once."""
    with transaction.atomic():
        assert grants.lock(**{name: keys[name]}) is not None
    with pytest.raises(TransactionManagementError), statements() as sent:
        grants.lock(**{name: keys[name]})
    assert not sent


def test_an_event_is_kept_with_all_it_is_given(alice: User, web_app: App) -> None:
    act = audit.Act(actor=alice, address="2001:db8::1", reference="REFERENCE")
    audit.record("token.issued", act, user=alice, refused=True, reason="why", scope="profile:read", number=1)
    kept = AuditEvent.objects.latest("pk")
    assert (kept.event, kept.outcome, kept.reason, kept.reference) == ("token.issued", "refused", "why", "REFERENCE")
    assert (kept.actor_label, kept.user_id, kept.address) == ("alice", str(alice.pk), "2001:db8::1")
    assert kept.details == {"scope": "profile:read", "number": 1}
    assert kept.at is not None


def test_a_grant_that_is_spent_leaves_every_other_as_it_is(alice: User, web_app: App) -> None:
    other = code_for(alice, web_app)
    connect(alice, web_app)
    untouched = Grant.objects.get(code_digest=tokens.digest(other))
    assert (untouched.spent_at, untouched.access_digest) == (None, None)


def test_a_grant_changes_and_the_event_that_tells_of_it_is_kept(alice: User, web_app: App) -> None:
    """Both, whether the database takes them in one statement or in two."""
    code = code_for(alice, web_app)
    with statements() as sent:
        redeem(web_app, code)
    assert Grant.objects.get(code_digest=tokens.digest(code)).spent_at is not None
    assert AuditEvent.objects.latest("pk").event == "token.issued"
    together = [one for one in sent if "UPDATE" in one and "INSERT" in one]
    assert len(together) == (1 if connection.vendor == "postgresql" else 0)


def test_a_code_and_the_event_that_tells_of_its_consent_are_kept(alice: User, web_app: App) -> None:
    with statements() as sent:
        code = code_for(alice, web_app)
    grant, event = Grant.objects.get(code_digest=tokens.digest(code)), AuditEvent.objects.latest("pk")
    assert (event.event, event.details["scope"], event.client_id) == (
        "consent.granted",
        grant.scopes,
        web_app.client_id,
    )
    together = [one for one in sent if one.count("INSERT") == 2]
    assert len(together) == (1 if connection.vendor == "postgresql" else 0)
