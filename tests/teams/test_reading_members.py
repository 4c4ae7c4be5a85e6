"""``GET`` below ``/api/teams``: a team, its members in pages, one member; and what a stranger sees of them."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.auth.models import User
from pytest_django.fixtures import Settings

from hub_teams.models import Membership, Team
from tests.support import factories
from tests.support.app import App
from tests.support.statements import at_most
from tests.support.teams import change_role, member, members_of, problem, send, token_for, writer

pytestmark = pytest.mark.django_db

IDS = ("0", "00", "01", "-1", "1.5", "²", "x", "%00", "9" * 18, "9" * 19, "9" * 5000, "1 ", "%F0%9F%A6%8A", "١")


def get(path: str, token: str, **headers: str) -> Any:
    return send("GET", path, token, **headers)


def test_a_team_with_the_persons_role(member_token: str, team: Team) -> None:
    shown = get(f"/api/teams/{team.pk}", member_token).json()
    assert shown == {"id": str(team.pk), "name": "Planners", "slug": "planners", "role": "member"}


def test_its_members_and_nobodys_address(member_token: str, team: Team, alice: User, bob: User) -> None:
    response = get(members_of(team), member_token)
    assert response.json()["results"] == [
        {"id": str(alice.pk), "username": "alice", "display_name": "Alice Silva", "role": "owner"},
        {"id": str(bob.pk), "username": "bob", "display_name": "Bob Okafor", "role": "member"},
    ]
    assert "@" not in response.content.decode()


def test_one_member(member_token: str, team: Team, alice: User) -> None:
    assert get(member(team, "alice"), member_token).json()["role"] == "owner"


def test_pages_of_a_hundred(owner: str, team: Team) -> None:
    people = factories.UserFactory.create_batch(103, password="")
    Membership.objects.bulk_create([Membership(team=team, user=one) for one in people])
    first = get(members_of(team), owner).json()
    second = get(first["next"].removeprefix("http://127.0.0.1:8000"), owner).json()
    assert (len(first["results"]), len(second["results"]), second["next"]) == (100, 5, None)
    assert len({one["id"] for page in (first, second) for one in page["results"]}) == 105


def test_a_page_beyond_the_last_is_empty(owner: str, team: Team) -> None:
    assert get(f"{members_of(team)}?cursor=cD05OTk5OTk5OTk%3D", owner).json()["results"] == []


@pytest.mark.yardstick("J7")
def test_a_cursor_that_was_not_made_here(owner: str, team: Team) -> None:
    assert problem(get(f"{members_of(team)}?cursor=%00", owner)) == (404, "not_found")


@pytest.mark.yardstick("K1")
@pytest.mark.parametrize("path", ["/api/teams/{}", "/api/teams/{}/members", "/api/teams/{}/members/alice"])
def test_a_stranger_sees_what_a_team_that_is_not_there_shows(path: str, stranger: str, team: Team) -> None:
    there, nowhere = (get(path.format(number), stranger) for number in (team.pk, 10**9))
    assert problem(there) == problem(nowhere) == (404, "not_found")
    assert there.json() | {"reference": ""} == nowhere.json() | {"reference": ""}


@pytest.mark.parametrize("path", ["/api/teams/{}", "/api/teams/{}/members", "/api/teams/{}/members/alice"])
def test_nor_does_an_app_that_the_team_was_not_chosen_for(path: str, alice: User, team: Team, roster: App) -> None:
    other = factories.MembershipFactory.create(user=alice, role="owner").team
    token = token_for(alice, roster, other)
    assert get(f"/api/teams/{other.pk}", token).status_code == 200
    assert problem(get(path.format(team.pk), token)) == (404, "not_found")


@pytest.mark.yardstick("J7")
@pytest.mark.parametrize("written", IDS)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_id_that_is_none(method: str, written: str, owner: str) -> None:
    body = {"username": "charlie"} if method == "POST" else None
    assert problem(send(method, members_of(written), owner, body)) == (404, "not_found")


@pytest.mark.yardstick("J7")
@pytest.mark.parametrize(
    "name", ["nobody", "charlie", "%00", "a" * 10**6, "%F0%9F%A6%8A", "a/b", "ALICE", "%ff", "a%0Ab"]
)
def test_a_name_that_is_not_in_the_team(name: str, owner: str, team: Team, charlie: User) -> None:
    assert problem(get(member(team, name), owner)) == (404, "not_found")


@pytest.mark.parametrize("name", ["o'hara/x", "ünï", "a b+c@d", "%41", "..x?y#z", "a\nb"])
def test_a_name_with_odd_characters(name: str, owner: str, team: Team) -> None:
    factories.MembershipFactory.create(team=team, user=factories.UserFactory.create(username=name, password=""))
    assert get(member(team, quote(name, safe="")), owner).json()["username"] == name


def test_reading_needs_the_scope(alice: User, team: Team) -> None:
    token = token_for(alice, writer(scopes=("profile:read", "teams:read", "teams:write")), scope="teams:write")
    for path in (f"/api/teams/{team.pk}", members_of(team), member(team, "bob")):
        assert problem(get(path, token)) == (403, "insufficient_scope")


class TestETag:
    @pytest.fixture(params=["team", "member"])
    def path(self, request: pytest.FixtureRequest, team: Team) -> str:
        return {"team": f"/api/teams/{team.pk}", "member": member(team, "bob")}[request.param]

    def test_what_the_caller_has_is_not_sent_again(self, path: str, owner: str) -> None:
        tag = get(path, owner).headers["ETag"]
        for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
            again = get(path, owner, If_None_Match=known)
            assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
        assert get(path, owner, If_None_Match='"other"').status_code == 200

    def test_it_is_strong_and_changes_with_what_is_shown(self, owner: str, team: Team, alice: User) -> None:
        before = get(member(team, "bob"), owner).headers["ETag"]
        assert before.startswith('"')
        change_role(owner, team, "bob", "admin")
        assert get(member(team, "bob"), owner, If_None_Match=before).json()["role"] == "admin"


def test_the_budget_of_each(alice: User, team: Team, owner: str, settings: Settings) -> None:
    get(members_of(team), owner)  # the first use of a token is marked
    for path in (f"/api/teams/{team.pk}", members_of(team), member(team, "bob")):
        with at_most(2):
            assert get(path, owner).status_code == 200
