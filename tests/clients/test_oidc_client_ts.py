"""oidc-client-ts in Chromium: a page on another origin finds the Hub, connects, refreshes and disconnects."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from tests.browser.person import button, sign_in
from tests.clients.scripts import SCRIPTS
from tests.support import needs, ports
from tests.support.processes import LocalServer
from tests.support.server import HubServer

pytestmark = pytest.mark.node
LIBRARY = "node_modules/oidc-client-ts/dist/browser/oidc-client-ts.min.js"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The origin of the page, behind Python's own static server."""
    folder, port = tmp_path_factory.mktemp("page"), ports.free_port()
    shutil.copy(SCRIPTS / "page.html", folder / "index.html")
    shutil.copy(needs.node_folder() / LIBRARY, folder / Path(LIBRARY).name)
    argv = [sys.executable, "-m", "http.server", "--bind", ports.LOOPBACK, "--directory", str(folder), str(port)]
    with LocalServer(argv, {}, port, log=folder.parent / "page.log") as server:
        yield server.url


@pytest.fixture
def connected(page: Page, demo: HubServer, site: str) -> Page:
    """alice's browser, back at the page."""
    app = demo.create_app("--public", "--origin", site, redirect_uri=f"{site}/")
    page.goto(f"{site}/?{urlencode({'issuer': demo.url, 'client_id': app.client_id})}")
    button(page, "Connect").click()
    sign_in(page, "alice")
    button(page, "Allow").click()
    expect(page.locator("#said")).to_contain_text("Alice Silva")
    return page


def said(page: Page) -> Any:
    return json.loads(page.locator("#said").inner_text())


def test_it_goes_all_the_way(connected: Page, opens: Callable[[str], bool]) -> None:
    old = said(connected)["access_token"]
    button(connected, "Refresh").click()
    expect(connected.locator("#said")).not_to_contain_text(old)
    new = said(connected)["access_token"]
    assert (opens(old), opens(new)) == (False, True)
    button(connected, "Disconnect").click()
    expect(connected.locator("#said")).to_contain_text("revoked")
    assert not opens(new)
