"""Which teams an app sees: all, those chosen, or none where nothing says so."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User

from hub_oauth.models import Consent
from hub_teams.models import Membership, Team, TeamAccess
from tests.support import factories
from tests.support.answers import TEAMS, call
from tests.support.app import App
from tests.support.flow import code_for, connect, redeem

pytestmark = pytest.mark.django_db

ISSUER = "http://127.0.0.1:8000"


@pytest.fixture
def token(alice: User, team: Team, web_app: App) -> str:
    return connect(alice, web_app)["access_token"]


def teams(token: str, address: str = TEAMS) -> dict[str, Any]:
    response = call(address, token)
    assert response.status_code == 200, response.content
    body: dict[str, Any] = response.json()
    return body


def slugs(token: str) -> list[str]:
    return [team["slug"] for team in teams(token)["results"]]


def join(user: User, count: int) -> list[Team]:
    """As many new teams with this person in them."""
    made: list[Team] = factories.TeamFactory.create_batch(count)
    Membership.objects.bulk_create([Membership(team=team, user=user) for team in made])
    return made


def test_teams_of_other_people_are_never_among_them(charlie: User, team: Team, web_app: App) -> None:
    token = connect(charlie, web_app)["access_token"]
    assert slugs(token) == []
    TeamAccess.objects.get().teams.add(team)
    TeamAccess.objects.update(mode=TeamAccess.Mode.CHOSEN)
    assert slugs(token) == []


def test_a_consent_to_read_teams_opens_all_of_them(token: str) -> None:
    assert TeamAccess.objects.get().mode == TeamAccess.Mode.ALL
    assert slugs(token) == ["planners"]


def test_without_an_access_row_there_are_none(token: str) -> None:
    TeamAccess.objects.all().delete()
    assert slugs(token) == []


def test_only_chosen_teams_are_seen(alice: User, token: str) -> None:
    chosen = join(alice, 2)[0]
    TeamAccess.objects.update(mode=TeamAccess.Mode.CHOSEN)
    TeamAccess.objects.get().teams.add(chosen)
    assert slugs(token) == [chosen.slug]


def test_losing_the_last_chosen_team_does_not_open_all(token: str, team: Team) -> None:
    TeamAccess.objects.update(mode=TeamAccess.Mode.CHOSEN)
    TeamAccess.objects.get().teams.add(team)
    TeamAccess.objects.get().teams.clear()
    assert slugs(token) == []


def test_a_repeated_consent_does_not_open_more(alice: User, token: str, web_app: App) -> None:
    TeamAccess.objects.update(mode=TeamAccess.Mode.CHOSEN)
    again = redeem(web_app, code_for(alice, web_app, prompt="consent"))  # else no page would be shown
    assert slugs(again.json()["access_token"]) == []


def test_a_choice_for_one_app_is_not_one_for_another(alice: User, token: str) -> None:
    other = connect(alice, factories.web_app("Other"))["access_token"]
    mine = Consent.objects.order_by("pk")[0]
    TeamAccess.objects.filter(consent=mine).update(mode=TeamAccess.Mode.CHOSEN)
    assert (slugs(token), slugs(other)) == ([], ["planners"])


def test_a_consent_to_the_profile_alone_opens_no_team(alice: User, team: Team, web_app: App) -> None:
    connect(alice, web_app, "profile:read")
    assert not TeamAccess.objects.exists()
