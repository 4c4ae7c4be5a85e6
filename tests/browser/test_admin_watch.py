"""An administrator finds out why an app fails and whom it concerns, revokes, and exports the log."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Page, expect

from tests.browser.conftest import SignedIn
from tests.browser.person import authorize_url, button, fits, heading
from tests.support import axe, http_flow
from tests.support.app import App
from tests.support.authlib_client import connect
from tests.support.browser import OpenPage
from tests.support.ledger import Ledger
from tests.support.server import HubServer

ME = "/api/auth/me"
REDIRECT_URI = "http://127.0.0.1:9/callback"  # nobody listens there
# What stock Django draws around our pages.
STOCK = ("label-title-only", "target-size", 'link-in-text-block: [\'<a href="?">')


@pytest.fixture
def admin(page: Page, signed_in: SignedIn, ledger: Ledger) -> Page:
    return signed_in(page, "admin")


@pytest.fixture(scope="module")
def ledger_app(hub: HubServer) -> App:
    return hub.create_app("--name", "Acme Watch", redirect_uri=REDIRECT_URI)


@pytest.fixture
def base(hub: HubServer) -> str:
    return f"{hub.url}/admin/hub_oauth"


def test_the_doctor_says_what_differs(admin: Page, hub: HubServer, base: str, ledger_app: App) -> None:
    admin.goto(f"{base}/requestfailure/")
    admin.get_by_role("link", name="Request doctor").click()
    admin.get_by_label("The address that the app sends people to").fill(
        authorize_url(hub.url, ledger_app, redirect_uri=f"{REDIRECT_URI}/", scope="everything")
    )
    button(admin, "Examine").click()
    expect(admin.get_by_role("heading", name="This request is refused")).to_be_visible()
    expect(admin.get_by_role("main")).to_contain_text("trailing slash")
    row = admin.get_by_role("row").filter(has_text="Every scope exists")
    expect(row).to_contain_text("Failed")


@pytest.fixture
def telephone(open_page: OpenPage, signed_in: SignedIn) -> Page:
    return signed_in(open_page(viewport={"width": 320, "height": 640}), "admin")


def test_a_name_that_is_one_long_word_fits_on_a_telephone(hub: HubServer, base: str, telephone: Page) -> None:
    name = "W" * 60
    app = hub.create_app("--name", name)
    telephone.goto(f"{base}/clientprofile/?q={app.client_id}")
    telephone.get_by_role("link", name=name).click()
    turn_off = telephone.get_by_role("link", name="Turn off")
    expect(turn_off).to_be_visible()
    assert fits(telephone)
    turn_off.click()
    expect(telephone.get_by_label("Why")).to_be_visible()
    assert fits(telephone)


def test_what_was_pasted_fits_on_a_telephone(hub: HubServer, base: str, ledger_app: App, telephone: Page) -> None:
    page = telephone
    page.goto(f"{base}/requestfailure/doctor/")
    page.get_by_label("The address that the app sends people to").fill(
        f"{authorize_url(hub.url, ledger_app)}&{'w' * 300}=1"
    )
    button(page, "Examine").click()
    expect(page.get_by_role("heading", name="Also")).to_be_visible()
    assert fits(page)


def test_a_reference_code_leads_to_its_reason(
    admin: Page, hub: HubServer, base: str, ledger_app: App, page_errors: list[str]
) -> None:
    admin.goto(authorize_url(hub.url, ledger_app, redirect_uri="https://elsewhere.example/"))
    page_errors.clear()  # the error page's own status
    code = admin.locator("footer, main").get_by_text("Reference").first.locator("..").locator("code").first.inner_text()
    admin.goto(f"{base}/requestfailure/doctor/")
    admin.get_by_label("The address that the app sends people to").fill(code)
    button(admin, "Examine").click()
    expect(admin.get_by_role("heading", name=f"Reference code {code}")).to_be_visible()
    expect(admin.get_by_role("main")).to_contain_text("an address that is not registered for it")


def test_consents_chosen_in_the_list_are_revoked_with_a_reason(
    admin: Page, hub: HubServer, base: str, ledger_app: App
) -> None:
    tokens = {name: connect(hub, ledger_app, name).token["access_token"] for name in ("alice", "bob", "charlie")}
    admin.goto(f"{base}/consent/?app={ledger_app.client_id}&status=live")
    for name in ("alice", "bob"):
        admin.get_by_role("row").filter(has_text=name).get_by_role("checkbox").check()
    admin.get_by_label("Action:").select_option("Revoke selected consents")
    button(admin, "Run").or_(button(admin, "Go")).click()
    expect(admin.get_by_role("main")).to_contain_text("This disconnects 2 people from 1 app; 2 sessions end now.")
    admin.get_by_label("Why, for the audit log").fill("It spams.")
    button(admin, "Revoke").click()
    expect(admin.get_by_text("2 consents were revoked.")).to_be_visible()
    answers = {name: http_flow.get(hub.url, ME, token).status_code for name, token in tokens.items()}
    assert answers == {"alice": 401, "bob": 401, "charlie": 200}


def test_the_log_is_exported_with_its_filters(admin: Page, base: str, ledger_app: App) -> None:
    admin.goto(f"{base}/auditevent/?app={ledger_app.client_id}&event=client.created")
    admin.get_by_role("link", name="Export").click()
    with admin.expect_download() as download:
        button(admin, "Export").click()
    rows = list(csv.DictReader(Path(download.value.path()).read_text().splitlines()))
    assert [(row["event"], row["client_label"]) for row in rows] == [("client.created", "Acme Watch")]


@pytest.fixture(scope="module")
def addresses(hub: HubServer, demo: object, ledger_app: App) -> list[str]:
    """Every page of this part of the admin, with a refused request to show."""
    connect(hub, ledger_app, "charlie")
    requests.get(authorize_url(hub.url, ledger_app, redirect_uri=f"{REDIRECT_URI}/other"), timeout=10)
    app, consent = hub.python(
        "from hub_oauth.models import ClientProfile, Consent\n"
        "print(ClientProfile.objects.get(application__name='Acme Watch').pk, Consent.objects.latest('pk').pk)"
    ).split()
    of_app, of_consent = (
        f"clientprofile/{app}/activity/",
        [f"consent/{consent}/{page}/" for page in ("change", "revoke")],
    )
    lists = ["requestfailure/", "consent/", "auditevent/"]
    code = f"clientprofile/{app}/snippets/"
    return [*lists, "requestfailure/doctor/", of_app, code, *of_consent, "auditevent/export/"]


@pytest.mark.parametrize("look", [("light", 320, "en"), ("dark", 320, "ar"), ("dark", 1280, "en")], ids=str)
def test_every_page_is_accessible_and_fits_and_breaks_no_policy(
    base: str, addresses: list[str], open_page: OpenPage, signed_in: SignedIn, look: tuple[str, int, str]
) -> None:
    theme, width, language = look
    view = {"color_scheme": theme, "viewport": {"width": width, "height": 640}, "locale": language}
    page = signed_in(open_page(**view), "admin")
    for address in addresses:
        answer = page.goto(f"{base}/{address}")
        assert answer is not None
        assert answer.status == 200
        expect(heading(page).last).to_be_visible()
        assert [found for found in axe.violations(page) if not found.startswith(STOCK)] == []
        assert fits(page), address
