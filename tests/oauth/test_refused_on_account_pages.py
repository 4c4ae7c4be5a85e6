"""What is refused on a page of the own account is said for it: no app waits there, and no form leads to one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, connection
from django.test import Client

from tests.support.app import App
from tests.support.flow import connect, signed_in
from tests.support.html import form_with
from tests.support.rows import nothing_changes

Act = Callable[[Client, str], Any]


def without_the_token(browser: Client, path: str) -> Any:
    return browser.post(path)


def large(browser: Client, path: str) -> Any:
    return browser.post(path, {"reason": "x" * 10**5})


def without_a_database(browser: Client, path: str) -> Any:
    def lost(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith("UPDATE"):
            raise OperationalError
        return execute(sql, params, many, context)

    form = form_with(browser.get(path).content.decode(), "csrfmiddlewaretoken").fields
    with connection.execute_wrapper(lost):
        return browser.post(path, form)


# What is done -> status, and what the person is told to do.
CASES: dict[Act, tuple[int, str]] = {
    without_the_token: (403, "Nothing was changed. Open the page again and do it once more. Cookies must be allowed."),
    large: (413, "Nothing was changed. Open the page again and do it once more."),
    without_a_database: (503, "Nothing was changed. Wait a moment, then open the page again."),
}


@pytest.mark.yardstick("L14")
@pytest.mark.parametrize("act", CASES, ids=lambda act: act.__name__)
@pytest.mark.parametrize("page", ["{}/remove", "{}/not-me", "all/remove"])
def test_it_changes_nothing_and_sends_nobody_to_an_app(act: Act, page: str, alice: User, web_app: App) -> None:
    connect(alice, web_app)
    browser = signed_in(alice)
    with nothing_changes():
        response = act(browser, f"/account/apps/{page.format(web_app.client_id)}")
    status, sentence = CASES[act]
    assert response.status_code == status
    assert f"<p>{sentence}</p>" in response.content.decode()


@pytest.mark.yardstick("E3")
@pytest.mark.parametrize("act", CASES, ids=lambda act: act.__name__)
def test_its_forms_are_held_to_this_site_all_the_same(act: Act, alice: User, web_app: App) -> None:
    connect(alice, web_app)
    response = act(signed_in(alice), f"/account/apps/{web_app.client_id}/remove")
    assert response.headers["Content-Security-Policy"].endswith("; form-action 'self'")


def test_an_invitation_out_of_date_is_no_matter_of_an_app(alice: User) -> None:
    response = signed_in(alice).post("/account/invitation")
    assert response.status_code == 403
    assert "Open the page again" in response.content.decode()
