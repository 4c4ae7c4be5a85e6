"""Apps known only by a document of their own: asked for when a person is there, kept once one allows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils.html import escape
from pytest_django.fixtures import Settings

from hub_oauth import clients
from hub_oauth.audit import SYSTEM
from hub_oauth.client_documents import answers
from hub_oauth.dot.applications import new_application
from hub_oauth.models import AuditEvent, ClientProfile, Consent, Grant
from tests.support import flow
from tests.support.admin import administrator, page_of, send, staff
from tests.support.answers import ME
from tests.support.app import App, Pkce, answer_of, authorize_params
from tests.support.document_site import URL, DocumentSite, answer, claims
from tests.support.rows import nothing_changes

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

pytestmark = [pytest.mark.django_db, pytest.mark.yardstick("L3")]
SERVER = "/.well-known/oauth-authorization-server"
AGENT = App(URL, "http://127.0.0.1:7777/callback", None, ("profile:read",))


@pytest.fixture
def site(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[DocumentSite]:
    """Whatever host is asked for, this site answers."""
    with DocumentSite(tmp_path) as site:
        monkeypatch.setattr(answers, "fetcher", site.fetcher())
        yield site


@pytest.fixture(autouse=True)
def anybody(settings: Settings) -> None:
    welcome(settings, "any")


def welcome(settings: Settings, mode: str, **more: Any) -> None:
    settings.HUB_OAUTH = {"ISSUER": "http://127.0.0.1:8000", "CLIENT_ID_DOCUMENTS": mode, **more}


def ask(user: User | None, **over: str | None) -> Response:
    browser = Client() if user is None else flow.signed_in(user)
    return flow.ask(browser, authorize_params(AGENT, **over))


def connected(user: User) -> Grant:
    flow.connect(user, AGENT)
    return Grant.objects.latest("pk")


def test_it_goes_all_the_way(site: DocumentSite, alice: User) -> None:
    tokens = flow.connect(alice, AGENT)
    answered = Client().get(ME, headers={"Authorization": f"Bearer {tokens['access_token']}"})
    assert answered.json()["username"] == "alice"
    again = flow.refreshed(AGENT, tokens)
    assert flow.revoke(AGENT, again["refresh_token"]).json() == {}
    assert Client().get(ME, headers={"Authorization": f"Bearer {again['access_token']}"}).status_code == 401
    assert len(site.heard) == 1


def test_the_page_shows_its_domain_first(site: DocumentSite, alice: User) -> None:
    page = ask(alice).content.decode()
    assert "Allow <bdi" not in page.partition("<h1>")[0]
    assert '<bdi dir="auto">tool.example</bdi>' in page.partition("<h1>")[0]
    assert 'It calls itself <bdi dir="auto">Acme Agent</bdi>.' in page
    assert "Acme Agent" not in page.partition("<h1>")[2].partition("</h1>")[0]
    assert escape("Nobody registered this app here.") in page
    assert "Not verified" in page
    assert "Nobody here has connected it before." in page
    assert "<img" not in page


def test_looking_writes_nothing(site: DocumentSite, alice: User) -> None:
    browser = flow.signed_in(alice)
    with nothing_changes():
        assert flow.ask(browser, authorize_params(AGENT)).status_code == 200
    assert not ClientProfile.objects.exists()


def test_cancel_writes_no_app(site: DocumentSite, alice: User) -> None:
    browser = flow.signed_in(alice)
    response = flow.consent(browser, authorize_params(AGENT), "deny")
    assert answer_of(response)["error"] == "access_denied"
    assert not ClientProfile.objects.exists()
    assert AuditEvent.objects.get(event="consent.denied").client_id == URL


def test_allow_writes_one(site: DocumentSite, alice: User, bob: User) -> None:
    connected(alice)
    connected(bob)
    [profile] = ClientProfile.objects.select_related("application")
    application = profile.application
    assert (application.client_id, application.name, profile.claimed_name) == (URL, "tool.example", "Acme Agent")
    assert (profile.known_by, profile.kind, profile.owner, profile.verified_at) == ("document", "native", None, None)
    assert profile.scopes_allowed == ("profile:read", "teams:read")  # nothing sensitive
    assert AuditEvent.objects.filter(event="client.created", client_id=URL).count() == 1


# Off, and whom it lets in


@pytest.mark.parametrize("mode", ["off", "allow-list"])
@pytest.mark.parametrize("signed_in", [True, False])
def test_who_is_not_welcome_is_not_asked(
    site: DocumentSite, alice: User, settings: Settings, mode: str, signed_in: bool
) -> None:
    welcome(settings, mode, CLIENT_ID_DOCUMENT_HOSTS=["other.example", ".tool.example.evil.example"])
    response = ask(alice if signed_in else None)
    assert response.status_code == 400
    assert "No such client, or it is turned off." in response.content.decode()
    assert site.heard == []


@pytest.mark.parametrize("listed", ["tool.example", ".tool.example", ".example"])
def test_who_is_on_the_list_is(site: DocumentSite, alice: User, settings: Settings, listed: str) -> None:
    welcome(settings, "allow-list", CLIENT_ID_DOCUMENT_HOSTS=[listed])
    assert ask(alice).status_code == 200


def test_the_list_counts_when_the_person_answers(site: DocumentSite, alice: User, settings: Settings) -> None:
    browser = flow.signed_in(alice)
    page = flow.ask(browser, authorize_params(AGENT))
    welcome(settings, "off")
    with nothing_changes():
        assert flow.answer(browser, page).status_code == 400


def test_the_metadata_says_so_only_where_it_is_on(settings: Settings) -> None:
    assert Client().get(SERVER).json()["client_id_metadata_document_supported"] is True
    welcome(settings, "off")
    assert "client_id_metadata_document_supported" not in Client().get(SERVER).json()


@pytest.mark.parametrize(
    "url", ["https://tool.example:6379/x", "https://127.0.0.1/x", "https://tool.example/" + "a" * 240]
)
def test_an_address_that_none_may_have_is_refused_before_the_sign_in(site: DocumentSite, url: str) -> None:
    response = ask(None, client_id=url)
    assert response.status_code == 400
    assert "No client can be made of client_id" in response.content.decode()
    assert site.heard == []


# Strangers


def test_for_a_stranger_nobody_is_asked(site: DocumentSite) -> None:
    response = ask(None)
    assert response.status_code == 302
    assert urlsplit(response.headers["Location"]).path == "/login"
    assert site.heard == []


def test_a_stranger_is_never_sent_to_it(site: DocumentSite) -> None:
    """Not even by prompt=none: whoever writes a document would make the Hub an open redirector."""
    for over in ({"prompt": "none"}, {"prompt": "none", "scope": "nonsense"}, {"response_type": "token"}):
        response = ask(None, **over)
        assert "tool.example" not in response.headers.get("Location", "").partition("?")[0]
        assert "127.0.0.1:7777" not in response.headers.get("Location", "").partition("?")[0]
    assert ask(None, prompt="none").status_code == 400
    assert site.heard == []


def test_it_never_skips_the_page(site: DocumentSite, alice: User) -> None:
    site.script = answer(claims(redirect_uris=["https://tool.example/callback"]))
    hosted = App(URL, "https://tool.example/callback", None, ("profile:read",), Pkce.new())
    flow.connect(alice, hosted)
    assert flow.ask(flow.signed_in(alice), authorize_params(hosted)).status_code == 200
    silent = flow.ask(flow.signed_in(alice), authorize_params(hosted, prompt="none"))
    assert answer_of(silent)["error"] == "consent_required"


def test_an_error_goes_back_with_the_person(site: DocumentSite, alice: User) -> None:
    assert answer_of(ask(alice, scope="nonsense"))["error"] == "invalid_scope"


def test_where_it_comes_back_to_must_stand_in_the_document(site: DocumentSite, alice: User) -> None:
    response = ask(alice, redirect_uri="https://tool.example/other")
    assert response.status_code == 400
    assert "Location" not in response.headers


def test_a_document_that_lies_connects_nobody(site: DocumentSite, alice: User) -> None:
    site.script = answer(claims(client_id="https://bank.example/client.json"))
    with nothing_changes():
        response = ask(alice)
    assert response.status_code == 400
    assert "client_id in the document is not the address of the document." in response.content.decode()


@pytest.mark.parametrize("scope", ["teams:write", "profile:read teams:write"])
def test_what_is_sensitive_is_not_for_it(site: DocumentSite, alice: User, scope: str) -> None:
    assert answer_of(ask(alice, scope=scope))["error"] == "invalid_scope"


def test_the_site_may_say_what_is(site: DocumentSite, alice: User, settings: Settings) -> None:
    welcome(settings, "any", CLIENT_ID_DOCUMENT_SCOPES=["teams:write"])
    assert ask(alice, scope="teams:write").status_code == 200
    assert answer_of(ask(alice, scope="profile:read"))["error"] == "invalid_scope"


# How often anybody is asked


def test_it_is_asked_once_and_then_known(site: DocumentSite, alice: User, bob: User) -> None:
    ask(alice)
    ask(bob)
    assert len(site.heard) == 1
    cache.clear()
    ask(alice)
    assert len(site.heard) == 2


@pytest.mark.parametrize(("said", "kept"), [(None, 300), (0, 60), (59, 60), (600, 600), (10**8, 3600)])
def test_how_long_it_is_known(said: int | None, kept: int) -> None:
    assert answers.within_bounds(said) == kept


def test_one_that_failed_is_left_alone_for_a_while(site: DocumentSite, alice: User, bob: User) -> None:
    site.script = answer(b"nonsense")
    assert (ask(alice).status_code, ask(bob).status_code) == (400, 400)
    assert len(site.heard) == 1


@pytest.mark.parametrize("limit", ["documents.user", "documents.address", "documents.host", "documents.all"])
def test_nobody_can_have_the_hub_ask_without_end(
    site: DocumentSite, alice: User, settings: Settings, limit: str
) -> None:
    welcome(settings, "any", THROTTLES={limit: "2/h"})
    site.script = answer(b"nonsense")
    statuses = [ask(alice, client_id=f"https://tool.example/{number}").status_code for number in range(4)]
    assert statuses == [400, 400, 429, 429]
    assert len(site.heard) == 2


def test_without_a_cache_nobody_is_asked(site: DocumentSite, alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise ConnectionError

    monkeypatch.setattr(cache, "get", broken)
    assert ask(alice).status_code == 503
    assert site.heard == []


# A document changes


def test_a_new_name_is_a_new_identity(site: DocumentSite, alice: User) -> None:
    confirmed = connected(alice).consent.identity_seen_at
    cache.clear()
    site.script = answer(claims(client_name="Acme Robot"))
    page = ask(alice).content.decode()
    assert "changed its name, publisher or address" in page
    assert ClientProfile.objects.get().claimed_name == "Acme Agent"  # nobody has confirmed it yet
    connected(alice)
    profile = ClientProfile.objects.get()
    assert profile.claimed_name == "Acme Robot"
    assert profile.identity_changed_at > confirmed
    assert Consent.objects.get(revoked_at=None).identity_seen_at == profile.identity_changed_at
    assert AuditEvent.objects.filter(event="client.changed", client_id=URL).count() == 1


def test_the_same_again_changes_nothing(site: DocumentSite, alice: User, bob: User) -> None:
    connected(alice)
    connected(bob)
    assert not AuditEvent.objects.filter(event="client.changed").exists()


def test_the_person_confirms_what_the_page_showed(site: DocumentSite, alice: User) -> None:
    browser = flow.signed_in(alice)
    page = flow.ask(browser, authorize_params(AGENT))
    cache.clear()
    site.script = answer(claims(client_name="Acme Robot"))
    flow.answer(browser, page)
    assert ClientProfile.objects.get().claimed_name == "Acme Agent"


# Administrators


def test_turned_off_it_stays_off(site: DocumentSite, alice: User, bob: User) -> None:
    connected(alice)
    browser = flow.signed_in(bob)
    page = flow.ask(browser, authorize_params(AGENT))
    clients.disable(clients.find(URL), act=SYSTEM)
    cache.clear()
    site.script = answer(claims(client_name="Acme Robot"))
    with nothing_changes():
        assert flow.answer(browser, page).status_code == 400
        assert ask(bob).status_code == 400
        assert ask(None).status_code == 400
    assert len(site.heard) == 1
    assert ClientProfile.objects.get().enabled is False


@pytest.mark.parametrize("claim", [{"first_party": True}, {"verified_at": "2026-01-01T00:00Z"}, {"kind": "web"}])
def test_nobody_can_vouch_for_it(site: DocumentSite, alice: User, claim: dict[str, Any]) -> None:
    connected(alice)
    with pytest.raises(IntegrityError), transaction.atomic():
        ClientProfile.objects.update(**claim)


def test_the_admin_shows_and_filters_it(site: DocumentSite, alice: User, admin_client: Client) -> None:
    connected(alice)
    listed = admin_client.get("/admin/hub_oauth/clientprofile/?known_by__exact=document").content.decode()
    assert "tool.example" in listed
    page = admin_client.get(f"/admin/hub_oauth/clientprofile/{ClientProfile.objects.get().pk}/change/").content.decode()
    assert "Its own document" in page
    assert "Acme Agent" in page


def test_an_app_that_was_registered_calls_itself_nothing(web_app: App, admin_client: Client, bob: User) -> None:
    for browser in (admin_client, staff(bob, "view_clientprofile")):
        page = browser.get(page_of(web_app)).content.decode()
        assert "Registered here" in page
        assert "Calls itself" not in page


def test_an_administrator_turns_it_off_and_changes_nothing_else(site: DocumentSite, alice: User, bob: User) -> None:
    connected(alice)
    browser = administrator(bob)
    assert "_save" not in browser.get(page_of(AGENT)).content.decode()
    assert browser.post(page_of(AGENT), {"name": "Acme Official"}).status_code == 403
    assert send(browser, page_of(AGENT, "turn_off"), reason="Unknown").status_code == 302
    profile = ClientProfile.objects.get()
    assert (profile.enabled, profile.disabled_reason, profile.application.name) == (False, "Unknown", "tool.example")


def test_an_application_of_the_hosts_is_not_taken_over(site: DocumentSite, alice: User) -> None:
    new_application(client_id=URL, name="The host's", confidential=False, redirect_uris=[], origins=[]).save()
    browser = flow.signed_in(alice)
    page = flow.ask(browser, authorize_params(AGENT))
    assert flow.answer(browser, page).status_code == 400
    assert not Grant.objects.exists()


def test_the_clean_up_of_dot_leaves_it_alone(site: DocumentSite, alice: User) -> None:
    connected(alice)
    call_command("clearcimdapplications")
    assert clients.find(URL) is not None
    assert Grant.objects.filter(ended_at=None).count() == 1


# Its pages


@pytest.mark.parametrize("page", ["", "/remove", "/not-me"])
def test_its_pages_have_addresses(site: DocumentSite, alice: User, page: str) -> None:
    connected(alice)
    browser = flow.signed_in(alice)
    listed = browser.get("/account/apps").content.decode()
    address = "/account/apps/~aHR0cHM6Ly90b29sLmV4YW1wbGUvY2xpZW50Lmpzb24"
    assert address in listed
    shown = browser.get(address + page)
    assert shown.status_code == 200
    assert "tool.example" in shown.content.decode()


@pytest.mark.parametrize("encoded", ["~", "~!", "~_w", "~aHR0cHM6Ly9ub2JvZHkuZXhhbXBsZS94"])
def test_an_address_of_no_app_is_not_found(alice: User, encoded: str) -> None:
    assert flow.signed_in(alice).get(f"/account/apps/{encoded}").status_code == 404


def test_it_is_read_by_its_own_pages(site: DocumentSite, alice: User) -> None:
    """A page on its own origin may use the token endpoint; one elsewhere may not."""
    site.script = answer(claims(redirect_uris=["https://tool.example/callback"]))
    hosted = App(URL, "https://tool.example/callback", None, ("profile:read",), Pkce.new())
    code = flow.code_for(alice, hosted)
    for origin, shared in (("https://tool.example", True), ("https://evil.example", False)):
        response = Client().post("/api/oauth/token", {"client_id": URL, "code": code}, headers={"Origin": origin})
        assert ("Access-Control-Allow-Origin" in response.headers) is shared


def test_the_document_is_kept_as_it_was_read(site: DocumentSite, alice: User) -> None:
    site.script = answer(json.dumps(claims()).encode(), "Cache-Control: max-age=600")
    ask(alice)
    body, problem = answers.kept(URL) or (b"", "")
    assert (json.loads(body), problem) == (claims(), "")
