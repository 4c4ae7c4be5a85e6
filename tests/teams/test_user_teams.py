"""``GET /api/user/teams``: the person's teams that this app may see, in cursor pages of 100."""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import User
from pytest_django.fixtures import Settings

from hub_teams.models import Membership, Team
from tests.support import factories
from tests.support.answers import TEAMS, call
from tests.support.app import App
from tests.support.flow import connect

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


def cursor(position: str) -> str:
    return base64.b64encode(position.encode()).decode()


def test_it_gives_teams_with_the_persons_role(token: str, team: Team) -> None:
    assert teams(token) == {
        "next": None,
        "previous": None,
        "results": [{"id": str(team.pk), "name": "Planners", "slug": "planners", "role": "owner"}],
    }


def test_the_role_is_the_persons_own(bob: User, team: Team, web_app: App) -> None:
    assert teams(connect(bob, web_app)["access_token"])["results"][0]["role"] == "member"


def test_the_role_is_the_one_of_this_moment(alice: User, token: str) -> None:
    Membership.objects.filter(user=alice).update(role="admin")
    assert teams(token)["results"][0]["role"] == "admin"
    Membership.objects.filter(user=alice).delete()
    assert teams(token)["results"] == []


def test_many_teams_come_in_pages_of_a_hundred(alice: User, token: str, team: Team) -> None:
    expected = [str(one.pk) for one in [team, *join(alice, 204)]]
    pages = [teams(token)]
    while pages[-1]["next"]:
        pages.append(teams(token, path_of(pages[-1]["next"])))
    assert [len(page["results"]) for page in pages] == [100, 100, 5]
    assert [one["id"] for page in pages for one in page["results"]] == expected
    back = teams(token, path_of(pages[2]["previous"]))
    assert back["results"] == pages[1]["results"]


def path_of(link: str) -> str:
    """A link without its origin, for the test client."""
    parts = urlsplit(link)
    return f"{parts.path}?{parts.query}"


@pytest.mark.yardstick("D5")
def test_links_to_pages_come_from_the_issuer(alice: User, token: str, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    join(alice, 100)
    link = call(TEAMS, token, Host="evil.example").json()["next"]
    assert link.startswith(f"{ISSUER}{TEAMS}?cursor=")
    back = call(path_of(link), token, Host="evil.example").json()["previous"]
    assert back.startswith(f"{ISSUER}{TEAMS}?cursor=")


@pytest.mark.yardstick("J7")
@pytest.mark.parametrize(
    "bad",
    [
        "x",
        "%ff",
        "%00",
        "é",
        cursor("p=x"),
        cursor("p="),
        cursor("p=\0"),
        cursor("p=-1"),
        cursor("p=1.5"),
        cursor("p=²"),
        cursor("p=" + "9" * 5000),
        cursor("p=1&o=x"),
        cursor("r=x"),
    ],
)
def test_a_cursor_that_was_not_made_here_is_refused(token: str, bad: str) -> None:
    response = call(f"{TEAMS}?cursor={bad}", token)
    assert (response.status_code, response.json()["code"]) == (404, "not_found")


def test_a_cursor_beyond_the_last_team_is_an_empty_page(token: str) -> None:
    assert teams(token, f"{TEAMS}?cursor={cursor('p=' + '9' * 18)}")["results"] == []


def test_a_cursor_of_somebody_else_opens_nothing(alice: User, charlie: User, team: Team, web_app: App) -> None:
    join(alice, 100)
    link = teams(connect(alice, web_app)["access_token"])["next"]
    assert teams(connect(charlie, web_app)["access_token"], path_of(link))["results"] == []


def test_it_needs_the_teams_scope(alice: User, team: Team, web_app: App) -> None:
    response = call(TEAMS, connect(alice, web_app, "profile:read")["access_token"])
    assert response.status_code == 403
    assert "planners" not in response.content.decode()
