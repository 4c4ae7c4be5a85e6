"""Starting the site, as an administrator or a developer does."""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
from collections.abc import Iterator

import pytest
import requests

from tests.support import ports
from tests.support.processes import LocalServer
from tests.support.server import ROOT

MANAGE = (sys.executable, str(ROOT / "manage.py"))
PRODUCTION = {
    "PATH": os.defpath,
    "DEBUG": "off",
    "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "ALLOWED_HOSTS": "hub.example",
    "HUB_ISSUER": "https://hub.example",
    "DATABASE_URL": "postgres://hub@db.example/hub",
    "CACHE_URL": "redis://cache.example:6379/1",
    "EMAIL_URL": "smtp+tls://mail.example",
}


def check(**over: str) -> subprocess.CompletedProcess[str]:
    """What ``manage.py check`` says in production."""
    environ = {**PRODUCTION, **over}
    return subprocess.run([*MANAGE, "check"], env=environ, capture_output=True, text=True, check=False, timeout=60)


def test_a_complete_environment_starts() -> None:
    done = check()
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        *((name, "", "is missing.") for name in ("SECRET_KEY", *list(PRODUCTION)[3:])),
        ("DEBUG", "perhaps", "takes on or off"),
        ("SECRET_KEY", "short", "at least 50 random characters"),
        ("ALLOWED_HOSTS", "https://hub.example", "takes host names"),
        ("HUB_ISSUER", "hub.example", "takes an origin"),
        ("DATABASE_URL", "mysql://hub@db.example/hub", "must begin with postgres://"),
        ("CACHE_URL", "dummycache://", "must begin with redis://"),
        ("EMAIL_URL", "dummymail://", "must begin with smtp+tls://"),
    ],
)
def test_a_missing_or_bad_variable_stops_the_start_with_a_sentence(name: str, value: str, sentence: str) -> None:
    done = check(**{name: value})
    assert done.returncode == 1
    assert done.stderr.startswith(f"{name} ")
    assert sentence in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.fixture(scope="module")
def developed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalServer]:
    """What ``manage.py runserver`` serves on a port of the developer's choice."""
    folder, port = tmp_path_factory.mktemp("runserver"), ports.free_port()
    address = f"{ports.LOOPBACK}:{port}"
    environ = {
        "PATH": os.defpath,
        "DEBUG": "on",
        "DATABASE_URL": f"sqlite:///{folder}/hub.sqlite3",
        "HUB_ISSUER": f"http://{address}",
    }
    with LocalServer([*MANAGE, "runserver", "--noreload", address], environ, port, log=folder / "log") as server:
        yield server


def test_runserver_serves_the_hub_at_its_issuer(developed: LocalServer) -> None:
    metadata = requests.get(f"{developed.url}/.well-known/oauth-authorization-server", timeout=10).json()
    assert metadata["issuer"] == developed.url
    assert metadata["token_endpoint"] == f"{developed.url}/api/oauth/token"


def test_runserver_serves_the_style_of_the_pages(developed: LocalServer) -> None:
    assert "/static/hub_oauth/hub.css" in requests.get(developed.url, timeout=10).text
    assert "--hub-" in requests.get(f"{developed.url}/static/hub_oauth/hub.css", timeout=10).text


def test_gunicorn_lets_an_export_of_a_million_events_end() -> None:
    settings = runpy.run_path(str(ROOT / "gunicorn.conf.py"))
    assert settings["timeout"] >= 300  # sync workers are killed after it, in the middle of an answer too
