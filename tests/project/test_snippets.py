"""The code that an app's page offers to its developer: each piece is run against a running Hub."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest
from django.contrib.auth.models import User

from hub_oauth.admin.snippets import FOR_KIND, LANGUAGES
from tests.support import http_flow
from tests.support.admin import administrator, page_of, staff
from tests.support.app import App
from tests.support.server import HubServer

KINDS: Final = {
    "web": ("https://app.example/callback", []),
    "spa": ("https://board.example/callback", ["--kind", "spa", "--origin", "https://board.example"]),
    "native": ("http://127.0.0.1/callback", ["--kind", "native"]),
}
PROGRAMS: Final = {"sh": ["sh"], "py": [sys.executable], "mjs": ["node"], "js": ["node"]}
# What a browser gives the page; its first run prints where the person is sent to, and then reads the answer.
BROWSER: Final = """
import { createInterface } from "node:readline/promises";
const kept = new Map();
globalThis.sessionStorage = { setItem: (key, value) => kept.set(key, value), getItem: (key) => kept.get(key) };
globalThis.location = { assign(url) { console.log(String(url)); this.gone = true; } };
const { connect, connected } = await import("./page.mjs");
await connect();
const terminal = createInterface({ input: process.stdin });
location.href = (await terminal[Symbol.asyncIterator]().next()).value;
terminal.close();
console.log(JSON.stringify(await connected()));
"""
# A project around the two views, and a browser that goes through them.
PROJECT: Final = """
import sys
from django.conf import settings

settings.configure(
    SECRET_KEY="the test's own", DEBUG=True, ALLOWED_HOSTS=["*"], ROOT_URLCONF="views", USE_TZ=True,
    SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies",
    MIDDLEWARE=["django.contrib.sessions.middleware.SessionMiddleware"],
)
import django
django.setup()
from django.test import Client

browser = Client()
print(browser.get("/connect")["Location"], flush=True)
print(browser.get(sys.stdin.readline().strip(), secure=True).content.decode())
"""


@pytest.fixture(scope="module")
def people(hub: HubServer, tmp_path_factory: pytest.TempPathFactory) -> HubServer:
    hub.manage("hub_demo", "--folder", str(tmp_path_factory.mktemp("people")))
    return hub


@pytest.fixture(scope="module")
def apps(people: HubServer) -> dict[str, App]:
    """One of each kind."""
    return {kind: people.create_app(*more, redirect_uri=uri) for kind, (uri, more) in KINDS.items()}


@pytest.fixture(scope="module")
def code(people: HubServer, apps: dict[str, App]) -> dict[str, dict[str, str]]:
    """Kind -> name -> what the page of that app offers."""
    made = people.python(
        "import json\n"
        "from hub_oauth.admin.snippets import for_app\n"
        "from hub_oauth.models import ClientProfile\n"
        f"found = {{kind: ClientProfile.objects.get(application__client_id=client_id)"
        f" for kind, client_id in { ({kind: app.client_id for kind, app in apps.items()})!r}.items()}}\n"
        "print(json.dumps({kind: {one.name: one.code for one in for_app(app)} for kind, app in found.items()}))"
    )
    found: dict[str, dict[str, str]] = json.loads(made)
    return found


@pytest.fixture(scope="session")
def openid_client() -> Path:
    """The folder of packages with openid-client in it: that of the clients' tests, or one of these tests' own."""
    for folder in (Path(sys.prefix) / "node", Path(sys.prefix) / "snippets"):
        if (folder / "node_modules" / "openid-client").is_dir():
            return folder / "node_modules"
    command = ["npm", "install", "--no-audit", "--no-fund", "--silent", "--prefix", str(folder), "openid-client@6"]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return folder / "node_modules"


def written(folder: Path, name: str, text: str) -> str:
    """Write what is run for this snippet; gives the file to start."""
    if name == "page.js":
        (folder / "page.mjs").write_text(text)
        (folder / "browser.mjs").write_text(BROWSER)
        return "browser.mjs"
    if name == "django_views.py":
        (folder / "views.py").write_text(text)
        (folder / "project.py").write_text(PROJECT)
        return "project.py"
    (folder / name).write_text(text)
    return name


def run(folder: Path, name: str, text: str, hub: HubServer, app: App) -> dict[str, Any]:
    """Start it, allow as alice what it asks for, hand it the answer; the last line that it prints."""
    file = written(folder, name, text)
    secret = {"HUB_CLIENT_SECRET": app.secret} if app.secret else {}
    argv = [*PROGRAMS[file.rpartition(".")[2]], file]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(argv, cwd=folder, env={"PATH": os.environ["PATH"], **secret}, **pipes) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        address = next(line.strip() for line in program.stdout if line.startswith("http"))
        browser = http_flow.sign_in(hub.url, "alice", "alice-demo")
        page = browser.get(f"{address}&prompt=consent", timeout=http_flow.TIMEOUT, allow_redirects=False)
        output, _ = program.communicate(http_flow.answer(browser, page).headers["Location"] + "\n", timeout=30)
    found: dict[str, Any] = json.loads(output.strip().splitlines()[-1])
    return found


CASES: Final = [(kind.value, name) for kind, names in FOR_KIND.items() for name in names]


@pytest.mark.parametrize(("kind", "name"), CASES)
def test_a_snippet_connects(
    request: pytest.FixtureRequest, tmp_path: Path, people: HubServer, kind: str, name: str
) -> None:
    app: App = request.getfixturevalue("apps")[kind]
    text = request.getfixturevalue("code")[kind][name]
    if name == "openid_client.mjs":
        (tmp_path / "node_modules").symlink_to(request.getfixturevalue("openid_client"))
    assert run(tmp_path, name, text, people, app)["username"] == "alice"


def test_every_language_suits_some_app() -> None:
    assert {name for names in FOR_KIND.values() for name in names} == LANGUAGES.keys()


@pytest.mark.yardstick("L5")
def test_no_snippet_has_a_secret(alice: User, web_app: App) -> None:
    page = administrator(alice).get(page_of(web_app, "snippets"))
    text = page.content.decode()
    assert web_app.client_id in text
    assert "HUB_CLIENT_SECRET" in text
    assert "hub_cs_" not in text
    assert web_app.secret is not None
    assert web_app.secret not in text


def test_an_app_without_secrets_hears_of_none(alice: User, spa_app: App) -> None:
    assert "HUB_CLIENT_SECRET" not in administrator(alice).get(page_of(spa_app, "snippets")).content.decode()


def test_snippets_need_the_permission_to_see_the_app(web_app: App, bob: User, charlie: User) -> None:
    assert staff(bob, "view_consent").get(page_of(web_app, "snippets")).status_code == 403
    assert staff(charlie, "view_clientprofile").get(page_of(web_app, "snippets")).status_code == 200
