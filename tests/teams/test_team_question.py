"""The consent page asks which teams an app gets, and the API gives those and no others."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from pytest_django.fixtures import Settings

from hub_oauth.models import Consent
from hub_teams import team_question
from hub_teams.models import Membership, Team, TeamAccess
from tests.support import factories
from tests.support.answers import ME, TEAMS, call
from tests.support.app import App, authorize_params, code_of
from tests.support.flow import answer, ask, connect, consent, redeem, signed_in
from tests.support.html import Form, form_with
from tests.support.refusals import assert_error_page
from tests.support.rows import events
from tests.support.statements import at_most

pytestmark = pytest.mark.django_db

WRITE = ("profile:read", "teams:read", "teams:write")


@pytest.fixture
def writer(db: None) -> App:
    """An app that changes teams."""
    return factories.web_app("Acme Teams", scopes=WRITE)


@pytest.fixture
def design(alice: User) -> Team:
    """A team in which alice is a member and no more."""
    team: Team = factories.TeamFactory.create(name="Design", slug="design")
    factories.MembershipFactory.create(team=team, user=alice, role="member")
    return team


def form_of(user: User, app: App, **over: str | None) -> Form:
    page = ask(signed_in(user), authorize_params(app, prompt="consent", **over))
    return form_with(page.content.decode(), "request")


def asked_of(user: User, app: App, **over: str | None) -> dict[str, Any]:
    """What the slot hands to its template."""
    response = ask(signed_in(user), authorize_params(app, prompt="consent", **over))
    [part] = response.context["parts"]
    return dict(part.context)


def allow(user: User, app: App, **over: Any) -> str:
    """An access token after this choice."""
    choice: dict[str, Any] = {name: over.pop(name) for name in ("teams", "team", "scope_left") if name in over}
    if "scope_left" in choice:
        choice["scope"] = choice.pop("scope_left")
    response = consent(signed_in(user), authorize_params(app, prompt="consent", **over), **choice)
    token: str = redeem(app, code_of(response)).json()["access_token"]
    return token


def slugs(token: str) -> list[str]:
    return [team["slug"] for team in call(TEAMS, token).json()["results"]]


def ticked(user: User, app: App, **over: str | None) -> tuple[list[str], list[str]]:
    values = form_of(user, app, **over).values
    return values["teams"], values.get("team", [])


def test_asked_to_read_all_are_ticked(alice: User, team: Team, design: Team, web_app: App) -> None:
    assert ticked(alice, web_app) == (["all"], [str(design.pk), str(team.pk)])


def test_asked_to_write_none_is(alice: User, team: Team, design: Team, writer: App) -> None:
    assert ticked(alice, writer) == (["chosen"], [])


def test_an_app_that_may_write_is_asked_about_as_one_that_does(
    alice: User, team: Team, design: Team, writer: App
) -> None:
    """It asks to read alone, but whatever is chosen on this page it may change as well."""
    allow(alice, writer, teams="chosen", team=[str(design.pk)])
    asked = asked_of(alice, writer, scope="teams:read")
    assert asked["writes"]
    assert [str(group["label"])[:16] for group in asked["groups"]] == ["You are an owner", "You are a member"]
    assert ticked(alice, writer, scope="teams:read") == (["chosen"], [str(design.pk)])


def test_an_app_that_wants_no_team_is_not_asked_about(alice: User, team: Team, web_app: App) -> None:
    assert {"teams", "team"}.isdisjoint(form_of(alice, web_app, scope="profile:read").values)


def test_it_says_what_the_app_could_do_in_each(alice: User, team: Team, design: Team, writer: App) -> None:
    shown = [
        (str(group["label"]), [one["name"] for one in group["at_once"]]) for group in asked_of(alice, writer)["groups"]
    ]
    assert shown == [
        ("You are an owner: it can see the members and change them.", ["Planners"]),
        ("You are a member: it can only see.", ["Design"]),
    ]


def test_it_lists_own_teams_only(bob: User, team: Team, design: Team, web_app: App) -> None:
    assert ticked(bob, web_app) == (["all"], [str(team.pk)])


def test_without_a_team_there_is_a_sentence_and_nothing_to_choose(charlie: User, team: Team, web_app: App) -> None:
    page = ask(signed_in(charlie), authorize_params(web_app))
    assert b"You are not in any team yet." in page.content
    assert {"teams", "team"}.isdisjoint(form_with(page.content.decode(), "request").values)


def test_an_app_that_reads_sees_the_teams_joined_later(charlie: User, team: Team, web_app: App) -> None:
    token = allow(charlie, web_app)
    factories.MembershipFactory.create(team=team, user=charlie)
    assert slugs(token) == ["planners"]


def test_an_app_that_writes_gets_none_of_them(charlie: User, team: Team, writer: App) -> None:
    token = allow(charlie, writer)
    factories.MembershipFactory.create(team=team, user=charlie)
    assert slugs(token) == []


def test_allow_without_a_team_is_valid(alice: User, team: Team, writer: App) -> None:
    assert slugs(allow(alice, writer)) == []
    assert TeamAccess.objects.get().mode == TeamAccess.Mode.CHOSEN


def test_only_those_ticked_are_seen(alice: User, team: Team, design: Team, web_app: App) -> None:
    assert slugs(allow(alice, web_app, teams="chosen", team=[str(design.pk)])) == ["design"]


def test_all_means_those_joined_later_too(alice: User, team: Team, writer: App) -> None:
    token = allow(alice, writer, teams="all")
    later = factories.MembershipFactory.create(user=alice).team
    assert slugs(token) == ["planners", later.slug]


def test_those_ticked_means_no_team_joined_later(alice: User, team: Team, web_app: App) -> None:
    token = allow(alice, web_app, teams="chosen", team=[str(team.pk)])
    factories.MembershipFactory.create(user=alice)
    assert slugs(token) == ["planners"]


def test_whoever_leaves_a_team_takes_it_from_the_app(alice: User, team: Team, web_app: App) -> None:
    token = allow(alice, web_app, teams="chosen", team=[str(team.pk)])
    Membership.objects.filter(user=alice).delete()
    assert slugs(token) == []


@pytest.mark.parametrize("team", ["0", "-1", "x", "", "1 "])
def test_a_team_that_was_not_offered_is_tampering(team: str, alice: User, design: Team, web_app: App) -> None:
    response = consent(signed_in(alice), authorize_params(web_app), teams="chosen", team=[team])
    assert_error_page(response, "form_tampered")
    assert not TeamAccess.objects.exists()


def test_a_team_of_others_is_tampering(charlie: User, team: Team, web_app: App) -> None:
    factories.MembershipFactory.create(user=charlie)
    response = consent(signed_in(charlie), authorize_params(web_app), teams="chosen", team=[str(team.pk)])
    assert_error_page(response, "form_tampered")


def test_fields_that_were_not_offered_choose_nothing(charlie: User, team: Team, writer: App) -> None:
    token = allow(charlie, writer, teams="all", team=[str(team.pk)])
    factories.MembershipFactory.create(team=team, user=charlie)
    assert slugs(token) == []


def test_a_team_that_is_gone_meanwhile_is_left_out(alice: User, team: Team, design: Team, web_app: App) -> None:
    browser = signed_in(alice)
    page, gone = ask(browser, authorize_params(web_app)), str(design.pk)
    design.delete()
    assert code_of(answer(browser, page, teams="chosen", team=[gone, str(team.pk)]))
    assert list(TeamAccess.objects.get().teams.all()) == [team]


def test_asked_again_the_earlier_choice_is_there(alice: User, team: Team, design: Team, web_app: App) -> None:
    allow(alice, web_app, teams="chosen", team=[str(design.pk)])
    assert ticked(alice, web_app) == (["chosen"], [str(design.pk)])
    assert slugs(allow(alice, web_app)) == ["design"]


def test_asked_again_all_stays_all(alice: User, team: Team, writer: App) -> None:
    allow(alice, writer, teams="all")
    assert ticked(alice, writer)[0] == ["all"]


def test_asked_again_another_choice_takes_the_place(alice: User, team: Team, design: Team, web_app: App) -> None:
    first = allow(alice, web_app, teams="chosen", team=[str(design.pk)])
    allow(alice, web_app, teams="chosen", team=[str(team.pk)])
    assert slugs(first) == ["planners"]


def test_what_was_chosen_for_reading_opens_nothing_for_writing(alice: User, team: Team, writer: App) -> None:
    connect(alice, writer, "profile:read teams:read")
    assert TeamAccess.objects.get().mode == TeamAccess.Mode.ALL
    assert ticked(alice, writer) == (["chosen"], [])
    assert asked_of(alice, writer)["loses"]
    allow(alice, writer)
    assert TeamAccess.objects.get().mode == TeamAccess.Mode.CHOSEN


def test_nor_where_the_person_has_no_team(charlie: User, team: Team, writer: App) -> None:
    connect(charlie, writer, "profile:read teams:read")
    token = allow(charlie, writer)
    factories.MembershipFactory.create(team=team, user=charlie)
    assert slugs(token) == []


def test_a_consent_that_leaves_teams_out_keeps_the_choice(alice: User, team: Team, web_app: App) -> None:
    token = allow(alice, web_app, teams="chosen", team=[str(team.pk)])
    allow(alice, web_app, scope="profile:read")
    assert slugs(token) == ["planners"]


def test_left_out_optional_teams_are_none(alice: User, team: Team) -> None:
    app = factories.web_app(optional_scopes=["teams:read"])
    allow(alice, app, scope_left=[])
    assert not TeamAccess.objects.exists()


def test_the_audit_log_says_which(alice: User, team: Team, web_app: App) -> None:
    allow(alice, web_app, teams="chosen", team=[str(team.pk)])
    allow(alice, web_app, teams="all")
    assert [event.details["teams"] for event in events("consent.granted")] == [[str(team.pk)], "all"]


def test_names_of_teams_are_escaped(alice: User, web_app: App) -> None:
    factories.MembershipFactory.create(user=alice, team__name="<script>{{ 7*7 }}")
    page = ask(signed_in(alice), authorize_params(web_app)).content.decode()
    assert "<script" not in page
    assert page.count("&lt;script&gt;{{ 7*7 }}") == 2


def test_a_team_with_a_long_number_can_be_chosen(alice: User, web_app: App, settings: Settings) -> None:
    """Numbers are written for people elsewhere: 1,234 is no team."""
    settings.USE_THOUSAND_SEPARATOR = True
    team = factories.MembershipFactory.create(user=alice, team__pk=1234).team
    consent(signed_in(alice), authorize_params(web_app), teams="chosen")
    assert list(TeamAccess.objects.get().teams.all()) == [team]


class TestMany:
    """200 teams: one query, and most of them folded away."""

    @pytest.fixture
    def many(self, alice: User) -> list[Team]:
        made: list[Team] = factories.TeamFactory.create_batch(200)
        roles = ("owner", "admin", "member")
        rows = [Membership(team=team, user=alice, role=roles[number % 3]) for number, team in enumerate(made)]
        Membership.objects.bulk_create(rows)
        return made

    def test_twelve_are_seen_at_once(self, alice: User, many: list[Team], web_app: App, writer: App) -> None:
        for app, groups in ((web_app, 1), (writer, 3)):
            shown = asked_of(alice, app)["groups"]
            assert len(shown) == groups
            assert sum(len(group["at_once"]) for group in shown) == 12
            assert sum(len(group["others"]) for group in shown) == 188

    def test_they_cost_one_query(self, alice: User, many: list[Team], writer: App) -> None:
        browser = signed_in(alice)
        with at_most(5):
            ask(browser, authorize_params(writer))

    def test_all_of_them_can_be_chosen(self, alice: User, many: list[Team], writer: App) -> None:
        ids = [str(team.pk) for team in many]
        browser = signed_in(alice)
        page = ask(browser, authorize_params(writer))
        with at_most(13):
            code = code_of(answer(browser, page, teams="chosen", team=ids))
        assert TeamAccess.objects.get().teams.count() == 200
        token = redeem(writer, code).json()["access_token"]
        call(ME, token)  # the first use of a token is marked
        with at_most(2):
            assert len(slugs(token)) == 100

    def test_more_than_a_form_may_hold_are_not_listed(
        self, alice: User, many: list[Team], web_app: App, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(team_question, "LISTED", 150)
        page = ask(signed_in(alice), authorize_params(web_app)).content.decode()
        assert page.count('name="team"') == 150
        assert "You are in more teams than can be listed here." in page


def test_consent_of_another_person_does_not_preselect(alice: User, bob: User, team: Team, web_app: App) -> None:
    allow(bob, web_app, teams="chosen", team=[])
    assert ticked(alice, web_app) == (["all"], [str(team.pk)])
    assert Consent.objects.count() == 1
