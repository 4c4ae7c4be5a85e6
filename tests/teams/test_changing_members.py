"""Adding, changing and removing members by an app: by its scope, the teams chosen for it and the live role."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import User
from pytest_django.fixtures import Settings

from hub_oauth import withdrawals
from hub_oauth.audit import SYSTEM
from hub_oauth.models import ClientProfile, Consent
from hub_teams import standing
from hub_teams.models import Membership, Team, TeamChange
from tests.support import factories, flow
from tests.support.app import App, authorize_params, code_of
from tests.support.rows import events
from tests.support.statements import at_most
from tests.support.teams import (
    add,
    change_role,
    history,
    member,
    members_of,
    problem,
    remove,
    roles,
    send,
    token_for,
    writer,
)

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

pytestmark = pytest.mark.django_db

TEAM_AS_IT_IS = {"alice": "owner", "bob": "member"}
# What somebody may try, on bob.
WRITES: dict[str, Callable[[str, Team], Response]] = {
    "add": lambda token, team: add(token, team, {"username": "charlie"}),
    "change": lambda token, team: change_role(token, team, "bob", "admin"),
    "remove": lambda token, team: remove(token, team, "bob"),
}
every_write = pytest.mark.parametrize("write", list(WRITES.values()), ids=list(WRITES))


@pytest.fixture
def unchanged(team: Team) -> Any:
    """Whatever a test is refused, the team stays as it was and nothing is kept of it."""
    before = roles(team)
    yield
    assert roles(team) == before
    assert not TeamChange.objects.exists()
    assert not [event for event in events() if event.event.startswith("team.")]


class TestAdding:
    def test_the_first_time_is_201_with_where_it_is(self, owner: str, team: Team, charlie: User) -> None:
        response = add(owner, team, {"username": "charlie"})
        shown = {"id": str(charlie.pk), "username": "charlie", "display_name": "Charlie Novak", "role": "member"}
        assert (response.status_code, response.json()) == (201, shown)
        assert response.headers["Location"] == f"http://127.0.0.1:8000{member(team, 'charlie')}"
        assert response.headers["ETag"] == send("GET", member(team, "charlie"), owner).headers["ETag"]
        assert roles(team) == TEAM_AS_IT_IS | {"charlie": "member"}

    @pytest.mark.yardstick("K6")
    def test_the_second_time_is_200_with_the_same(self, owner: str, team: Team, charlie: User) -> None:
        first, second = (add(owner, team, {"username": "charlie", "role": "admin"}) for _ in range(2))
        assert (second.status_code, second.json()) == (200, first.json())
        assert add(owner, team, {"username": "charlie"}).json()["role"] == "admin"
        assert len(history(team)) == 1

    @pytest.mark.yardstick("K6")
    def test_somebody_who_was_removed(self, owner: str, team: Team) -> None:
        remove(owner, team, "bob")
        assert add(owner, team, {"username": "bob"}).status_code == 201
        assert roles(team) == TEAM_AS_IT_IS

    def test_another_role_is_no_way_to_change_it(self, owner: str, team: Team, unchanged: None) -> None:
        assert problem(add(owner, team, {"username": "bob", "role": "owner"})) == (409, "role_differs")

    @pytest.mark.yardstick("K8")
    @pytest.mark.parametrize("name", ["nobody", "gone", "GONE"])
    def test_unknown_and_unavailable_look_the_same(self, name: str, owner: str, team: Team, unchanged: None) -> None:
        factories.UserFactory.create(username="gone", is_active=False)
        response = add(owner, team, {"username": name})
        assert problem(response) == (422, "person_unavailable")
        assert response.json()["detail"] == "There is nobody of this name who can be added."

    @pytest.mark.yardstick("K8")
    def test_names_are_not_guessed_at_for_long(self, owner: str, team: Team, charlie: User, settings: Settings) -> None:
        settings.HUB_OAUTH = settings.HUB_OAUTH | {"THROTTLES": {"teams.misses": "3/d"}}
        answers = [add(owner, team, {"username": f"nobody{number}"}) for number in range(4)]
        assert [one.status_code for one in answers] == [422, 422, 422, 429]
        assert int(answers[3].headers["Retry-After"]) > 0
        assert add(owner, team, {"username": "charlie"}).status_code == 201

    @pytest.mark.yardstick("K8")
    def test_who_may_not_add_learns_no_name(self, member_token: str, team: Team, charlie: User) -> None:
        known, unknown = (add(member_token, team, {"username": name}) for name in ("charlie", "nobody"))
        assert problem(known) == problem(unknown) == (403, "role_insufficient")


class TestRanks:
    @pytest.mark.yardstick("K2")
    def test_a_plain_member_changes_nobody(self, member_token: str, team: Team, charlie: User, unchanged: None) -> None:
        for response in (
            add(member_token, team, {"username": "charlie"}),
            change_role(member_token, team, "bob", "member"),
            change_role(member_token, team, "bob", "owner"),
            remove(member_token, team, "alice"),
            remove(member_token, team, "nobody"),
        ):
            assert problem(response) == (403, "role_insufficient")

    @pytest.mark.yardstick("K3")
    def test_an_admin_adds_and_removes_members(self, admin_token: str, team: Team, charlie: User) -> None:
        assert add(admin_token, team, {"username": "charlie"}).status_code == 201
        assert remove(admin_token, team, "charlie").status_code == 204

    @pytest.mark.yardstick("K3")
    @pytest.mark.parametrize("role", ["admin", "owner"])
    def test_an_admin_gives_no_higher_role(
        self, role: str, admin_token: str, team: Team, charlie: User, unchanged: None
    ) -> None:
        assert problem(add(admin_token, team, {"username": "charlie", "role": role})) == (403, "role_insufficient")
        for name in ("bob", "dana"):
            assert problem(change_role(admin_token, team, name, role)) == (403, "role_insufficient")

    @pytest.mark.yardstick("K3")
    @pytest.mark.parametrize("name", ["alice", "erin"])
    def test_an_admin_touches_no_owner_and_no_admin(
        self, name: str, admin_token: str, team: Team, unchanged: None
    ) -> None:
        factories.MembershipFactory.create(team=team, user__username="erin", role="admin")
        before = roles(team)
        assert problem(change_role(admin_token, team, name, "member")) == (403, "role_insufficient")
        assert problem(remove(admin_token, team, name)) == (403, "role_insufficient")
        assert roles(team) == before
        Membership.objects.filter(user__username="erin").delete()

    @pytest.mark.yardstick("K4")
    def test_nobody_adds_themselves_as_owner(
        self, member_token: str, stranger: str, team: Team, unchanged: None
    ) -> None:
        assert problem(add(member_token, team, {"username": "bob", "role": "owner"})) == (403, "role_insufficient")
        assert problem(add(stranger, team, {"username": "charlie", "role": "owner"})) == (404, "not_found")

    @pytest.mark.yardstick("K4")
    @pytest.mark.parametrize("field", ["team", "user_id", "id", "is_staff", "invited_by", "created", "Role", ""])
    def test_no_other_field_may_be_sent(
        self, field: str, owner: str, team: Team, charlie: User, unchanged: None
    ) -> None:
        response = add(owner, team, {"username": "charlie", field: 1})
        assert problem(response) == (400, "unknown_field")
        assert f"no field {field} here" in response.json()["detail"]
        assert problem(send("PATCH", member(team, "bob"), owner, {"role": "admin", field: 1}))[0] == 400


class TestStrangers:
    @pytest.mark.yardstick("K1")
    @every_write
    def test_get_the_404_of_a_team_that_is_not_there(
        self, write: Callable[[str, Any], Response], stranger: str, team: Team, unchanged: None
    ) -> None:
        there, nowhere = write(stranger, team), write(stranger, Team(pk=10**9))
        assert problem(there) == problem(nowhere) == (404, "not_found")
        assert there.json() | {"reference": ""} == nowhere.json() | {"reference": ""}

    @pytest.mark.yardstick("K1")
    @every_write
    def test_so_does_an_app_without_this_team(
        self, write: Callable[[str, Team], Response], alice: User, team: Team, roster: App, charlie: User
    ) -> None:
        other = factories.MembershipFactory.create(user=alice, role="owner").team
        assert problem(write(token_for(alice, roster, other), team)) == (404, "not_found")
        assert roles(team) == TEAM_AS_IT_IS
        assert not TeamChange.objects.exists()

    @pytest.mark.yardstick("K1")
    def test_they_cost_as_many_statements(self, stranger: str, team: Team) -> None:
        add(stranger, team, {"username": "bob"})
        for number in (team.pk, 10**9):
            with at_most(2):
                add(stranger, Team(pk=number), {"username": "bob"})


class TestScope:
    @pytest.mark.yardstick("K7")
    @every_write
    def test_reading_is_not_writing(
        self, write: Callable[[str, Team], Response], alice: User, team: Team, roster: App, unchanged: None
    ) -> None:
        token = token_for(alice, roster, scope="profile:read teams:read")
        response = write(token, team)
        assert problem(response) == (403, "insufficient_scope")
        body = response.json()
        assert body["required_scopes"] == ["teams:write"]
        assert body["granted_scopes"] == ["profile:read", "teams:read"]
        assert 'error="insufficient_scope"' in response.headers["WWW-Authenticate"]
        assert 'scope="teams:write"' in response.headers["WWW-Authenticate"]

    @every_write
    def test_without_a_good_token_the_challenge_names_what_writing_needs(
        self, write: Callable[[str, Team], Response], team: Team, unchanged: None
    ) -> None:
        response = write("hub_at_dead", team)
        assert response.status_code == 401
        assert 'scope="teams:write"' in response.headers["WWW-Authenticate"]

    def test_the_refusal_says_how_to_ask_for_the_rest(self, alice: User, team: Team, roster: App) -> None:
        token = token_for(alice, roster, scope="profile:read teams:read")
        given = WRITES["add"](token, team).json()["authorize_parameters"]
        assert given == {"client_id": roster.client_id, "response_type": "code", "scope": "teams:write"}
        wider = token_for(alice, roster, scope=given["scope"])
        assert change_role(wider, team, "bob", "admin").status_code == 200

    def test_that_request_works_as_it_is_with_what_only_the_app_can_add(
        self, alice: User, team: Team, roster: App
    ) -> None:
        """For the same resource (RFC 8707) as the token that it was said to."""
        browser = flow.signed_in(alice)
        asked = authorize_params(roster, scope="teams:read", resource="http://127.0.0.1:8000")
        tokens = flow.redeem(roster, code_of(flow.consent(browser, asked, teams="all"))).json()
        ready = WRITES["change"](tokens["access_token"], team).json()["authorize_parameters"]
        assert ready["resource"] == "http://127.0.0.1:8000"
        own = ("redirect_uri", "state", "code_challenge", "code_challenge_method")
        back = flow.consent(browser, ready | {name: asked[name] for name in own}, teams="chosen", team=str(team.pk))
        wider = flow.redeem(roster, code_of(back)).json()
        assert wider["scope"] == "teams:write"
        assert WRITES["change"](wider["access_token"], team).status_code == 200

    @pytest.mark.parametrize("method", ["PUT", "DELETE"])
    def test_a_method_that_is_not_there_does_not_ask_for_one(
        self, method: str, alice: User, team: Team, roster: App, unchanged: None
    ) -> None:
        response = send(method, members_of(team), token_for(alice, roster, scope="teams:read"))
        assert problem(response) == (405, "method_not_allowed")
        assert "authorize_parameters" not in response.json()

    def test_but_not_to_an_app_that_may_not_ask(self, alice: User, team: Team, web_app: App) -> None:
        token = token_for(alice, web_app)
        assert "authorize_parameters" not in WRITES["add"](token, team).json()

    @pytest.mark.yardstick("K7")
    @every_write
    def test_the_scope_without_the_role(
        self, write: Callable[[str, Team], Response], owner: str, team: Team, charlie: User, unchanged: None
    ) -> None:
        Membership.objects.filter(user__username="alice").update(role="member")
        assert problem(write(owner, team)) == (403, "role_insufficient")
        Membership.objects.filter(user__username="alice").update(role="owner")


class TestMeanwhile:
    """What changes between the check of the token and the team's lock; each is looked at again behind the lock."""

    @pytest.fixture
    def meanwhile(self, monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], Any]], None]:
        def happens(act: Callable[[], Any]) -> None:
            locked = standing.as_committed

            def as_committed(*args: Any) -> Any:
                act()
                return locked(*args)

            monkeypatch.setattr(standing, "as_committed", as_committed)

        return happens

    @pytest.mark.yardstick("K10")
    @pytest.mark.parametrize("stopped", ["person", "app", "consent"])
    def test_who_was_stopped_changes_nothing(
        self, stopped: str, meanwhile: Any, owner: str, team: Team, unchanged: None
    ) -> None:
        stop = {
            "person": lambda: User.objects.filter(username="alice").update(is_active=False),
            "app": lambda: ClientProfile.objects.update(enabled=False),
            "consent": lambda: withdrawals.withdraw(Consent.objects.get(), reason="removed", act=SYSTEM),
        }
        meanwhile(stop[stopped])
        assert problem(remove(owner, team, "bob")) == (401, "invalid_token")

    @pytest.mark.yardstick("K7")
    def test_a_scope_that_was_taken_back(self, meanwhile: Any, owner: str, team: Team, unchanged: None) -> None:
        meanwhile(lambda: withdrawals.take_back(Consent.objects.get(), "teams:write", act=SYSTEM))
        response = remove(owner, team, "bob")
        assert problem(response) == (403, "insufficient_scope")
        assert response.json()["granted_scopes"] == ["profile:read", "teams:read"]

    def test_a_team_that_was_taken_back(self, meanwhile: Any, owner: str, team: Team, unchanged: None) -> None:
        access = Consent.objects.get().team_access
        meanwhile(lambda: type(access).objects.update(mode="chosen"))
        assert problem(remove(owner, team, "bob")) == (404, "not_found")


class TestLastOwner:
    @pytest.mark.yardstick("K5")
    def test_stays(self, owner: str, team: Team, unchanged: None) -> None:
        assert problem(remove(owner, team, "alice")) == (409, "last_owner")
        assert problem(change_role(owner, team, "alice", "admin")) == (409, "last_owner")

    @pytest.mark.yardstick("K5")
    def test_of_two_one_may_go(self, owner: str, team: Team) -> None:
        change_role(owner, team, "bob", "owner")
        assert remove(owner, team, "alice").status_code == 204
        assert roles(team) == {"bob": "owner"}

    @pytest.mark.yardstick("K5")
    def test_an_owner_who_can_not_sign_in_is_none(self, owner: str, team: Team) -> None:
        change_role(owner, team, "bob", "owner")
        User.objects.filter(username="bob").update(is_active=False)
        assert problem(remove(owner, team, "alice")) == (409, "last_owner")

    def test_an_owner_may_stay_one(self, owner: str, team: Team, unchanged: None) -> None:
        assert change_role(owner, team, "alice", "owner").status_code == 200


class TestRemoving:
    def test_is_204_also_when_it_is_done(self, owner: str, team: Team) -> None:
        assert [remove(owner, team, "bob").status_code for _ in range(2)] == [204, 204]
        assert roles(team) == {"alice": "owner"}
        assert len(history(team)) == 1

    def test_anybody_may_leave(self, member_token: str, team: Team) -> None:
        assert remove(member_token, team, "bob").status_code == 204
        assert roles(team) == {"alice": "owner"}
        assert history(team) == [("team.left", "bob", "bob", "member")]
        assert problem(remove(member_token, team, "bob")) == (404, "not_found")

    def test_nobody_is_given_a_role_who_is_not_there(self, owner: str, team: Team, charlie: User) -> None:
        assert problem(change_role(owner, team, "charlie", "member")) == (404, "not_found")


class TestIfMatch:
    @pytest.fixture(params=["change", "remove"])
    def act(self, request: pytest.FixtureRequest, team: Team, owner: str) -> Callable[[str], Response]:
        if request.param == "change":
            return lambda tag: change_role(owner, team, "bob", "admin", If_Match=tag)
        return lambda tag: remove(owner, team, "bob", If_Match=tag)

    @pytest.mark.parametrize("tag", ['"other"', 'W/"{tag}"', "x", ""])
    def test_another_version_is_not_touched(
        self, tag: str, act: Callable[[str], Response], owner: str, team: Team, unchanged: None
    ) -> None:
        current = send("GET", member(team, "bob"), owner).headers["ETag"]
        assert problem(act(tag.format(tag=current.strip('"')))) == (412, "precondition_failed")

    @pytest.mark.parametrize("tag", ["{tag}", '"other", {tag}', "*"])
    def test_this_version_is(self, tag: str, act: Callable[[str], Response], owner: str, team: Team) -> None:
        current = send("GET", member(team, "bob"), owner).headers["ETag"]
        assert act(tag.format(tag=current)).status_code in (200, 204)
        assert roles(team) != TEAM_AS_IT_IS

    def test_nor_is_anything_that_is_gone(self, owner: str, team: Team) -> None:
        assert problem(remove(owner, team, "nobody", If_Match="*")) == (412, "precondition_failed")


class TestRecords:
    def test_each_write_is_kept_with_person_app_and_reference(self, owner: str, team: Team, charlie: User) -> None:
        add(owner, team, {"username": "charlie"})
        change_role(owner, team, "charlie", "admin")
        remove(owner, team, "charlie")
        assert history(team) == [
            ("team.member_added", "alice", "charlie", "member"),
            ("team.role_changed", "alice", "charlie", "admin"),
            ("team.member_removed", "alice", "charlie", "admin"),
        ]
        kept = [event for event in events() if event.event.startswith("team.")]
        assert [event.event for event in kept] == [what for what, *_ in history(team)]
        for event, change in zip(kept, TeamChange.objects.order_by("pk"), strict=True):
            assert (event.actor_id, event.user_label, event.client_label) == ("", "alice", "Acme Roster")
            assert event.details["team"] == str(team.pk)
            assert event.details["member"] == str(charlie.pk)
            assert event.reference == change.reference != ""
            assert change.client_label == "Acme Roster"

    @pytest.mark.yardstick("K10")
    def test_without_its_record_nothing_is_changed(
        self, owner: str, team: Team, charlie: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(**values: Any) -> None:
            raise RuntimeError("no room")

        monkeypatch.setattr(TeamChange.objects, "create", broken)
        with pytest.raises(RuntimeError, match="no room"):
            add(owner, team, {"username": "charlie"})
        assert roles(team) == TEAM_AS_IT_IS
        assert not [event for event in events() if event.event.startswith("team.")]


@pytest.mark.yardstick("K12")
def test_sixty_writes_a_minute(owner: str, team: Team, alice: User, settings: Settings) -> None:
    settings.HUB_OAUTH = settings.HUB_OAUTH | {"THROTTLES": {"teams.writes": "60/d"}}
    answers = [change_role(owner, team, "bob", ("admin", "member")[number % 2]) for number in range(61)]
    assert {one.status_code for one in answers[:60]} == {200}
    assert problem(answers[60]) == (429, "throttled")
    assert int(answers[60].headers["Retry-After"]) > 0
    assert roles(team) == TEAM_AS_IT_IS
    assert send("GET", members_of(team), owner).status_code == 200
    assert change_role(token_for(alice, writer("Another")), team, "bob", "admin").status_code == 200


def test_the_budget_of_each(owner: str, team: Team, charlie: User) -> None:
    send("GET", members_of(team), owner)  # the first use of a token is marked
    with at_most(8):
        assert add(owner, team, {"username": "charlie"}).status_code == 201
    with at_most(5):
        assert add(owner, team, {"username": "charlie"}).status_code == 200
    with at_most(7):
        assert change_role(owner, team, "charlie", "admin").status_code == 200
    with at_most(7):
        assert remove(owner, team, "charlie").status_code == 204
    with at_most(11):
        assert add(owner, team, {"username": "charlie"}, Idempotency_Key="1").status_code == 201
