"""``hub_selftest`` against a running Hub, against one with a fault, and where no Hub is."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from hub_oauth import scopes as registry
from hub_oauth.management.commands.hub_selftest import scopes
from hub_oauth.scopes import Scope
from hub_oauth.selftest.checks import CHECKS
from tests.support import ports
from tests.support.server import ROOT, HubServer

PASSWORD = "correct horse battery staple"
COUNTS = """
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from hub_oauth import clients
from hub_oauth.models import Consent, Grant, RequestFailure
from hub_teams.models import Membership, TeamAccess
rows = clients.with_profiles(), get_user_model().objects, Session.objects, Consent.objects, Grant.objects
rows += Membership.objects, TeamAccess.objects
print([each.count() for each in rows], RequestFailure.objects.exclude(client_id="").count())
"""
TEAM_OF_ERIN = """
from django.contrib.auth import get_user_model
from hub_teams.models import Membership, Team
erin = get_user_model().objects.get(username="erin")
Membership.objects.create(team=Team.objects.create(name="D", slug="d"), user=erin, role="owner")
"""
# What goes wrong between an app and the Hub, or in it, each as a line or two of settings or of a proxy's work.
FAULTY = """\
from hub_project.settings import *
from django.http import HttpResponse
from hub_oauth.protocol import pkce

pkce.matches = lambda *given: True
HUB_PROXIES = 1
ALLOWED_HOSTS = ["*"]
MIDDLEWARE = ["faulty.proxy", *MIDDLEWARE]
stored = {}


def proxy(get_response):
    def middleware(request):
        key = request.path, request.body
        if request.path.endswith("/token") and key in stored:
            return HttpResponse(stored[key], content_type="application/json")
        if request.path.startswith("/api/auth"):
            request.META.pop("HTTP_AUTHORIZATION", None)
        response = get_response(request)
        response.headers.pop("Content-Security-Policy", None)
        host = request.headers.get("X-Forwarded-Host") or request.headers["Host"]
        if ".well-known" in request.path:
            response.content = response.content.replace(HUB_OAUTH["ISSUER"].encode(), f"http://{host}".encode())
        if response.status_code == 403 and request.path.startswith("/api/user"):
            return HttpResponse("<h1>Forbidden</h1>", status=403)
        if request.path.endswith("/token") and response.status_code == 200:
            stored[key] = response.content
        return response

    return middleware
"""
FOUND = [
    "page",
    "refuse.verifier",
    "replay",
    "reuse",
    "api",
    "teams.refused",
    "teams",
    "proxy.host",
    "proxy.forwarded_host",
    "proxy.address",
]


def selftest(hub: HubServer, *arguments: str, url: str = "", **environ: str) -> subprocess.CompletedProcess[str]:
    argv = [sys.executable, "-m", "django", "hub_selftest", "--url", url or hub.url, *arguments]
    return subprocess.run(
        argv, env={**hub.env, **environ}, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )


def failed(done: subprocess.CompletedProcess[str]) -> list[str]:
    document: dict[str, Any] = json.loads(done.stdout)
    return [check["name"] for check in document["checks"] if not check["passed"]]


def test_a_sound_hub_passes_and_nothing_is_left_behind(hub: HubServer) -> None:
    before = hub.python(COUNTS)
    done = selftest(hub)
    assert done.returncode == 0, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    assert [line[:8].strip() for line in lines[:-1]] == ["ok"] * len(CHECKS)
    assert lines[-1] == f"All {len(CHECKS)} checks passed at {hub.url}."
    assert hub.python(COUNTS) == before
    assert "hub_a" not in done.stdout


def test_json_has_a_name_for_each_check(hub: HubServer) -> None:
    done = selftest(hub, "--json")
    document = json.loads(done.stdout)
    assert (done.returncode, document["passed"], document["url"]) == (0, True, hub.url)
    assert [check["name"] for check in document["checks"]] == [check.name for check in CHECKS]


def test_somebody_who_is_there_can_be_named(hub: HubServer) -> None:
    """Whose teams are asked for, and left as they are."""
    hub.create_user("erin", PASSWORD)
    hub.python(TEAM_OF_ERIN)
    before = hub.python(COUNTS)
    assert selftest(hub, "--user", "erin").returncode == 0
    assert hub.python(COUNTS) == before


@pytest.mark.parametrize(
    ("of_teams", "wanted"), [(True, ["profile:read", "teams:read"]), (False, ["reports:read"])], ids=["teams", "none"]
)
def test_it_asks_for_what_it_needs_whatever_else_a_site_has(
    monkeypatch: pytest.MonkeyPatch, of_teams: bool, wanted: list[str]
) -> None:
    theirs = [Scope(name, name, "", "see") for name in ("reports:read", "reports:write")]
    known = [*theirs, *(registry.everything() if of_teams else ())]
    monkeypatch.setattr(registry, "everything", lambda: known)
    assert scopes() == wanted


def test_each_check_has_a_name_of_its_own() -> None:
    assert len({check.name for check in CHECKS}) == len(CHECKS)


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("hub.example", "'hub.example' is not an address; write it as in https://hub.example."),
        ("https://hub.example/path", "has more than scheme, host and port"),
        ("http://127.0.0.1:x", "is not an address"),
    ],
)
def test_a_bad_address_is_one_sentence(hub: HubServer, url: str, sentence: str) -> None:
    before = hub.python(COUNTS)
    done = selftest(hub, url=url)
    assert (done.returncode, done.stdout) == (1, "")
    assert sentence in done.stderr
    assert done.stderr.count("\n") == 1
    assert hub.python(COUNTS) == before


def test_nobody_there_is_one_sentence(hub: HubServer) -> None:
    done = selftest(hub, url=f"http://127.0.0.1:{ports.free_port()}")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "does not answer" in done.stderr


def test_nobody_of_that_name_is_one_sentence(hub: HubServer) -> None:
    done = selftest(hub, "--user", "nobody")
    assert (done.returncode, done.stderr) == (1, "CommandError: There is nobody active called 'nobody' here.\n")


def test_another_database_is_told_and_nothing_else_is_tried(hub: HubServer, tmp_path: Path) -> None:
    other = {"DATABASE_URL": f"sqlite:///{tmp_path}/other.sqlite3"}
    subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--verbosity", "0"], env={**hub.env, **other}, cwd=ROOT, check=True
    )
    done = selftest(hub, "--json", **other)
    assert done.returncode == 1
    assert failed(done) == ["database"]
    assert "that address is not of this database" in done.stdout
    assert len(json.loads(done.stdout)["checks"]) < len(CHECKS)


def test_what_is_wrong_is_found_and_nothing_else() -> None:
    hub = HubServer(workers=1, DJANGO_SETTINGS_MODULE="faulty")
    (hub.folder / "faulty.py").write_text(FAULTY)
    with hub:
        before = hub.python(COUNTS)
        done = selftest(hub, "--json")
        assert done.returncode == 1
        assert failed(done) == FOUND
        assert f"{len(FOUND)} of {len(CHECKS)} checks failed" in done.stderr
        assert hub.python(COUNTS) == before
