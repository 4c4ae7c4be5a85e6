"""The Hub with the people and the two sample apps of its demonstration, each on an origin of its own."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page

from tests.browser.person import authorize_url
from tests.support import http_flow, ports
from tests.support.app import READ_SCOPES, App
from tests.support.client_site import ClientSite, make_certificate
from tests.support.ledger import Ledger
from tests.support.processes import LocalServer
from tests.support.server import ROOT, HubServer, pairs

# These look at the site; the rest of the suite looks at a foreign host, with other settings.
collect_ignore_glob = [] if settings.ROOT_URLCONF == "hub_project.urls" else ["test_*.py"]

SignedIn = Callable[[Page, str], Page]
Address = Callable[..., str]


@pytest.fixture(scope="session")
def acme_port() -> int:
    return ports.free_port()


@pytest.fixture(scope="session")
def board_port() -> int:
    return ports.free_port()


@pytest.fixture(scope="session")
def demo(hub: HubServer, acme_port: int, board_port: int, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """alice, bob, charlie and admin can sign in, with passwords like alice-demo; the folder of what the apps know."""
    folder = tmp_path_factory.mktemp("demo")
    apps = ["--web", f"http://{ports.LOOPBACK}:{acme_port}", "--page", f"http://{ports.LOOPBACK}:{board_port}"]
    hub.manage("hub_demo", "--folder", str(folder), *apps)
    return folder


@pytest.fixture(scope="session")
def acme(demo: Path, acme_port: int) -> Iterator[LocalServer]:
    """Acme Planner, the sample web app."""
    argv = [sys.executable, str(ROOT / "examples" / "flask-authlib" / "app.py")]
    env = {"ACME_CONFIG": str(demo / "acme.json"), "ACME_PORT": str(acme_port)}
    with LocalServer(argv, env, acme_port, log=demo / "acme.log") as server:
        yield server


@pytest.fixture(scope="session")
def board(demo: Path, board_port: int) -> Iterator[str]:
    """The address of Acme Board, the sample single page, served by Python's own static server."""
    files = ["--bind", ports.LOOPBACK, "--directory", str(ROOT / "examples" / "spa"), str(board_port)]
    config = json.loads((demo / "board.json").read_text())
    with LocalServer([sys.executable, "-m", "http.server", *files], {}, board_port, log=demo / "board.log") as server:
        yield f"{server.url}/?issuer={config['issuer']}&client_id={config['client_id']}"


@pytest.fixture(scope="session")
def far() -> Iterator[ClientSite]:
    """Where a client sends people on to: an origin that the Hub has never heard of."""
    with ClientSite() as site:
        yield site


@pytest.fixture(scope="session")
def near(far: ClientSite) -> Iterator[ClientSite]:
    """A client's site on this computer; its ``/onward`` leads far."""
    with ClientSite(onward=f"{far.url}/arrived") as site:
        yield site


@pytest.fixture(scope="session")
def secure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClientSite]:
    """A client's site as it is in production: https, and not on this computer as far as the browser knows."""
    certificate = make_certificate("app.example", tmp_path_factory.mktemp("certificate"))
    with ClientSite("app.example", certificate) as site:
        yield site


@pytest.fixture(scope="session")
def app(hub: HubServer, near: ClientSite, secure: ClientSite) -> App:
    """Acme Diary, whose redirect URIs are ``/callback`` and ``/onward`` of the near site, and the secure one's."""
    more = [f"{near.url}/onward", f"{secure.url}/callback"]
    return hub.create_app("--name", "Acme Diary", *pairs("--redirect-uri", more), redirect_uri=f"{near.url}/callback")


@pytest.fixture
def address(hub: HubServer, app: App) -> Address:
    """Where the app sends the browser: ``address(scope="teams:read")`` with other parameters."""
    return lambda **over: authorize_url(hub.url, app, **over)


@pytest.fixture(scope="session")
def choosy(hub: HubServer, near: ClientSite) -> App:
    """A client that can do without the teams."""
    redirect_uri = f"{near.url}/callback"
    client_id = hub.python(
        "from hub_oauth import audit, clients\n"
        f"made = clients.register(name='Acme Choice', kind='web', redirect_uris=[{redirect_uri!r}], act=audit.SYSTEM,"
        f" scopes={READ_SCOPES!r}, optional_scopes=['teams:read'])\n"
        "print(made.application.client_id)"
    )
    return App(client_id.strip(), redirect_uri, "not needed here", READ_SCOPES)


@pytest.fixture
def ledger(hub: HubServer, demo: Path) -> Ledger:
    """What the Hub has granted since the test began."""
    found = Ledger(hub.folder / "hub.sqlite3")
    found.forget()
    return found


@pytest.fixture(scope="session")
def cookies_of(hub: HubServer, demo: Path) -> Callable[[str], dict[str, str]]:
    """Signs a person in once, for the tests that are about something else."""

    @cache
    def sign_in(username: str) -> dict[str, str]:
        return http_flow.sign_in(hub.url, username, f"{username}-demo").cookies.get_dict()

    return sign_in


@pytest.fixture
def signed_in(hub: HubServer, cookies_of: Callable[[str], dict[str, str]]) -> SignedIn:
    """Makes the browser of a page that of a person: ``signed_in(page, "alice")`` gives the page."""

    def become(page: Page, username: str) -> Page:
        cookies = cookies_of(username)
        page.context.add_cookies([{"name": name, "value": cookies[name], "url": hub.url} for name in cookies])
        return page

    return become


@pytest.fixture
def alices(page: Page, signed_in: SignedIn, ledger: Ledger) -> Page:
    """A page in alice's browser."""
    return signed_in(page, "alice")
