"""The pages for developers: the way in, the document, the reference, and the app behind them."""

from __future__ import annotations

import textwrap
from io import StringIO
from typing import Any

import pytest
import yaml
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django.fixtures import Settings

from hub_oauth import clients
from hub_oauth.audit import SYSTEM
from hub_oauth.models import AuditEvent
from hub_project.developers import client as docs_client
from hub_project.developers import document, front
from hub_project.middleware import WITH_SCRIPTS
from tests.support.server import ROOT

ISSUER = "http://127.0.0.1:8000"

pytestmark = pytest.mark.django_db


@pytest.fixture
def developing(settings: Settings) -> None:
    settings.DEBUG = True  # else a single-page app may not come back to this computer


def create(*scopes: str) -> str:
    output = StringIO()
    call_command("hub_create_docs_client", *(f"--scope={scope}" for scope in scopes), stdout=output)
    return output.getvalue()


def served(address: str = "/developers/openapi.yaml") -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(Client().get(address).content)  # JSON is YAML, too
    return loaded


class TestDocument:
    def test_it_is_the_committed_one_with_every_address_in_full(self) -> None:
        found = served()
        flow = found["components"]["securitySchemes"]["oauth2"]["flows"]["authorizationCode"]
        assert flow["authorizationUrl"] == f"{ISSUER}/api/oauth/authorize"
        assert found.pop("servers") == [{"url": ISSUER}]
        for name in ("authorizationUrl", "tokenUrl", "refreshUrl"):
            flow[name] = flow[name].removeprefix(ISSUER)
        assert found == yaml.safe_load((ROOT / "docs" / "openapi.yaml").read_text())

    def test_both_forms_say_the_same(self) -> None:
        assert served("/developers/openapi.json") == served()

    def test_it_is_in_english_whoever_asks_first(self) -> None:
        document.rendered.cache_clear()
        first = Client().get("/developers/openapi.json", headers={"Accept-Language": "ar"}).json()
        document.rendered.cache_clear()
        assert first == served()

    @pytest.mark.parametrize("form", ["yaml", "json"])
    def test_a_tool_on_another_page_may_read_it(self, form: str) -> None:
        response = Client().get(f"/developers/openapi.{form}")
        assert response.headers["Content-Type"] == f"application/{form}"
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert response.headers["Cache-Control"] == "public, max-age=3600"


def test_discovery_leads_to_these_pages() -> None:
    server = Client().get("/.well-known/oauth-authorization-server").json()
    resource = Client().get("/.well-known/oauth-protected-resource").json()
    assert server["service_documentation"] == resource["resource_documentation"] == "http://127.0.0.1:8000/developers/"
    assert Client().get("/developers/").status_code == 200


class TestReference:
    @pytest.mark.parametrize("address", ["/developers/api/", "/developers/api/oauth2-redirect.html"])
    def test_it_runs_scripts_of_this_site_alone(self, address: str) -> None:
        headers = Client().get(address).headers
        assert headers["Content-Security-Policy"] == WITH_SCRIPTS
        # Else the window that comes back finds nobody who waits for it.
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"

    def test_without_its_app_it_says_what_to_do(self) -> None:
        page = Client().get("/developers/api/").content.decode()
        assert "manage.py hub_create_docs_client" in page
        assert 'data-client-id=""' in page

    @pytest.mark.usefixtures("developing")
    def test_with_its_app_it_offers_what_that_may_ask_for(self) -> None:
        create("profile:read", "teams:read")
        page = Client().get("/developers/api/").content.decode()
        assert 'data-client-id="hub-developers"' in page
        assert 'data-scopes="profile:read teams:read"' in page

    @pytest.mark.usefixtures("developing")
    def test_an_app_that_is_off_is_not_offered(self) -> None:
        create()
        found = docs_client.find()
        assert found is not None
        clients.disable(found, act=SYSTEM)
        assert 'data-client-id=""' in Client().get("/developers/api/").content.decode()


class TestFrontPage:
    def test_the_sample_has_twelve_lines_at_most_and_the_issuer(self) -> None:
        page = Client().get("/developers/").content.decode()
        sample = page.partition("<code>import")[2].partition("</pre>")[0].splitlines()
        assert len(sample) <= 12
        assert ISSUER in "".join(sample)

    def test_the_same_sample_stands_in_the_documentation(self) -> None:
        on_paper = (ROOT / "docs" / "developers.md").read_text().partition("```python\n")[2].partition("   ```")[0]
        ours = front.sample().replace(ISSUER, "https://hub.example")
        assert textwrap.dedent(on_paper).split() == ours.split()

    def test_whoever_may_register_apps_is_led_there(self, alice: User, admin_user: User) -> None:
        pages = {}
        for person in (alice, admin_user):
            browser = Client()
            browser.force_login(person)
            pages[person] = browser.get("/developers/").content.decode()
        assert "/admin/hub_oauth/clientprofile/add/" in pages[admin_user]
        assert "/admin/" not in pages[alice]
        assert "An administrator of Hub does that" in pages[alice]


@pytest.mark.usefixtures("developing")
class TestCommand:
    def test_the_app_is_public_and_may_ask_who_somebody_is(self) -> None:
        assert "Made hub-developers" in create()
        found = docs_client.find()
        assert found is not None
        assert docs_client.scopes_of(found) == ("profile:read",)
        assert not found.hub_profile.is_confidential
        assert found.redirect_uris.split() == [
            f"{ISSUER}/developers/api/oauth2-redirect.html",
            f"{ISSUER}/developers/playground/callback",
        ]

    def test_a_second_time_changes_nothing(self) -> None:
        create()
        events = AuditEvent.objects.count()
        assert "Found" in create()
        assert clients.with_profiles().count() == 1
        assert AuditEvent.objects.count() == events

    def test_a_new_issuer_and_other_scopes_are_taken_on(self, settings: Settings) -> None:
        create()
        settings.HUB_OAUTH = {**settings.HUB_OAUTH, "ISSUER": "https://other.example"}
        create("teams:read")
        found = docs_client.find()
        assert found is not None
        assert docs_client.scopes_of(found) == ("teams:read",)
        assert all(uri.startswith("https://other.example/") for uri in found.redirect_uris.split())

    def test_an_unknown_scope_is_one_sentence_and_makes_nothing(self) -> None:
        with pytest.raises(CommandError, match="'everything' is not a permission here"):
            create("everything")
        assert docs_client.find() is None
