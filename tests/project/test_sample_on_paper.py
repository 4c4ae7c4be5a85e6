"""The program on the front page for developers runs as it stands there."""

from __future__ import annotations

import html
import re
import subprocess
import sys
from pathlib import Path

import requests

from hub_project.developers.front import REDIRECT_URI
from tests.support import http_flow
from tests.support.server import HubServer


def test_it_asks_gets_a_token_and_says_who_it_is(hub: HubServer, tmp_path: Path) -> None:
    hub.create_user("reader", "correct horse battery staple")
    browser = http_flow.sign_in(hub.url, "reader", "correct horse battery staple")
    app = hub.create_app("--public", redirect_uri=REDIRECT_URI, scopes=["profile:read"])
    program = sample(hub).replace("YOUR_CLIENT_ID", app.client_id)
    environ = {"AUTHLIB_INSECURE_TRANSPORT": "1", "HOME": str(tmp_path)}  # http, here on one computer alone
    with subprocess.Popen(
        [sys.executable, "-u", "-c", program],
        env=environ,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        page = browser.get(process.stdout.readline().strip(), timeout=30)
        back = http_flow.answer(browser, page).headers["Location"]
        said, _ = process.communicate(f"{back}\n", timeout=60)
    assert "'username': 'reader'" in said


def sample(hub: HubServer) -> str:
    page = requests.get(f"{hub.url}/developers/", timeout=30).text
    found = re.search(r"<pre[^>]*><code>(.*?)</code></pre>", page, re.DOTALL)
    assert found
    return html.unescape(found[1])
