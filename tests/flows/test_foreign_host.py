"""README's four steps, taken literally, in a project that knows nothing else of the Hub."""

from __future__ import annotations

import re
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import pytest
import requests

from tests.support import http_flow
from tests.support.app import App, authorize_params
from tests.support.foreign import PASSWORD, ForeignSite
from tests.support.html import form_with
from tests.support.processes import ServerError

PEOPLE = f"""
from django.contrib.auth.models import User
from hub_teams.models import Membership, Team

alice = User.objects.create_superuser("alice", "alice@example.org", {PASSWORD!r}, first_name="Alice", last_name="Silva")
Membership.objects.create(team=Team.objects.create(name="Planners", slug="planners"), user=alice, role="owner")
"""


@pytest.fixture(scope="module")
def site(packages: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ForeignSite]:
    site = ForeignSite(tmp_path_factory.mktemp("site"), packages)
    site.add_hub()
    site.python(PEOPLE)
    with site.server():
        yield site


@pytest.fixture(scope="module")
def app(site: ForeignSite) -> App:
    return site.create_app()


@pytest.fixture(scope="module")
def her_browser(site: ForeignSite) -> requests.Session:
    return http_flow.sign_in(site.url, "alice", PASSWORD)


def test_packages_come_from_the_wheel_and_the_project_does_not(site: ForeignSite) -> None:
    found = site.python("import hub_oauth, hub_teams; answer = [hub_oauth.__file__, hub_teams.__file__]")

    assert [Path(file).parents[1] for file in found] == [site.packages] * 2
    with pytest.raises(ServerError, match="No module named 'hub_project'"):
        site.python("import hub_project")


def test_checks_are_silent(site: ForeignSite) -> None:
    assert "no issues (0 silenced)" in site.manage("check", "--database", "default")


def test_no_migration_is_missing(site: ForeignSite) -> None:
    assert "No changes detected" in site.manage("makemigrations", "--check", "--dry-run")


def test_app_gets_profile_and_teams(site: ForeignSite, app: App, her_browser: requests.Session) -> None:
    tokens = http_flow.connect(her_browser, site.url, app)

    me = http_flow.get(site.url, "/api/auth/me", tokens["access_token"]).json()
    teams = http_flow.get(site.url, "/api/user/teams", tokens["access_token"]).json()["results"]

    assert me == {"id": "1", "username": "alice", "email": "alice@example.org", "display_name": "Alice Silva"}
    assert teams == [{"id": "1", "name": "Planners", "slug": "planners", "role": "owner"}]


def test_tokens_rotate(site: ForeignSite, app: App, her_browser: requests.Session) -> None:
    tokens = http_flow.connect(her_browser, site.url, app)

    fresh = http_flow.refresh(site.url, app, tokens["refresh_token"]).json()

    assert http_flow.get(site.url, "/api/auth/me", fresh["access_token"]).status_code == HTTPStatus.OK
    assert http_flow.get(site.url, "/api/auth/me", tokens["access_token"]).status_code == HTTPStatus.UNAUTHORIZED


def test_stranger_signs_in_on_the_hosts_own_page(site: ForeignSite, app: App) -> None:
    response = http_flow.ask(requests.Session(), site.url, authorize_params(app))

    assert response.headers["Location"].startswith("/accounts/login/?next=/api/oauth/authorize")


def test_consent_page_has_its_style(site: ForeignSite, app: App, her_browser: requests.Session) -> None:
    page = http_flow.ask(her_browser, site.url, authorize_params(app, prompt="consent"))
    style = re.search(r'<link rel="stylesheet" href="([^"]+)">', page.text)
    assert style

    response = requests.get(site.url + style[1], timeout=http_flow.TIMEOUT)

    assert response.headers["Content-Type"] == "text/css"
    assert "--hub-" in response.text


def test_error_page_is_ours(site: ForeignSite) -> None:
    response = requests.get(f"{site.url}/api/oauth/authorize?client_id=unknown", timeout=http_flow.TIMEOUT)

    assert response.status_code == HTTPStatus.BAD_REQUEST
    assert "hub_oauth/hub.css" in response.text


def test_person_takes_the_access_away(site: ForeignSite, her_browser: requests.Session) -> None:
    app = site.create_app()
    token = http_flow.connect(her_browser, site.url, app)["access_token"]
    where = f"{site.url}/account/apps/{app.client_id}/remove"

    form = form_with(her_browser.get(where, timeout=http_flow.TIMEOUT).text, "csrfmiddlewaretoken")
    removed = her_browser.post(where, form.fields, timeout=http_flow.TIMEOUT)

    assert removed.url == f"{site.url}/account/apps"
    assert http_flow.get(site.url, "/api/auth/me", token).status_code == HTTPStatus.UNAUTHORIZED


def test_administrator_finds_the_apps(site: ForeignSite, app: App, her_browser: requests.Session) -> None:
    path = f"/admin/hub_oauth/clientprofile/?q={app.client_id}"
    page = her_browser.get(site.url + path, timeout=http_flow.TIMEOUT)

    assert "Acme Planner" in page.text


@pytest.mark.parametrize("missing", ["oauth2_provider", "rest_framework"])
def test_missing_app_is_named_by_the_checks(missing: str, site: ForeignSite) -> None:
    site.add(f"without_{missing}.py", f"from site_of_theirs.settings import *\nINSTALLED_APPS.remove({missing!r})\n")

    with pytest.raises(ServerError, match=rf"\(hub_oauth.E005\) {missing} is not installed"):
        site.manage("check", "--settings", f"without_{missing}")
