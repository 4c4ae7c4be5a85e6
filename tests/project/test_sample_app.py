"""Acme Planner where its Hub is away or lies: it says so in a sentence, and believes nothing."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from http.cookiejar import Cookie, CookieJar
from pathlib import Path

import pytest
import requests

from tests.support import ports
from tests.support.processes import LocalServer
from tests.support.server import ROOT

APP = ROOT / "examples" / "flask-authlib" / "app.py"


@pytest.fixture(scope="module")
def acme(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalServer]:
    """The app; where its Hub should be, nobody listens."""
    port, nobody = ports.free_port(), ports.free_port()
    env = {
        "ACME_PORT": str(port),
        "ACME_ISSUER": f"http://{ports.LOOPBACK}:{nobody}",
        "ACME_CLIENT_ID": "a",
        "ACME_CLIENT_SECRET": "b",
    }
    log = tmp_path_factory.mktemp("acme") / "log"
    with LocalServer([sys.executable, str(APP)], env, port, log=log) as server:
        yield server


@pytest.fixture
def browser_session() -> Iterator[requests.Session]:
    with requests.Session() as session:
        yield session


def csrf_token(session: requests.Session, acme: LocalServer) -> str:
    found = re.search(r'name="csrf_token"\s+value="([^"]+)"', session.get(acme.url).text)
    assert found
    return found[1]


def the_cookie(jar: CookieJar) -> Cookie:
    (cookie,) = jar
    return cookie


def test_a_hub_that_is_away_is_told_in_a_sentence(acme: LocalServer, browser_session: requests.Session) -> None:
    token = csrf_token(browser_session, acme)
    answer = browser_session.post(f"{acme.url}/connect", {"csrf_token": token})
    assert answer.status_code == 200
    assert "The Hub does not answer at the moment." in answer.text


@pytest.mark.parametrize("action", ["connect", "refresh", "disconnect"])
def test_an_action_without_the_csrf_token_is_refused(
    acme: LocalServer, browser_session: requests.Session, action: str
) -> None:
    csrf_token(browser_session, acme)
    assert browser_session.post(f"{acme.url}/{action}", {"csrf_token": "x"}).status_code == 400
    assert browser_session.get(f"{acme.url}/{action}").status_code == 405


@pytest.mark.parametrize("answer", ["code=c", "code=c&iss=https://evil.example", "error=access_denied"])
def test_an_answer_of_somebody_else_is_not_believed(
    acme: LocalServer, browser_session: requests.Session, answer: str
) -> None:
    page = browser_session.get(f"{acme.url}/callback?{answer}&state=s")
    assert "That answer did not come from the Hub." in page.text
    assert "Disconnect" not in page.text


@pytest.mark.parametrize("answer", ["code=c", "error=access_denied"])
def test_an_answer_to_a_question_of_another_browser_is_not_believed(
    acme: LocalServer, browser_session: requests.Session, answer: str
) -> None:
    page = browser_session.get(f"{acme.url}/callback?{answer}&state=s&iss={acme.env['ACME_ISSUER']}")
    assert "That answer was not meant for this browser" in page.text
    assert "Disconnect" not in page.text


def test_the_cookie_has_its_own_name_and_holds_no_data(acme: LocalServer, browser_session: requests.Session) -> None:
    browser_session.get(acme.url)
    cookie = the_cookie(browser_session.cookies)
    assert cookie.name == "acme_planner_session"
    assert re.fullmatch(r"[\w-]{43}", cookie.value or "")
    assert cookie.has_nonstandard_attr("HttpOnly")


def test_a_missing_setting_is_named_in_one_line(tmp_path: Path) -> None:
    port = ports.free_port()
    with pytest.raises(Exception, match="ended with 1:\nAcme Planner: Set ACME_ISSUER"):
        LocalServer([sys.executable, str(APP)], {}, port, log=tmp_path / "log").start()
