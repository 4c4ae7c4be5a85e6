from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models.functions import Now
from django.utils.timezone import now

from hub_oauth import secrets
from hub_oauth.audit import SYSTEM, Act
from hub_oauth.models import AuditEvent, ClientSecret
from tests.support import factories
from tests.support.app import App
from tests.support.registry import application_of
from tests.support.rows import events
from tests.support.time import age


def create(app: App, **over: object) -> str:
    return secrets.create(application_of(app), **({"act": SYSTEM} | over))  # type: ignore[arg-type]


def verify(app: App, raw: str | None) -> bool:
    return secrets.verify(application_of(app), raw or "")


def revoke_first() -> None:
    secrets.revoke(ClientSecret.objects.order_by("pk")[0], act=SYSTEM)


def test_secret_proves_its_app(web_app: App) -> None:
    assert verify(web_app, web_app.secret)


@pytest.mark.parametrize("change", ["", "x", " ", "\0", "é"], ids=ascii)
def test_any_other_value_does_not(change: str, web_app: App) -> None:
    assert not verify(web_app, (web_app.secret or "") + change if change else "")


def test_secret_of_another_app_does_not(web_app: App) -> None:
    other = factories.web_app("Other", "https://other.example/cb")
    assert not verify(web_app, other.secret)


def test_without_an_overlap_the_one_before_ends_within_the_same_millisecond(web_app: App) -> None:
    application, made = application_of(web_app), [web_app.secret or ""]
    for _ in range(20):
        made.append(secrets.create(application, act=SYSTEM, overlap=timedelta(0)))
        assert not secrets.verify(application, made[-2])
    assert secrets.verify(application, made[-1])


@pytest.mark.yardstick("L6", "L5")
def test_secret_is_kept_as_a_digest(web_app: App) -> None:
    raw = web_app.secret or ""
    kept = ClientSecret.objects.values().get()
    application = application_of(web_app)
    assert (kept["prefix"], kept["last_four"]) == (raw[:11], raw[-4:])
    everything = repr([kept, AuditEvent.objects.values(), vars(application), vars(application.hub_profile)])
    assert raw not in everything
    assert raw[11:-4] not in everything


@pytest.mark.yardstick("G10")
def test_secret_has_256_random_bits_behind_a_prefix(web_app: App) -> None:
    raw = create(web_app)
    assert raw.startswith("hub_cs_")
    assert len(raw) == len("hub_cs_") + 43
    assert raw != web_app.secret


@pytest.mark.yardstick("G12")
def test_two_live_at_once(web_app: App) -> None:
    second = create(web_app)
    assert verify(web_app, web_app.secret)
    assert verify(web_app, second)


@pytest.mark.yardstick("G12")
def test_a_third_is_refused(web_app: App) -> None:
    create(web_app)
    with pytest.raises(ValidationError):
        create(web_app)
    assert ClientSecret.objects.count() == 2
    assert len(events("client.secret_created")) == 2


@pytest.mark.yardstick("G12")
def test_revoked_secret_proves_nothing_and_makes_room(web_app: App) -> None:
    second = create(web_app)
    revoke_first()
    assert not verify(web_app, web_app.secret)
    assert verify(web_app, second)
    assert verify(web_app, create(web_app))


def test_revoking_is_audited_once(web_app: App) -> None:
    revoke_first()
    revoke_first()
    [event] = events("client.secret_revoked")
    assert event.details == {"last_four": (web_app.secret or "")[-4:]}


def test_expired_secret_proves_nothing_and_makes_room(web_app: App) -> None:
    create(web_app)
    ClientSecret.objects.filter(pk=ClientSecret.objects.order_by("pk")[0].pk).update(expires_at=Now())
    assert not verify(web_app, web_app.secret)
    assert create(web_app)


def test_secret_may_end_by_itself(web_app: App) -> None:
    raw = create(web_app, expires_at=now() + timedelta(hours=1))
    assert verify(web_app, raw)
    age(ClientSecret.objects.latest("pk"), hours=2)
    assert not verify(web_app, raw)


def test_public_app_has_none(spa_app: App) -> None:
    with pytest.raises(ValidationError):
        create(spa_app)
    assert not ClientSecret.objects.exists()


def test_same_form_sent_again_makes_nothing(web_app: App) -> None:
    seen = secrets.newest(application_of(web_app))
    create(web_app, after=seen)
    revoke_first()
    with pytest.raises(ValidationError):
        create(web_app, after=seen)
    assert ClientSecret.objects.count() == 2


def test_newest_is_none_where_there_never_was_one(spa_app: App) -> None:
    assert secrets.newest(application_of(spa_app)) == 0


def test_who_made_it_is_kept(alice: User, web_app: App) -> None:
    create(web_app, act=Act(actor=alice))
    assert ClientSecret.objects.latest("pk").created_by == alice
    assert events("client.secret_created")[-1].actor_id == str(alice.pk)


def test_use_is_marked_to_the_hour(web_app: App) -> None:
    verify(web_app, web_app.secret)
    first = ClientSecret.objects.get()
    assert first.last_used_at is not None
    age(first, minutes=59)
    marked = first.last_used_at
    verify(web_app, web_app.secret)
    assert ClientSecret.objects.get().last_used_at == marked
    age(first, minutes=2)
    verify(web_app, web_app.secret)
    assert (ClientSecret.objects.get().last_used_at or marked) > marked


def test_wrong_secret_marks_nothing(web_app: App) -> None:
    verify(web_app, "hub_cs_wrong")
    assert ClientSecret.objects.get().last_used_at is None
