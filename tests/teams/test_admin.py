"""Teams in the Django admin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.utils import timezone

from hub_teams.models import Invitation, Membership, Team, TeamChange
from tests.support import factories
from tests.support.admin import administrator, send, staff
from tests.support.html import form_with
from tests.support.rows import events
from tests.support.statements import at_most, statements
from tests.support.teams import add, history, remove, roles

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


def test_the_last_owner_keeps_the_role(admin: Client, path: str, team: Team) -> None:
    response = send(admin, path, "memberships-TOTAL_FORMS", **changed(path, admin) | {"memberships-0-role": "admin"})
    assert "One of the members must be an owner." in response.content.decode()
    assert roles(team) == {"alice": "owner", "bob": "member"}
    assert history(team) == []


def test_an_owner_may_go_where_another_one_comes(admin: Client, path: str, team: Team) -> None:
    over = {"memberships-0-DELETE": "on", "memberships-1-role": "owner"}
    assert send(admin, path, "memberships-TOTAL_FORMS", **changed(path, admin) | over).status_code == 302
    assert roles(team) == {"bob": "owner"}


def test_an_owner_who_can_not_sign_in_is_not_enough(admin: Client, path: str, team: Team, bob: User) -> None:
    Membership.objects.filter(user=bob).update(role="owner")
    User.objects.filter(pk=bob.pk).update(is_active=False)
    response = send(admin, path, "memberships-TOTAL_FORMS", **changed(path, admin) | {"memberships-0-DELETE": "on"})
    assert "an owner whose account is active" in response.content.decode()
    assert roles(team) == {"alice": "owner", "bob": "owner"}


def test_a_team_whose_owner_was_stopped_can_still_be_renamed(admin: Client, path: str, team: Team, alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert send(admin, path, "memberships-TOTAL_FORMS", **changed(path, admin) | {"name": "Many"}).status_code == 302
    assert Team.objects.get(pk=team.pk).name == "Many"


def test_the_account_of_a_last_owner_may_go_and_the_team_asks_for_another(
    admin: Client, path: str, team: Team, alice: User
) -> None:
    deletion = f"/admin/auth/user/{alice.pk}/delete/"
    assert "alice · Planners" in admin.get(deletion).content.decode()
    assert send(admin, deletion, "post").status_code == 302
    assert roles(team) == {"bob": "member"}
    response = send(admin, path, "memberships-TOTAL_FORMS", **changed(path, admin) | {"name": "Many"})
    assert "One of the members must be an owner." in response.content.decode()
    over = {"memberships-0-role": "owner"}
    assert send(admin, path, "memberships-TOTAL_FORMS", **changed(path, admin) | over).status_code == 302
    assert roles(team) == {"bob": "owner"}


def test_teams_are_listed_with_the_number_of_members(admin: Client, team: Team) -> None:
    (row,) = admin.get(TEAMS).context["cl"].queryset
    assert row.member_count == 2


def test_staff_without_permissions_see_no_team(bob: User) -> None:
    assert staff(bob).get(TEAMS).status_code == 403


@pytest.fixture
def path(team: Team) -> str:
    return f"{TEAMS}{team.pk}/change/"


def test_what_is_done_here_is_kept(admin: Client, path: str, team: Team, dana: User) -> None:
    rows = {"memberships-1-role": "admin", "memberships-2-DELETE": "on"}
    carol = factories.UserFactory.create(username="carol")
    added = {"memberships-3-user": carol.pk}
    assert send(admin, path, "memberships-TOTAL_FORMS", **changed(path, admin) | rows | added).status_code == 302
    assert roles(team) == {"alice": "owner", "bob": "admin", "carol": "member"}
    assert sorted(history(team)) == [
        ("team.member_added", "charlie", "carol", "member"),
        ("team.member_removed", "charlie", "dana", "admin"),
        ("team.role_changed", "charlie", "bob", "admin"),
    ]
    kept = [event for event in events() if event.event.startswith("team.")]
    assert {(event.actor_label, event.user_label) for event in kept} == {
        ("charlie", "carol"),
        ("charlie", "dana"),
        ("charlie", "bob"),
    }


def changed(path: str, browser: Client) -> dict[str, str]:
    """The form as it is, with the roles that its lists show: a select is no input."""
    page = browser.get(path)
    (members, *_) = page.context["inline_admin_formsets"]
    return {f"{form.prefix}-role": form["role"].initial for form in members.formset.forms}


def test_a_member_can_not_become_somebody_else(admin: Client, path: str, team: Team, alice: User) -> None:
    other = factories.UserFactory.create(username="carol")
    send(admin, path, "memberships-TOTAL_FORMS", **changed(path, admin) | {"memberships-0-user": str(other.pk)})
    assert roles(team) == {"alice": "owner", "bob": "member"}


def test_an_owner_who_went_meanwhile_is_not_counted(admin: Client, path: str, team: Team, bob: User) -> None:
    Membership.objects.filter(user=bob).update(role="owner")
    sent = changed(path, admin) | {"memberships-0-DELETE": "on"}
    fields = form_with(admin.get(path).content.decode(), "memberships-TOTAL_FORMS").fields
    Membership.objects.filter(user=bob).delete()
    assert admin.post(path, fields | sent).status_code == 200
    assert roles(team) == {"alice": "owner"}


def test_the_team_is_locked_before_it_is_read(admin: Client, path: str, team: Team) -> None:
    locked: list[str] = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if "hub_teams" in sql:
            locked.append(sql)
        return execute(sql, params, many, context)

    sent = form_with(admin.get(path).content.decode(), "memberships-TOTAL_FORMS").fields | changed(path, admin)
    with connection.execute_wrapper(watch):
        admin.post(path, sent)
    first = locked[0]
    assert first.startswith("SELECT")
    assert "hub_teams_membership" not in first
    assert connection.vendor != "postgresql" or first.endswith('FOR NO KEY UPDATE OF "hub_teams_team"')


def test_the_page_shows_what_apps_did_here(admin: Client, path: str, owner: str, team: Team) -> None:
    add(owner, team, {"email": "carol@example.org"})
    remove(owner, team, "bob")
    page = admin.get(path).content.decode()
    for said in ("Acme Roster", "Removed", "Invited", "carol@example.org", *references(team)):
        assert said in page


def references(team: Team) -> list[str]:
    return list(TeamChange.objects.filter(team=team).values_list("reference", flat=True))


def test_an_invitation_is_taken_back(admin: Client, path: str, owner: str, team: Team) -> None:
    add(owner, team, {"email": "carol@example.org", "role": "admin"})
    sent = changed(path, admin) | {"invitations-0-DELETE": "on"}
    assert send(admin, path, "memberships-TOTAL_FORMS", **sent).status_code == 302
    assert not Invitation.objects.exists()
    assert history(team)[-1] == ("team.uninvited", "charlie", None, "admin")


def test_the_page_asks_as_often_for_many_members_as_for_two(admin: Client, path: str, team: Team, alice: User) -> None:
    admin.get(path)
    with statements() as few:
        admin.get(path)
    people = factories.UserFactory.create_batch(30, password="")
    Membership.objects.bulk_create([Membership(team=team, user=one) for one in people])
    for one in people:
        TeamChange.objects.create(team=team, what="team.member_added", person=alice, member=one)
        Invitation.objects.create(
            team=team, email=one.email, digest=one.email.encode(), invited_by=one, expires_at=timezone.now()
        )
    with at_most(len(few)):
        page = admin.get(path).content.decode()
    assert all(one.username in page for one in people)


def test_who_may_only_look_sees_no_button(bob: User, team: Team, path: str) -> None:
    browser = staff(bob, "view_team", "view_membership")
    page = browser.get(path)
    assert page.status_code == 200
    assert 'name="_save"' not in page.content.decode()
    assert "latest changes" not in page.content.decode().lower()
    assert browser.post(path, {}).status_code == 403


def test_making_and_deleting_a_team_is_audited(admin: Client, alice: User) -> None:
    save(admin, f"{TEAMS}add/", (alice, "owner"))
    team = Team.objects.get()
    send(admin, f"{TEAMS}{team.pk}/delete/", "post")
    assert not Team.objects.exists()
    kept = [(event.event, event.actor_label, event.details.get("team")) for event in events()]
    assert kept == [
        ("team.created", "charlie", str(team.pk)),
        ("team.member_added", "charlie", str(team.pk)),
        ("team.deleted", "charlie", str(team.pk)),
    ]


@pytest.mark.parametrize("id", ["x", "9" * 30, "-1", "٣", "0"])
def test_a_team_that_is_none(id: str, admin: Client, team: Team) -> None:  # noqa: A002
    for response in (admin.get(f"{TEAMS}{id}/change/"), admin.post(f"{TEAMS}{id}/change/")):
        assert response.status_code in (302, 403, 404)


def test_a_team_too_large_for_a_form_lists_those_with_a_say(
    admin: Client, path: str, team: Team, dana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("members", "teams"):
        monkeypatch.setattr(f"hub_teams.admin.{module}.LISTED", 2)
    page = admin.get(path).content.decode()
    assert "3 people are in this team." in page
    assert changed(path, admin).keys() == {f"memberships-{number}-role" for number in range(3)}  # and an empty row
    sent = changed(path, admin) | {"name": "Many"}
    assert send(admin, path, "memberships-TOTAL_FORMS", **sent).status_code == 302
    assert roles(Team.objects.get(name="Many")) == {"alice": "owner", "bob": "member", "dana": "admin"}
