"""``/developers/playground/``: the flow by hand, and what it keeps and shows of it."""

from __future__ import annotations

import base64
import hashlib
import re
import time
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.checks import run_checks
from django.test import Client
from django.utils.html import escape
from pytest_django.fixtures import Settings

from hub_oauth.audit import SYSTEM
from hub_oauth.models import Grant
from hub_project.developers import client as docs_client
from hub_project.developers.playground import runs
from hub_teams.models import Team
from tests.support import flow
from tests.support.app import answer_of
from tests.support.rows import nothing_changes

PLAYGROUND = "/developers/playground/"
SECRET = re.compile(r"hub_(?:at|rt|ac)_[\w-]{20,}")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def docs_app(db: None, settings: Settings) -> None:
    settings.DEBUG = True  # else a single-page app may not come back to this computer
    docs_client.ensure(["profile:read", "teams:read"], act=SYSTEM)


@pytest.fixture
def alices(alice: User) -> Client:
    return flow.signed_in(alice)


def page(browser: Client) -> str:
    return browser.get(PLAYGROUND).content.decode()


def post(browser: Client, step: str, **sent: Any) -> str:
    """Press a button; gives the step that the browser is led to."""
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page(browser))
    assert token
    response = browser.post(f"{PLAYGROUND}{step}", {"csrfmiddlewaretoken": token[1], **sent})
    assert response.status_code == 303
    return response.headers["Location"].partition("#")[2]


def asked(browser: Client, *scopes: str) -> dict[str, str]:
    """What the browser would ask for, after the first step."""
    assert post(browser, "begin", scope=scopes or ["profile:read"]) == "ask"
    found = re.findall(r"<code>(\w+)</code> – .*?<dd>\s*(.*?)\s*</dd>", page(browser), re.DOTALL)
    return dict(found)


def answered(browser: Client, *scopes: str) -> dict[str, str]:
    """Allowed, and back at the playground; gives what came back."""
    response = flow.consent(browser, asked(browser, *scopes))
    back = answer_of(response)
    assert browser.get(response.headers["Location"]).headers["Location"] == f"{PLAYGROUND}#answer"
    return back


def connected(browser: Client, *scopes: str) -> None:
    answered(browser, *scopes)
    assert post(browser, "send", action="redeem") == "redeem"


class TestFlow:
    def test_the_challenge_is_the_hash_of_the_verifier_that_is_shown(self, alices: Client) -> None:
        parameters = asked(alices)
        verifier = re.search(r'<p class="code" dir="ltr">([\w-]{43})</p>', page(alices))
        assert verifier
        digest = hashlib.sha256(verifier[1].encode()).digest()
        assert parameters["code_challenge"] == base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        assert parameters["code_challenge_method"] == "S256"

    def test_it_asks_for_what_was_ticked_and_for_the_identity_at_first(self, alices: Client) -> None:
        ticked = re.findall(r'value="([\w:]+)"\s+checked', page(alices))
        assert ticked == ["profile:read"]
        assert asked(alices, "teams:read")["scope"] == "teams:read"

    def test_a_scope_that_its_app_may_not_ask_for_is_not_asked_for(self, alices: Client) -> None:
        assert post(alices, "begin", scope=["teams:write"]) == "prepare"
        assert "Tick at least one permission." in page(alices)

    def test_an_answer_is_checked_before_it_can_be_used(self, alices: Client) -> None:
        answered(alices)
        assert page(alices).count("✓") == 3
        assert 'value="redeem"' in page(alices)

    @pytest.mark.parametrize(
        "theirs", [{"state": "another"}, {"iss": "https://evil.example"}, {"code": ""}], ids=["state", "iss", "code"]
    )
    def test_a_wrong_answer_is_named_and_goes_nowhere(self, alices: Client, theirs: dict[str, str]) -> None:
        parameters = asked(alices)
        answer = {"code": "hub_ac_theirs", "state": parameters["state"], "iss": "http://127.0.0.1:8000", **theirs}
        alices.get(f"{PLAYGROUND}callback", answer)
        shown = page(alices)
        assert (shown.count("✓"), shown.count("✗")) == (2, 1)
        assert post(alices, "send", action="redeem") == "prepare"
        assert not Grant.objects.exists()

    def test_code_for_tokens_then_the_api(self, alices: Client, alice: User) -> None:
        connected(alices)
        post(alices, "send", action="me")
        shown = page(alices)
        assert "200 OK" in shown
        assert escape(f'"email": "{alice.email}"') in shown

    def test_a_missing_permission_is_refused_and_shown(self, alices: Client) -> None:
        connected(alices)
        post(alices, "send", action="teams")
        assert "403 Forbidden" in page(alices)
        assert escape('"required_scopes": [') in page(alices)

    def test_the_teams_that_were_chosen_and_who_is_in_the_first(self, alices: Client, team: Team) -> None:
        connected(alices, "teams:read")
        assert post(alices, "send", action="members") == "prepare"  # of which team nobody knows yet
        post(alices, "send", action="teams")
        assert post(alices, "send", action="members") == "members"
        shown = page(alices)
        assert escape(f'"slug": "{team.slug}"') in shown
        assert f"/api/teams/{team.pk}/members" in shown
        assert escape('"username": "bob"') in shown

    def test_refresh_changes_both_tokens(self, alices: Client) -> None:
        connected(alices)
        before = set(SECRET.findall(page(alices)))
        post(alices, "send", action="refresh")
        assert len(set(SECRET.findall(page(alices))) - before) == 2

    def test_introspection_by_a_public_app_is_refused(self, alices: Client) -> None:
        connected(alices)
        post(alices, "send", action="introspect")
        assert "401 Unauthorized" in page(alices)

    def test_revocation_ends_it_for_the_api_too(self, alices: Client) -> None:
        connected(alices)
        post(alices, "send", action="revoke")
        post(alices, "send", action="me")
        assert Grant.objects.get().ended_at is not None
        assert "401 Unauthorized" in page(alices)

    def test_the_same_code_again_ends_everything(self, alices: Client) -> None:
        connected(alices)
        post(alices, "send", action="redeem")
        assert "invalid_grant" in page(alices)
        assert Grant.objects.get().ended_at is not None

    def test_cancel_is_shown_with_its_error(self, alices: Client) -> None:
        alices.get(flow.consent(alices, asked(alices), "deny").headers["Location"])
        assert "access_denied" in page(alices)
        assert 'value="redeem"' not in page(alices)


class TestWhatItKeeps:
    def test_no_copy_of_the_database_opens_it(self, alices: Client) -> None:
        connected(alices)
        tokens = SECRET.findall(page(alices))
        stored = Session.objects.get().get_decoded()[runs.KEPT_AS]
        opened = base64.b64decode(stored)
        assert tokens
        assert [token for token in tokens if token.encode() in opened] == []

    def test_it_is_gone_after_ten_minutes(self, alices: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        connected(alices)
        later = time.time() + 601
        monkeypatch.setattr(time, "time", lambda: later)
        assert SECRET.findall(page(alices)) == []
        assert runs.KEPT_AS not in Session.objects.get().get_decoded()

    def test_it_is_gone_when_one_says_so(self, alices: Client) -> None:
        connected(alices)
        post(alices, "forget")
        assert runs.KEPT_AS not in Session.objects.get().get_decoded()

    def test_another_person_sees_nothing_of_it(self, alices: Client, bob: User) -> None:
        connected(alices)
        assert SECRET.findall(page(flow.signed_in(bob))) == []

    def test_no_token_stands_in_a_curl_command_or_outside_of_what_is_folded(self, alices: Client) -> None:
        connected(alices)
        for action in ("me", "refresh", "introspect", "revoke"):
            post(alices, "send", action=action)
        open_parts = re.sub(r"<details>.*?</details>", "", page(alices), flags=re.DOTALL)
        assert SECRET.findall(open_parts) == []

    def test_the_code_leaves_the_address_bar(self, alices: Client) -> None:
        response = flow.consent(alices, asked(alices))
        assert "code" not in alices.get(response.headers["Location"]).headers["Location"]

    def test_what_it_sends_counts_for_the_persons_own_address(self, alices: Client, settings: Settings) -> None:
        answered(alices)
        settings.HUB_OAUTH = {**settings.HUB_OAUTH, "THROTTLES": {"token.user": "1/m"}}
        post(alices, "send", action="redeem")
        post(alices, "send", action="refresh")
        assert "429 Too Many Requests" in page(alices)

    def test_what_it_sends_does_not_change_the_language_of_its_own_answer(self, alices: Client) -> None:
        connected(alices)
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page(alices))
        assert token
        form = {"csrfmiddlewaretoken": token[1], "action": "me"}
        answer = alices.post(f"{PLAYGROUND}send", form, headers={"Accept-Language": "ar"})
        assert answer.headers["Content-Language"] == "ar"


class TestDoor:
    def test_nobody_gets_in_without_signing_in(self) -> None:
        assert Client().get(PLAYGROUND).headers["Location"].startswith("/accounts/login/")

    @pytest.mark.parametrize("step", ["", "begin", "callback", "send", "forget"])
    def test_where_it_is_off_it_does_not_exist(self, alices: Client, settings: Settings, step: str) -> None:
        settings.HUB_PLAYGROUND = False
        settings.DEBUG = False
        for browser in (alices, Client()):
            assert browser.get(f"{PLAYGROUND}{step}").status_code == 404

    def test_an_answer_to_nothing_is_told_and_kept_nowhere(self, alices: Client) -> None:
        alices.get(f"{PLAYGROUND}callback", {"code": "hub_ac_theirs", "state": "theirs"})
        assert "This browser asked for nothing" in page(alices)

    def test_an_app_with_a_token_does_not_get_in(self, alices: Client) -> None:
        assert alices.get(PLAYGROUND, headers={"Authorization": "Bearer x"}).status_code == 400

    def test_a_form_of_another_site_is_refused(self, alices: Client) -> None:
        connected(alices)
        with nothing_changes():
            assert alices.post(f"{PLAYGROUND}send", {"action": "revoke"}).status_code == 403

    @pytest.mark.parametrize("on", [True, False])
    def test_in_production_it_is_warned_of(self, settings: Settings, on: bool) -> None:
        settings.HUB_PLAYGROUND = on
        found = [check.id for check in run_checks(include_deployment_checks=True)]
        assert ("hub_project.W001" in found) is on

    @pytest.mark.parametrize("address", [PLAYGROUND, ""])
    def test_the_page_of_an_app_leads_to_it(self, admin_user: User, settings: Settings, address: str) -> None:
        settings.HUB_OAUTH = {**settings.HUB_OAUTH, "PLAYGROUND_URL": address}
        found = docs_client.find()
        assert found is not None
        change = f"/admin/hub_oauth/clientprofile/{found.hub_profile.pk}/change/"
        shown = flow.signed_in(admin_user).get(change).content.decode()
        assert ("Open a test sign-in" in shown) is bool(address)
