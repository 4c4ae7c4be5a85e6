"""Teams in the Django admin."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.contrib.auth.models import User
from django.test import Client

from hub_teams.models import Membership, Team
from tests.support.admin import administrator, send, staff

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

TEAMS = "/admin/hub_teams/team/"


@pytest.fixture
def admin(charlie: User) -> Client:
    return administrator(charlie)


def save(browser: Client, path: str, *members: tuple[User, str], **over: object) -> Response:
    rows = {
        f"memberships-{number}-{field}": value
        for number, (user, role) in enumerate(members)
        for field, value in (("user", user.pk), ("role", role))
    }
    given = {"name": "Planners", "slug": "planners", "memberships-TOTAL_FORMS": len(members)}
    return send(browser, path, "memberships-TOTAL_FORMS", **given | rows | over)


def test_a_team_is_made_with_its_members(admin: Client, alice: User, bob: User) -> None:
    save(admin, f"{TEAMS}add/", (alice, "owner"), (bob, "member"))
    team = Team.objects.get(slug="planners")
    assert set(team.memberships.values_list("user__username", "role")) == {("alice", "owner"), ("bob", "member")}


def test_members_without_an_owner_are_refused(admin: Client, alice: User) -> None:
    response = save(admin, f"{TEAMS}add/", (alice, "admin"))
    assert "One of the members must be an owner." in response.content.decode()
    assert not Team.objects.exists()


def test_the_last_owner_stays(admin: Client, team: Team, alice: User, bob: User) -> None:
    response = save(
        admin, f"{TEAMS}{team.pk}/change/", (alice, "owner"), (bob, "member"), **{"memberships-0-DELETE": "on"}
    )
    assert response.status_code == 200
    assert Membership.objects.filter(team=team, role="owner").count() == 1


def test_teams_are_listed_with_the_number_of_members(admin: Client, team: Team) -> None:
    (row,) = admin.get(TEAMS).context["cl"].queryset
    assert row.member_count == 2


def test_staff_without_permissions_see_no_team(bob: User) -> None:
    assert staff(bob).get(TEAMS).status_code == 403
