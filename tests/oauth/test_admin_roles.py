"""Each role sees and does what its permissions say: every page, every link on it, every form."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from hub_oauth import roles
from hub_oauth.models import AuditEvent, ClientSecret, Consent, RequestFailure
from tests.support import flow
from tests.support.admin import APPS, AUDIT, CONSENTS, everything_kept, page_of, profile_of
from tests.support.app import App, authorize_params
from tests.support.html import form_with
from tests.support.rows import nothing_changes

FAILURES = "/admin/hub_oauth/requestfailure/"
VIEWER, OPERATOR, MANAGER, AUDITOR = roles.ROLES
OF_AN_APP = ("change", "history", "activity", "snippets", "delete", "secrets", "revoke_secret", "turn_off", "turn_on")
VIEWED = {"apps", "change", "history", "activity", "snippets", "failures", "failure", "doctor", "consents", "consent"}
OPERATED = VIEWED | {"add", "secrets", "revoke_secret", "turn_off", "turn_on", "revoke"}
LOG = {"audit", "event"}
# Role -> the pages that open.
OPEN = {
    VIEWER: VIEWED,
    OPERATOR: OPERATED,
    MANAGER: OPERATED | LOG | {"delete"},
    AUDITOR: VIEWED | LOG | {"export"},
}


class Links(HTMLParser):
    """Where a page of the admin leads to within the Hub's section, and its buttons."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.addresses: set[str] = set()
        self.buttons: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.addresses.add(given.get("href", ""))
        if tag == "input" and given.get("type") == "submit":
            self.buttons.append(given.get("name", given.get("value", "")))


def pages_for(app: App) -> dict[str, str]:
    """Every page of the section, by name."""
    secret = ClientSecret.objects.get(application=profile_of(app).application)
    found = {name: page_of(app, name) for name in OF_AN_APP if name != "revoke_secret"}
    revoke = reverse("admin:hub_oauth_clientprofile_revoke_secret", args=[profile_of(app).pk, secret.pk])
    consent, event = Consent.objects.get().pk, AuditEvent.objects.latest("pk").pk
    lists = {"apps": APPS, "add": f"{APPS}add/", "consents": CONSENTS, "audit": AUDIT, "failures": FAILURES}
    rows = {
        "consent": f"{CONSENTS}{consent}/change/",
        "revoke": f"{CONSENTS}{consent}/revoke/",
        "event": f"{AUDIT}{event}/change/",
        "failure": f"{FAILURES}{RequestFailure.objects.get().pk}/change/",
    }
    more = {"doctor": f"{FAILURES}doctor/", "export": f"{AUDIT}export/"}
    return {**found, "revoke_secret": revoke, **lists, **rows, **more}


@pytest.fixture
def pages(alice: User, web_app: App) -> dict[str, str]:
    flow.connect(alice, web_app)
    flow.ask(flow.signed_in(alice), authorize_params(web_app, response_type="token"))
    return pages_for(web_app)


def in_role(user: User, role: str) -> Client:
    roles.create_groups()
    user.is_staff = True
    user.save()
    user.groups.set([Group.objects.get(name=role)])
    return flow.signed_in(user)


@pytest.mark.parametrize("role", OPEN)
def test_a_role_opens_its_pages_and_no_other(bob: User, pages: dict[str, str], role: str) -> None:
    browser = in_role(bob, role)
    opened = {name for name, path in pages.items() if browser.get(path).status_code == 200}
    assert opened == OPEN[role]


@pytest.mark.parametrize("role", OPEN)
def test_a_role_sends_no_form_of_another(bob: User, pages: dict[str, str], role: str) -> None:
    browser = in_role(bob, role)
    token = form_with(browser.get("/admin/").content.decode(), "csrfmiddlewaretoken").fields
    with nothing_changes():
        for name in set(pages) - OPEN[role]:
            assert browser.post(pages[name], {**token, "name": "Mine"}).status_code == 403, name


@pytest.mark.parametrize("role", [VIEWER, AUDITOR])
def test_whoever_only_looks_changes_nothing(bob: User, pages: dict[str, str], role: str) -> None:
    browser = in_role(bob, role)
    token = form_with(browser.get("/admin/").content.decode(), "csrfmiddlewaretoken").fields
    with nothing_changes():
        for name, path in pages.items():
            answer = browser.post(path, {**token, "name": "Mine", "action": "revoke_selected", "_selected_action": "1"})
            assert answer.status_code in (200, 302, 403, 405), name


@pytest.mark.parametrize("role", OPEN)
def test_no_page_shows_a_link_or_button_that_is_refused(bob: User, pages: dict[str, str], role: str) -> None:
    browser = in_role(bob, role)
    found: set[str] = set()
    for name in OPEN[role]:
        links = Links(browser.get(pages[name]).content.decode())
        found |= {urljoin(pages[name], each) for each in links.addresses}
        if role in (VIEWER, AUDITOR):
            assert set(links.buttons) <= {"Search", "Examine", "Export", ""}, (name, links.buttons)
    for address in found - set(pages.values()):
        if urlsplit(address).path.startswith("/admin/hub_oauth/") and not urlsplit(address).query:
            assert browser.get(address).status_code in (200, 302), address
    assert {address for name, address in pages.items() if name not in OPEN[role]}.isdisjoint(found)


@pytest.mark.yardstick("L5")
@pytest.mark.parametrize("role", OPEN)
def test_no_role_reads_a_secret(bob: User, web_app: App, pages: dict[str, str], role: str) -> None:
    browser = in_role(bob, role)
    for path in pages.values():
        assert str(web_app.secret) not in browser.get(path).content.decode()
    assert str(web_app.secret) not in everything_kept()


def test_an_operator_sets_no_badge_and_allows_nothing_sensitive(bob: User, web_app: App, pages: dict[str, str]) -> None:
    browser = in_role(bob, OPERATOR)
    page = browser.get(pages["change"]).content.decode()
    for field in ("verified", "first_party"):
        assert f'name="{field}"' not in page
    form = form_with(page, "support_email").values
    sent = {**form, "redirect_uris": web_app.redirect_uri, "verified": "on", "first_party": "on", "name": "Acme Two"}
    browser.post(pages["change"], sent)
    profile = profile_of(web_app)
    assert (profile.application.name, profile.verified_at, profile.first_party) == ("Acme Two", None, False)


# The command


def test_groups_are_made_once_and_completed_later(db: None) -> None:
    call_command("hub_create_groups", verbosity=0)
    group = Group.objects.get(name=VIEWER)
    group.permissions.clear()
    assert roles.create_groups() == dict.fromkeys(roles.ROLES, False)
    assert group.permissions.count() == 2
    assert Group.objects.count() == 4


@pytest.mark.parametrize("name", roles.ROLES)
def test_a_role_names_permissions_that_exist(db: None, name: str) -> None:
    roles.create_groups()
    assert Group.objects.get(name=name).permissions.count() == len(roles.ROLES[name])
