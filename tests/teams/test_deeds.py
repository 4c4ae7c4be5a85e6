"""What an app did in teams, on the person's own page about that app."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from hub_teams.models import Team
from tests.support import factories
from tests.support.app import App
from tests.support.flow import signed_in
from tests.support.statements import at_most, statements
from tests.support.teams import add, change_role, remove, token_for

pytestmark = pytest.mark.django_db


def page_of(person: User, app: App) -> str:
    return signed_in(person).get(f"/account/apps/{app.client_id}").content.decode()


def test_it_says_what_was_done_in_the_persons_name(
    owner: str, alice: User, team: Team, roster: App, charlie: User
) -> None:
    add(owner, team, {"username": "charlie"})
    change_role(owner, team, "charlie", "admin")
    remove(owner, team, "bob")
    add(owner, team, {"email": "carol@example.org"})
    page = page_of(alice, roster)
    for said in (
        "It added charlie to Planners as Member",
        "It changed the role of charlie in Planners to Admin",
        "It removed bob from Planners",
        "It sent an invitation to Planners, as Member",
    ):
        assert said in page
    assert "Planners" in page
    assert "carol" not in page


def test_it_says_so_when_the_app_took_the_person_out(member_token: str, bob: User, team: Team, roster: App) -> None:
    remove(member_token, team, "bob")
    assert "It took you out of Planners" in page_of(bob, roster)


def test_nobody_else_reads_it(owner: str, dana: User, team: Team, roster: App) -> None:
    token_for(dana, roster)
    remove(owner, team, "bob")
    assert "It removed" not in page_of(dana, roster)


def test_names_are_escaped_and_may_be_gone(owner: str, alice: User, team: Team, roster: App, charlie: User) -> None:
    add(owner, team, {"username": "charlie"})
    Team.objects.update(name="<script>")
    charlie.delete()
    page = page_of(alice, roster)
    assert "It added somebody who is gone to &lt;script&gt; as Member" in page
    team.delete()
    assert "to a team that is gone" in page_of(alice, roster)


def test_many_cost_two_queries(owner: str, alice: User, team: Team, roster: App) -> None:
    with statements() as before:
        page_of(alice, roster)
    for person in factories.UserFactory.create_batch(10, password=""):
        add(owner, team, {"username": person.username})
    with at_most(len(before) + 2):
        page_of(alice, roster)
