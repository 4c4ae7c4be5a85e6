"""A person and their browser: what stands between an authorization URL and the way back, for a client of any kind."""

from __future__ import annotations

import requests

from tests.support import http_flow
from tests.support.app import answer_of
from tests.support.server import HubServer


class Person:
    """Signed in at the Hub, allows whatever is asked, and counts how often that was."""

    def __init__(self, hub: HubServer, username: str) -> None:
        self.browser = http_flow.sign_in(hub.url, username, f"{username}-demo")
        self.pages = 0

    def allow(self, authorization_url: str) -> str:
        """The address that the client gets back, with its code."""
        page = self.look_at(authorization_url)
        assert page.status_code == 200, page.text
        self.pages += 1
        answer = http_flow.answer(self.browser, page)
        assert "code" in answer_of(answer)
        return answer.headers["Location"]

    def look_at(self, authorization_url: str) -> requests.Response:
        return self.browser.get(authorization_url, timeout=http_flow.TIMEOUT, allow_redirects=False)
