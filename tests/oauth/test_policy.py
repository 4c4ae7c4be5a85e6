"""A host may have a say in who lets which app in: HUB_OAUTH["CAN_GRANT"]."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.support.app import App, authorize_params, code_of
from tests.support.flow import answer, ask, code_for, signed_in
from tests.support.refusals import assert_nothing_issued, assert_tells
from tests.support.rows import nothing_changes

TITLE = b"You need an administrator&#x27;s approval"


def nobody(user: Any, application: Any, scopes: Any) -> bool:
    return False


def managers_only(user: Any, application: Any, scopes: Any) -> bool | str:
    return user.is_staff or f"Ask the front desk about {application.name} <b>."


def profile_only(user: Any, application: Any, scopes: Any) -> bool:
    return set(scopes) == {"profile:read"}


@pytest.fixture
def policy(settings: Any) -> Any:
    def put_in_force(rule: Any) -> None:
        settings.HUB_OAUTH = {**settings.HUB_OAUTH, "CAN_GRANT": f"{__name__}.{rule.__name__}"}

    return put_in_force


@pytest.fixture
def browser(alice: User) -> Client:
    return signed_in(alice)


def assert_not_permitted(response: Any, rule: Any) -> None:
    assert response.status_code == 403
    assert "Location" not in response.headers
    assert TITLE in response.content
    assert f"{__name__}.{rule.__name__}" in response.content.decode()


def test_it_is_asked_before_the_person_is(browser: Client, web_app: App, policy: Any) -> None:
    policy(nobody)
    assert_not_permitted(ask(browser, authorize_params(web_app)), nobody)
    assert_nothing_issued()


def test_its_sentence_is_for_the_person(browser: Client, web_app: App, policy: Any) -> None:
    policy(managers_only)
    page = ask(browser, authorize_params(web_app))
    assert_not_permitted(page, managers_only)
    assert b"Ask the front desk about Acme Planner &lt;b&gt;." in page.content


def test_whom_it_lets_decides(alice: User, browser: Client, web_app: App, policy: Any) -> None:
    policy(managers_only)
    User.objects.filter(pk=alice.pk).update(is_staff=True)
    assert code_of(answer(browser, ask(browser, authorize_params(web_app))))


def test_it_sees_what_is_asked_for(browser: Client, web_app: App, policy: Any) -> None:
    policy(profile_only)
    assert ask(browser, authorize_params(web_app, scope="profile:read")).status_code == 200
    assert_not_permitted(ask(browser, authorize_params(web_app)), profile_only)


def test_it_is_asked_again_when_the_person_allows(browser: Client, web_app: App, policy: Any) -> None:
    page = ask(browser, authorize_params(web_app))
    policy(nobody)
    assert_not_permitted(answer(browser, page), nobody)
    assert_nothing_issued()


def test_it_is_asked_where_the_page_would_be_skipped(alice: User, browser: Client, web_app: App, policy: Any) -> None:
    code_for(alice, web_app)
    policy(nobody)
    with nothing_changes():
        assert_not_permitted(ask(browser, authorize_params(web_app)), nobody)


def test_an_app_that_shows_no_page_is_told(browser: Client, web_app: App, policy: Any) -> None:
    policy(nobody)
    response = ask(browser, authorize_params(web_app, prompt="none"))
    assert_tells(response, web_app, "access_denied", "not_permitted")
    assert_nothing_issued()


@pytest.mark.parametrize("answer_of_policy", [None, "", 0, 1, "yes"])
def test_only_true_is_a_yes(answer_of_policy: Any, browser: Client, web_app: App, settings: Any) -> None:
    settings.HUB_OAUTH = {**settings.HUB_OAUTH, "CAN_GRANT": lambda user, application, scopes: answer_of_policy}
    assert ask(browser, authorize_params(web_app)).status_code == 403
