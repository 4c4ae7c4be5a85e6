"""Each sample under examples/ that is not tried in Chromium, by its one command, against the running Hub."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
import requests

from tests.support import http_flow, ports
from tests.support.app import App
from tests.support.html import form_with
from tests.support.processes import LocalServer
from tests.support.server import ROOT, HubServer

EXAMPLES = ROOT / "examples"
PASSWORD = "correct horse battery staple"
SECONDS = 60
LOOPBACK = "http://127.0.0.1/callback"
PASTED = "http://127.0.0.1:9003/callback"


@pytest.fixture(scope="module")
def browser(hub: HubServer) -> requests.Session:
    """That of a person with an account at the Hub."""
    hub.create_user("dora", PASSWORD)
    return http_flow.sign_in(hub.url, "dora", PASSWORD)


class Program:
    """A sample that runs in a terminal."""

    def __init__(self, *argv: str, **environ: str) -> None:
        self.process = subprocess.Popen(
            argv,
            env={"PATH": os.environ["PATH"], "HOME": os.devnull, **environ},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def address(self) -> str:
        """What it wants to have opened."""
        assert self.process.stdout is not None
        seen = []
        for line in self.process.stdout:
            seen.append(line)
            if found := re.search(r"http\S+\?\S*code_challenge=\S+", line):
                return found[0]
        raise AssertionError("".join(seen))

    def rest(self, typed: str = "") -> tuple[int, str]:
        """Its exit status, and what else it says."""
        said, _ = self.process.communicate(typed, timeout=SECONDS)
        return self.process.returncode, said


Start = Callable[[HubServer, App], Program]


def in_python(hub: HubServer, app: App) -> Program:
    argv = [sys.executable, "-u", str(EXAMPLES / "python-cli" / "whoami.py"), "--no-browser"]
    return Program(*argv, "--issuer", hub.url, "--client-id", app.client_id)


def in_node(hub: HubServer, app: App) -> Program:
    return Program("node", str(EXAMPLES / "node" / "whoami.js"), ISSUER=hub.url, CLIENT_ID=app.client_id)


@pytest.fixture(scope="session")
def openid_client() -> None:
    """What the sample in Node needs, installed as its first line says."""
    npm = ["npm", "install", "--no-package-lock", "--no-audit", "--no-fund"]
    subprocess.run(npm, cwd=EXAMPLES / "node", check=True, capture_output=True, timeout=300)


def native(hub: HubServer, redirect_uri: str = LOOPBACK) -> App:
    return hub.create_app("--public", redirect_uri=redirect_uri)


@pytest.mark.usefixtures("openid_client")
@pytest.mark.parametrize("start", [in_python, in_node])
class TestOnTheCommandLine:
    def test_it_says_who_one_is_and_leaves_nothing(
        self, hub: HubServer, browser: requests.Session, start: Start
    ) -> None:
        program = start(hub, native(hub))
        page = browser.get(program.address(), timeout=SECONDS)
        back = http_flow.answer(browser, page).headers["Location"]
        assert "You can close this window" in requests.get(back, timeout=SECONDS).text
        status, said = program.rest()
        assert status == 0, said
        assert "You are: dora <dora@example.org>" in said
        assert "Revoked" in said
        assert "hub_" not in said

    def test_cancel_is_said_in_a_sentence(self, hub: HubServer, browser: requests.Session, start: Start) -> None:
        program = start(hub, native(hub))
        page = browser.get(program.address(), timeout=SECONDS)
        requests.get(http_flow.answer(browser, page, "deny").headers["Location"], timeout=SECONDS)
        status, said = program.rest()
        assert (status, "Traceback" in said) == (1, False)
        assert "access_denied" in said or "cancelled" in said

    def test_an_answer_of_somebody_else_is_not_believed(self, hub: HubServer, start: Start) -> None:
        program = start(hub, native(hub))
        redirect_uri = unquote(program.address().partition("redirect_uri=")[2].partition("&")[0])
        requests.get(f"{redirect_uri}?code=theirs&state=theirs&iss={hub.url}", timeout=SECONDS)
        status, said = program.rest()
        assert status == 1
        assert "Changed the code" not in said


class TestWithCurl:
    def test_every_step_is_shown(self, hub: HubServer, browser: requests.Session) -> None:
        app = native(hub, PASTED)
        program = Program(str(EXAMPLES / "curl.sh"), ISSUER=hub.url, CLIENT_ID=app.client_id)
        page = browser.get(program.address(), timeout=SECONDS)
        status, said = program.rest(f"{http_flow.answer(browser, page).headers['Location']}\n")
        assert status == 0, said
        assert '"username":"dora"' in said
        assert '"code":"invalid_token"' in said  # the one that the refresh replaced
        assert said.endswith("Done: nothing is left of it.\n")

    def test_an_answer_of_somebody_else_is_not_believed(self, hub: HubServer) -> None:
        program = Program(str(EXAMPLES / "curl.sh"), ISSUER=hub.url, CLIENT_ID=native(hub, PASTED).client_id)
        program.address()
        status, said = program.rest(f"{PASTED}?code=theirs&state=theirs&iss={hub.url}\n")
        assert status == 1
        assert "That is no answer to this question." in said


@pytest.fixture
def ledger_site(hub: HubServer, tmp_path: Path) -> Iterator[LocalServer]:
    """Acme Ledger, the Django site."""
    port = ports.free_port()
    app = hub.create_app(redirect_uri=f"http://127.0.0.1:{port}/callback")
    env = {
        "ACME_PORT": str(port),
        "ACME_ISSUER": hub.url,
        "ACME_CLIENT_ID": app.client_id,
        "ACME_CLIENT_SECRET": app.secret or "",
    }
    argv = [sys.executable, str(EXAMPLES / "django-client" / "app.py")]
    with LocalServer(argv, env, port, log=tmp_path / "log") as server:
        yield server


def test_a_django_site_connects_and_disconnects(
    hub: HubServer, browser: requests.Session, ledger_site: LocalServer
) -> None:
    visitor = requests.Session()
    to_hub = press(visitor, ledger_site.url, "connect").headers["Location"]
    back = http_flow.answer(browser, browser.get(to_hub, timeout=SECONDS)).headers["Location"]
    assert "Hello, dora" in visitor.get(back, timeout=SECONDS).text
    press(visitor, ledger_site.url, "disconnect")
    assert "Connect</button>" in visitor.get(ledger_site.url, timeout=SECONDS).text
    said = ledger_site.tail()
    assert "Changed the code for tokens: for profile:read teams:read" in said
    assert "Revoked: nothing is left of it" in said
    assert "code=" not in said


def press(visitor: requests.Session, site: str, where: str) -> requests.Response:
    form = form_with(visitor.get(site, timeout=SECONDS).text, "csrfmiddlewaretoken").fields
    return visitor.post(f"{site}/{where}", form, timeout=SECONDS, allow_redirects=False)


def test_the_readme_has_the_command_of_each() -> None:
    readme = (EXAMPLES / "README.md").read_text()
    samples = [path for path in EXAMPLES.iterdir() if path.is_dir() or path.suffix == ".sh"]
    folders = [path.name for path in samples if not path.name.startswith(("__", "."))]
    assert [name for name in folders if f"`{name}" not in readme] == []
