"""What is kept of a change of an app, and what follows from it (yardstick L12)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.exceptions import ValidationError

from hub_oauth import clients, outbox
from hub_oauth.audit import SYSTEM, Act
from hub_oauth.dot.applications import application_model
from hub_oauth.models import ClientProfile, ClientSecret, Grant
from tests.support import factories
from tests.support.app import App
from tests.support.flow import code_for, connect, redeem, refresh
from tests.support.registry import application_of, change, disable
from tests.support.rows import events

Committed = Callable[..., AbstractContextManager[object]]
OTHER = "https://app.example/other"


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[object]]) -> Committed:
    """What happens inside is committed, and its e-mails are sent."""

    @contextmanager
    def inside() -> Iterator[None]:
        with django_capture_on_commit_callbacks(execute=True):
            yield
        outbox.drain()

    return inside


@pytest.mark.yardstick("L12")
def test_a_change_is_kept_with_before_and_after(web_app: App, alice: User) -> None:
    application = application_of(web_app)
    application.name, application.hub_profile.may_introspect = "Acme Two", True
    clients.change(application, application.hub_profile, act=Act(actor=alice))
    (event,) = events("client.changed")
    assert event.details["changes"] == {"name": ["Acme Planner", "Acme Two"], "may_introspect": [False, True]}
    assert event.actor_id == str(alice.pk)


def test_no_address_of_a_person_is_kept_in_the_log(web_app: App) -> None:
    change(web_app, support_email="ann@acme.example")
    (event,) = events("client.changed")
    assert "support_email" in event.details["changes"]
    assert "acme.example" not in str(event.details)


@pytest.mark.yardstick("L12")
def test_another_redirect_uri_ends_the_codes_that_wait(alice: User, web_app: App) -> None:
    code = code_for(alice, web_app)
    change(web_app, redirect_uris=f"{web_app.redirect_uri} {OTHER}")
    assert redeem(web_app, code).json()["error"] == "invalid_grant"
    assert Grant.objects.get().end_reason == "client"
    assert events("client.changed")[0].details["codes_revoked"] == 1


def test_sessions_outlive_another_redirect_uri(alice: User, web_app: App) -> None:
    tokens = connect(alice, web_app)
    change(web_app, redirect_uris=f"{web_app.redirect_uri} {OTHER}")
    assert refresh(web_app, tokens["refresh_token"]).status_code == 200


def test_codes_outlive_any_other_change(alice: User, web_app: App) -> None:
    code = code_for(alice, web_app)
    change(web_app, description="Plans.")
    assert redeem(web_app, code).status_code == 200


@pytest.mark.yardstick("L12")
def test_the_owner_hears_of_another_redirect_uri(bob: User, committed: Committed) -> None:
    app = factories.web_app(owner=bob)
    with committed():
        change(app, redirect_uris=OTHER)
    (message,) = mail.outbox
    assert (message.to, OTHER in message.body) == (["bob@example.org"], True)
    assert message.subject == "Where Acme Planner sends people was changed at Hub"


def test_the_owner_hears_of_no_other_change(bob: User, committed: Committed) -> None:
    app = factories.web_app(owner=bob)
    with committed():
        change(app, description="Plans.")
    assert mail.outbox == []


# Badges


@pytest.mark.yardstick("L12")
def test_who_gave_a_badge_is_kept_until_it_is_taken(web_app: App, alice: User) -> None:
    application = application_of(web_app)
    profile = application.hub_profile
    profile.first_party, profile.verified_at = True, "now"
    clients.change(application, profile, act=Act(actor=alice))
    kept = ClientProfile.objects.get()
    assert (kept.verified_by, kept.first_party_by) == (alice, alice)
    assert kept.verified_at is not None
    change(web_app, first_party=False, verified_at=None)
    now = ClientProfile.objects.get()
    assert (now.verified_by, now.verified_at, now.first_party_by, now.first_party_at) == (None,) * 4


# Deleting


def test_an_app_that_nobody_used_is_deleted_once_it_is_off(web_app: App) -> None:
    application = application_of(web_app)
    with pytest.raises(ValidationError, match=re.escape("Turn it off first.")):
        clients.delete(application, act=SYSTEM)
    disable(web_app)
    clients.delete(application, act=SYSTEM)
    for model in (application_model(), ClientProfile, ClientSecret):
        assert not model.objects.exists()
    assert [event.client_label for event in events("client.deleted")] == ["Acme Planner"]


def test_an_app_that_was_used_stays(alice: User, web_app: App) -> None:
    connect(alice, web_app)
    disable(web_app)
    with pytest.raises(ValidationError, match="People have connected it"):
        clients.delete(application_of(web_app), act=SYSTEM)
    assert ClientProfile.objects.exists()
    assert not events("client.deleted")


# Turning off


def test_people_are_not_told_where_the_administrator_keeps_it_quiet(
    alice: User, web_app: App, committed: Committed
) -> None:
    connect(alice, web_app)
    with committed():
        clients.disable(application_of(web_app), act=SYSTEM, notify=False)
    assert mail.outbox == []


@pytest.mark.parametrize("shown", [True, False])
def test_people_read_the_reason_where_it_is_for_them(
    alice: User, web_app: App, committed: Committed, shown: bool
) -> None:
    connect(alice, web_app)
    mail.outbox.clear()
    with committed():
        clients.disable(application_of(web_app), act=SYSTEM, reason="It spams.", show_reason=shown)
    (message,) = mail.outbox
    assert ("It spams." in message.body) is shown


# Lifetimes


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"access_token_lifetime": 59}, "59 s is not a lifetime"),
        ({"refresh_idle_lifetime": 10**9}, "is not a lifetime"),
        ({"refresh_absolute_lifetime": 3600}, "longer than a connection lives, 3600 s"),
    ],
)
def test_a_lifetime_that_can_not_work_is_refused(web_app: App, values: dict[str, int], sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        change(web_app, **values)
    assert not events("client.changed")
