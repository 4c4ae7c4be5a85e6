"""A host whose people are not Django's: UUIDs as keys, an e-mail address to sign in with, no first and last name."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.support import http_flow
from tests.support.app import authorize_params, code_of
from tests.support.foreign import PASSWORD, ForeignSite

MODELS = """
import uuid

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models


class People(BaseUserManager):
    def create_user(self, email, password):
        person = self.model(email=email)
        person.set_password(password)
        person.save()
        return person


class Person(AbstractBaseUser, PermissionsMixin):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    email = models.EmailField(unique=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    USERNAME_FIELD = EMAIL_FIELD = "email"
    objects = People()
"""
SETTINGS = """
INSTALLED_APPS += ["people"]
AUTH_USER_MODEL = "people.Person"
"""
ROWS = f"""
from django.contrib.auth import get_user_model
from hub_teams.models import Membership, Team

alice = get_user_model().objects.create_user("alice@example.org", {PASSWORD!r})
Membership.objects.create(team=Team.objects.create(name="Planners", slug="planners"), user=alice, role="owner")
answer = str(alice.pk)
"""

BOB = f"""
from django.contrib.auth import get_user_model
answer = str(get_user_model().objects.create_user("bob+x@example.org", {PASSWORD!r}).pk)
"""


@pytest.fixture(scope="module")
def site(packages: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ForeignSite]:
    site = ForeignSite(tmp_path_factory.mktemp("site"), packages)
    site.add("people/__init__.py", "")
    site.add("people/models.py", MODELS)
    site.add("site_of_theirs/settings.py", SETTINGS)
    site.manage("makemigrations", "people", "--verbosity", "0")
    site.add_hub()
    with site.server():
        yield site


@pytest.fixture(scope="module")
def alice(site: ForeignSite) -> uuid.UUID:
    """She owns the team; her key."""
    return uuid.UUID(site.python(ROWS))


def test_checks_are_silent(site: ForeignSite) -> None:
    assert "no issues (0 silenced)" in site.manage("check")


def test_whole_flow_works(site: ForeignSite, alice: uuid.UUID) -> None:
    app = site.create_app()
    her_browser = http_flow.sign_in(site.url, "alice@example.org", PASSWORD)
    page = http_flow.ask(her_browser, site.url, authorize_params(app))
    tokens = http_flow.connect(her_browser, site.url, app)
    fresh = http_flow.refresh(site.url, app, tokens["refresh_token"]).json()["access_token"]

    assert "alice@example.org" in page.text
    assert http_flow.get(site.url, "/api/auth/me", fresh).json() == {
        "id": str(alice),
        "username": "alice@example.org",
        "email": "alice@example.org",
        "display_name": "alice@example.org",
    }
    assert http_flow.get(site.url, "/api/user/teams", fresh).json()["results"][0]["role"] == "owner"


def test_people_of_a_team_go_by_their_addresses(site: ForeignSite, alice: uuid.UUID) -> None:
    bob = site.python(BOB)
    app = site.create_app(scopes=("teams:read", "teams:write"))
    her_browser = http_flow.sign_in(site.url, "alice@example.org", PASSWORD)
    page = http_flow.consent(her_browser, site.url, authorize_params(app), teams="all")
    token = http_flow.redeem(site.url, app, code_of(page)).json()["access_token"]
    (team,) = http_flow.get(site.url, "/api/user/teams", token).json()["results"]
    members = f"{site.url}/api/teams/{team['id']}/members"
    headers = {"Authorization": f"Bearer {token}"}

    added = requests.post(members, json={"username": "bob+x@example.org"}, headers=headers, timeout=http_flow.TIMEOUT)
    assert (added.status_code, added.json()["id"]) == (201, bob)
    where = added.headers["Location"]
    changed = requests.patch(where, json={"role": "admin"}, headers=headers, timeout=http_flow.TIMEOUT)
    assert changed.json()["role"] == "admin"
    assert requests.delete(where, headers=headers, timeout=http_flow.TIMEOUT).status_code == 204
