"""Which teams an app gets can be changed later, by the person or an administrator; the API obeys at once."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from hub_oauth import slots, withdrawals
from hub_oauth.audit import SYSTEM, Act
from hub_oauth.models import Consent
from hub_teams import access
from hub_teams.access import Mode, TeamChoice
from hub_teams.models import Team, TeamAccess
from tests.support import factories
from tests.support.answers import TEAMS, call
from tests.support.app import App
from tests.support.flow import connect
from tests.support.rows import events, nothing_changes
from tests.support.statements import at_most

pytestmark = pytest.mark.django_db


@pytest.fixture
def token(alice: User, team: Team, web_app: App) -> str:
    return connect(alice, web_app)["access_token"]


@pytest.fixture
def kept(token: str) -> Consent:
    return Consent.objects.get()


def slugs(token: str) -> list[str]:
    return [team["slug"] for team in call(TEAMS, token).json()["results"]]


def test_what_an_app_gets_can_be_read(kept: Consent, team: Team) -> None:
    assert access.chosen_of(kept) == TeamChoice(Mode.ALL)
    access.choose(kept, Mode.CHOSEN, [team.pk], act=SYSTEM)
    with at_most(2):
        assert access.chosen_of(kept) == TeamChoice(Mode.CHOSEN, frozenset({team.pk}))


def test_a_consent_that_says_nothing_gives_none(kept: Consent) -> None:
    TeamAccess.objects.all().delete()
    assert access.chosen_of(kept) == TeamChoice(Mode.CHOSEN)


def test_the_api_obeys_with_its_next_answer(token: str, kept: Consent, team: Team) -> None:
    assert slugs(token) == ["planners"]
    assert access.choose(kept, Mode.CHOSEN, [], act=SYSTEM)
    assert slugs(token) == []
    assert access.choose(kept, Mode.CHOSEN, [team.pk], act=SYSTEM)
    with at_most(2):
        assert slugs(token) == ["planners"]


def test_a_change_is_audited_with_who_and_what(alice: User, kept: Consent, team: Team) -> None:
    access.choose(kept, Mode.CHOSEN, [team.pk], act=Act(actor=alice))
    access.choose(kept, Mode.ALL, [], act=Act(actor=alice))
    first, second = events("consent.teams_changed")
    assert (first.actor_id, first.user_id, first.details["teams"]) == (str(alice.pk), str(alice.pk), [str(team.pk)])
    assert second.details["teams"] == "all"


def test_the_same_choice_again_is_no_change(kept: Consent, team: Team) -> None:
    access.choose(kept, Mode.CHOSEN, [team.pk], act=SYSTEM)
    with nothing_changes():
        assert not access.choose(kept, Mode.CHOSEN, [team.pk], act=SYSTEM)


def test_teams_of_others_can_not_be_given(kept: Consent) -> None:
    theirs = factories.MembershipFactory.create().team
    access.choose(kept, Mode.CHOSEN, [theirs.pk], act=SYSTEM)
    assert access.chosen_of(kept) == TeamChoice(Mode.CHOSEN)


def test_nothing_is_given_to_a_consent_that_ended(kept: Consent) -> None:
    withdrawals.withdraw(kept, reason=Consent.Reason.REMOVED, act=SYSTEM)
    with nothing_changes():
        assert not access.choose(kept, Mode.CHOSEN, [], act=SYSTEM)


def test_a_page_of_another_app_changes_it_through_the_slot(kept: Consent, team: Team) -> None:
    [part] = slots.offers(kept.user, kept.application, kept.scope_names, kept)
    assert part.fields["team"].values == (str(team.pk),)
    slots.change(kept, {"teams": ("chosen",), "team": ()}, act=SYSTEM)
    assert access.chosen_of(kept) == TeamChoice(Mode.CHOSEN)
    assert len(events("consent.teams_changed")) == 1
