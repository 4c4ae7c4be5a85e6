"""The page of a connected app changes which teams it gets; the API obeys at once."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from hub_oauth.models import Consent
from hub_teams.models import Membership, Team
from tests.support import factories
from tests.support.answers import TEAMS, call
from tests.support.app import App, Tokens
from tests.support.flow import code_for, connect, redeem, signed_in
from tests.support.html import Form, form_with
from tests.support.rows import events, nothing_changes

pytestmark = pytest.mark.django_db


@pytest.fixture
def tokens(alice: User, web_app: App, team: Team) -> Tokens:
    """Of an app that alice let see her only team."""
    return connect(alice, web_app)


def path_of(app: App) -> str:
    return f"/account/apps/{app.client_id}"


def form_of(browser: Client, app: App) -> Form:
    return form_with(browser.get(path_of(app)).content.decode(), "teams")


def choose(user: User, app: App, **choice: Any) -> Any:
    browser = signed_in(user)
    form = form_of(browser, app)
    return browser.post(form.action, {"csrfmiddlewaretoken": form.fields["csrfmiddlewaretoken"], **choice})


def seen(tokens: Tokens) -> list[str]:
    return [team["name"] for team in call(TEAMS, tokens["access_token"]).json()["results"]]


def test_the_page_shows_what_was_chosen(alice: User, web_app: App, tokens: Tokens) -> None:
    assert form_of(signed_in(alice), web_app).fields["teams"] == "all"


def test_no_team_is_a_choice_that_the_api_obeys(alice: User, web_app: App, tokens: Tokens) -> None:
    assert seen(tokens) == ["Planners"]
    response = choose(alice, web_app, teams="chosen")
    assert (response.status_code, response.headers["Location"]) == (302, path_of(web_app))
    assert seen(tokens) == []
    assert form_of(signed_in(alice), web_app).fields["teams"] == "chosen"


def test_a_team_can_be_given_back(alice: User, web_app: App, tokens: Tokens, team: Team) -> None:
    choose(alice, web_app, teams="chosen")
    choose(alice, web_app, teams="chosen", team=[str(team.pk)])
    assert seen(tokens) == ["Planners"]


def test_it_is_audited_and_told(alice: User, web_app: App, tokens: Tokens) -> None:
    choose(alice, web_app, teams="chosen")
    [event] = events("consent.teams_changed")
    assert (event.actor_id, event.client_id, event.details["teams"]) == (str(alice.pk), web_app.client_id, [])
    page = signed_in(alice).get(path_of(web_app)).content.decode()
    assert "You changed which teams it gets" in page


@pytest.mark.parametrize(
    "choice",
    [{}, {"teams": "some"}, {"teams": ["all", "all"]}, {"teams": "chosen", "team": "0"}, {"teams": "all\0"}],
    ids=str,
)
def test_what_was_not_offered_changes_nothing(
    choice: dict[str, Any], alice: User, web_app: App, tokens: Tokens
) -> None:
    with nothing_changes():
        assert choose(alice, web_app, **choice).status_code == 400
    assert seen(tokens) == ["Planners"]


def test_a_team_of_others_is_not_offered(alice: User, web_app: App, tokens: Tokens) -> None:
    other = factories.TeamFactory.create(name="Others", slug="others")
    assert choose(alice, web_app, teams="chosen", team=[str(other.pk)]).status_code == 400


@pytest.mark.yardstick("L14")
def test_a_stranger_changes_nothing(bob: User, web_app: App, tokens: Tokens) -> None:
    browser = Client()
    browser.force_login(bob)
    with nothing_changes():
        assert browser.post(f"{path_of(web_app)}/choices", {"teams": "chosen"}).status_code == 404


def test_without_a_team_there_is_nothing_to_choose(alice: User, web_app: App, tokens: Tokens) -> None:
    Membership.objects.filter(user=alice).delete()
    browser = Client()
    browser.force_login(alice)
    assert "Which teams" not in browser.get(path_of(web_app)).content.decode()
    assert browser.post(f"{path_of(web_app)}/choices", {"teams": "chosen"}).status_code == 404


def test_an_app_that_sees_no_teams_asks_for_none(alice: User, web_app: App, team: Team) -> None:
    connect(alice, web_app, scopes="profile:read")
    assert "Which teams" not in signed_in(alice).get(path_of(web_app)).content.decode()


@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_it_takes_a_form_only(method: str, alice: User, web_app: App, tokens: Tokens) -> None:
    browser = Client()
    browser.force_login(alice)
    assert getattr(browser, method)(f"{path_of(web_app)}/choices").status_code == 405
    assert Consent.objects.get().team_access.mode == "all"


def test_allowing_again_without_a_team_opens_no_more(alice: User, web_app: App, tokens: Tokens, team: Team) -> None:
    """Nothing is asked then, so what was chosen before still stands when alice is in a team again."""
    choose(alice, web_app, teams="chosen")
    Membership.objects.filter(user=alice).delete()
    again: Tokens = redeem(web_app, code_for(alice, web_app, prompt="consent")).json()
    factories.MembershipFactory.create(team=team, user=alice, role="member")
    assert seen(again) == []
