"""The request doctor: the endpoint's own checks, one by one, over what a developer sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import User
from django.test import Client

from hub_oauth import clients, request_doctor
from hub_oauth.audit import SYSTEM
from hub_oauth.authorization_checks import CHECKS
from hub_oauth.errors import CAUSES, Refusal
from hub_oauth.models import AuditEvent, Grant, RequestFailure
from tests.support import flow
from tests.support.admin import APPS, administrator, page_of, profile_of, send, staff
from tests.support.app import App, authorize_params
from tests.support.server import ROOT

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

FAILURES = "/admin/hub_oauth/requestfailure/"
DOCTOR = f"{FAILURES}doctor/"
HERE = "http://127.0.0.1:8000/api/oauth/authorize"
PASSED, FAILED, NOT_REACHED = "passed", "failed", "not_reached"


@pytest.fixture
def admin(alice: User) -> Client:
    return administrator(alice)


def address(app: App, **over: str | None) -> str:
    return f"{HERE}?{urlencode(authorize_params(app, **over))}"


def examine(browser: Client, pasted: str) -> Response:
    return send(browser, DOCTOR, pasted=pasted)


def outcomes(page: Response) -> list[str]:
    return [finding.outcome for finding, _ in page.context["findings"]]


def test_a_sound_request_passes_every_check(admin: Client, web_app: App) -> None:
    page = examine(admin, address(web_app))
    assert outcomes(page) == [PASSED] * len(CHECKS)
    assert "This request passes every check" in page.content.decode()


@pytest.mark.parametrize("pasted", ["{query}", "?{query}", "  {url}\n", "{url}#top", "{url_wrapped}"])
def test_the_query_alone_or_wrapped_is_read_as_well(admin: Client, web_app: App, pasted: str) -> None:
    url = address(web_app)
    given = {"query": url.partition("?")[2], "url": url, "url_wrapped": f"{url[:80]}\r\n{url[80:]}"}
    assert outcomes(examine(admin, pasted.format(**given))) == [PASSED] * len(CHECKS)


@pytest.mark.parametrize(
    "over",
    [
        {"client_id": "nobody"},
        {"client_id": "\0"},
        {"redirect_uri": None},
        {"redirect_uri": "https://app.example/other"},
        {"response_type": "token"},
        {"response_mode": "fragment"},
        {"code_challenge": None},
        {"code_challenge_method": "plain"},
        {"code_challenge": "short"},
        {"state": "x" * 2049},
        {"prompt": "none login"},
        {"max_age": "-1"},
        {"scope": "everything"},
        {"resource": "https://elsewhere.example"},
    ],
)
def test_it_finds_what_the_endpoint_finds(alice: User, web_app: App, over: dict[str, str | None]) -> None:
    params = authorize_params(web_app, **over)
    found = request_doctor.examine(urlencode(params).encode()).first_failure
    flow.ask(flow.signed_in(alice), params)
    assert found is not None
    assert found.refusal is not None
    assert found.refusal.cause == RequestFailure.objects.get().cause


def test_after_a_failure_the_other_checks_are_looked_at_too(admin: Client, web_app: App) -> None:
    page = examine(admin, address(web_app, response_type="token", scope="everything"))
    failed = [finding.refusal.cause for finding, _ in page.context["findings"] if finding.refusal]
    assert failed == ["response_type", "scope_unknown"]
    assert page.context["stops_at"]["refusal"].cause == "response_type"


def test_an_unknown_app_is_as_far_as_it_gets(admin: Client, web_app: App) -> None:
    page = examine(admin, address(web_app, client_id="nobody"))
    assert outcomes(page) == [FAILED] + [NOT_REACHED] * (len(CHECKS) - 1)


def test_an_address_reads_from_left_to_right_in_every_language(admin: Client, web_app: App) -> None:
    """Among Arabic letters the slash at its end would stand at its beginning: what differs could not be seen."""
    received = f"{web_app.redirect_uri}/"
    page = examine(admin, address(web_app, redirect_uri=received)).content.decode()
    for uri in (received, web_app.redirect_uri):
        assert f'<code dir="ltr">{uri}</code>' in page


def test_an_app_that_is_off_is_told_from_one_that_is_unknown(admin: Client, web_app: App) -> None:
    clients.disable(profile_of(web_app).application, act=SYSTEM)
    assert outcomes(examine(admin, address(web_app)))[:3] == [PASSED, FAILED, PASSED]


@pytest.mark.parametrize(
    ("received", "difference"),
    [
        ("http://app.example/callback", "scheme"),
        ("https://www.app.example/callback", "host"),
        ("https://app.example:8443/callback", "port"),
        ("https://app.example/Callback", "path"),
        ("https://app.example/callback/", "trailing slash"),
        ("https://app.example/callback?a=1", "query"),
    ],
)
def test_the_nearest_redirect_uri_is_shown_with_what_differs(
    admin: Client, web_app: App, received: str, difference: str
) -> None:
    page = examine(admin, address(web_app, redirect_uri=received))
    assert page.context["comparison"] == {
        "received": received,
        "nearest": web_app.redirect_uri,
        "difference": difference,
    }
    assert web_app.redirect_uri in page.content.decode()


@pytest.mark.yardstick("L5")
@pytest.mark.parametrize("name", ["client_secret", "code", "code_verifier", "refresh_token"])
def test_a_secret_in_the_address_is_named_and_not_shown(admin: Client, web_app: App, name: str) -> None:
    page = examine(admin, f"{address(web_app)}&{name}=Tr0ub4dor-and-3").content.decode()
    assert f"It carries {name}" in page
    assert "Tr0ub4dor" not in page


@pytest.mark.yardstick("L5")
def test_a_hub_secret_in_the_wrong_place_is_cut_out(admin: Client, web_app: App) -> None:
    page = examine(admin, address(web_app, login_hint="hub_cs_abcdefgh", state="hub_at_abcdefgh"))
    assert "abcdefgh" not in page.content.decode()


def test_nothing_that_is_pasted_is_kept(admin: Client, web_app: App) -> None:
    before = AuditEvent.objects.count()
    examine(admin, address(web_app, state="a-state-of-its-own", redirect_uri="https://app.example/other"))
    assert (AuditEvent.objects.count(), RequestFailure.objects.count(), Grant.objects.count()) == (before, 0, 0)


def test_what_is_odd_beside_the_checks_is_said(admin: Client, web_app: App) -> None:
    wrong = address(web_app).replace(HERE, "https://old.example/authorize").replace("&", "&amp;") + "&nonce=1"
    notes = "\n".join(examine(admin, wrong).context["notes"])
    for sentence in (HERE, "copied out of the source", "nonce"):
        assert sentence in notes


@pytest.mark.yardstick("J7")
@pytest.mark.parametrize("pasted", ["", "garbage", "\0", "a\0=b", "x" * 1_000_000, "=" * 1_000_000, "%" * 9_000, "💥="])
def test_garbage_is_answered_with_a_sentence(admin: Client, pasted: str) -> None:
    page = examine(admin, pasted)
    assert page.status_code == 200
    assert page.context.get("problem") or page.context["findings"]


def refused(browser: Client, app: App, **over: Any) -> str:
    """Make a request that is refused on our own page; its reference code."""
    flow.ask(browser, authorize_params(app, **over))
    return RequestFailure.objects.latest("pk").reference


def test_a_reference_code_leads_to_what_was_refused(admin: Client, web_app: App) -> None:
    code = refused(admin, web_app, redirect_uri="https://app.example/other")
    page = examine(admin, f" {code.lower()} ").content.decode()
    for part in (web_app.client_id, "not registered for it", "add it to the redirect URIs", "invalid_request"):
        assert part in page


@pytest.mark.parametrize("around", ["Reference code {}", "Reference code\n{}", "رمز {}.", "«{}»"])
def test_a_reference_code_is_found_in_the_line_of_the_page(admin: Client, web_app: App, around: str) -> None:
    code = refused(admin, web_app, redirect_uri="https://app.example/other")
    assert examine(admin, around.format(code)).context["code"] == code


def test_a_code_inside_an_address_is_not_taken_for_a_reference(admin: Client, web_app: App) -> None:
    assert "findings" in examine(admin, address(web_app, state="ABCDEFGH2345")).context


@pytest.mark.parametrize("around", ["<{}>", '"{}"', "`{}`", "'{}' "])
def test_what_a_mail_puts_around_an_address_is_left_out(admin: Client, web_app: App, around: str) -> None:
    assert outcomes(examine(admin, around.format(address(web_app)))) == [PASSED] * len(CHECKS)


def test_a_reference_code_leads_to_the_app(admin: Client, web_app: App) -> None:
    code = refused(admin, web_app, redirect_uri="https://app.example/other")
    assert f'href="{page_of(web_app)}"' in examine(admin, code).content.decode()


def test_the_list_of_apps_leads_to_the_doctor_for_those_who_may(admin: Client, bob: User) -> None:
    assert f'href="{DOCTOR}"' in admin.get(APPS).content.decode()
    assert f'href="{DOCTOR}"' not in staff(bob, "change_clientprofile").get(APPS).content.decode()


def test_a_reference_code_leads_to_the_audit_log(admin: Client, web_app: App, bob: User) -> None:
    flow.connect(bob, web_app)
    event = AuditEvent.objects.filter(event="consent.granted").latest("pk")
    assert [found.pk for found in examine(admin, event.reference).context["events"]] == [event.pk]


def test_the_audit_log_has_its_own_permission(web_app: App, bob: User, charlie: User) -> None:
    flow.connect(bob, web_app)
    event = AuditEvent.objects.filter(event="consent.granted").latest("pk")
    page = examine(staff(charlie, "view_clientprofile"), event.reference)
    assert page.context["events"] == []
    assert "consent.granted" not in page.content.decode()


def test_a_code_that_leads_nowhere_says_so(admin: Client) -> None:
    assert "Nothing is kept under this code" in examine(admin, "ABCDEFGH2345").content.decode()


def test_who_may_not_see_apps_may_not_examine(bob: User, web_app: App) -> None:
    assert staff(bob, "view_consent").get(DOCTOR).status_code == 403
    assert flow.signed_in(bob).post(DOCTOR, {"pasted": address(web_app)}).status_code == 403


def test_a_get_examines_nothing(admin: Client, web_app: App) -> None:
    assert "findings" not in admin.get(DOCTOR, {"pasted": address(web_app)}).context


def test_refused_requests_are_listed_in_plain_words(admin: Client, web_app: App) -> None:
    refused(admin, web_app, response_type="token")
    page = admin.get("/admin/hub_oauth/requestfailure/").content.decode()
    assert "The app asks for a flow that is not offered here." in page
    assert DOCTOR in page


def test_refused_requests_lead_to_their_app(admin: Client, web_app: App) -> None:
    refused(admin, web_app, response_type="token")
    for page in (FAILURES, f"{FAILURES}{RequestFailure.objects.get().pk}/change/"):
        assert f'<a href="{page_of(web_app)}">' in admin.get(page).content.decode()


def no_apps(_request: object, visible: Any) -> Any:
    return visible.none()


def test_refused_requests_name_no_app_that_this_person_does_not_see(admin: Client, web_app: App, settings: Any) -> None:
    refused(admin, web_app, response_type="token")
    settings.HUB_OAUTH = {**settings.HUB_OAUTH, "ADMIN_CLIENTS": f"{__name__}.no_apps"}
    for page in (FAILURES, f"{FAILURES}{RequestFailure.objects.get().pk}/change/"):
        assert page_of(web_app) not in admin.get(page).content.decode()


def test_refused_requests_lead_to_where_their_cause_is_explained(admin: Client, web_app: App, settings: Any) -> None:
    settings.HUB_OAUTH = {**settings.HUB_OAUTH, "ERROR_DOCS_URL": "https://docs.example/errors"}
    code = refused(admin, web_app, response_type="token")
    row = admin.get(f"{FAILURES}{RequestFailure.objects.get().pk}/change/")
    pages = (
        row,
        admin.get(page_of(web_app, "activity")),
        examine(admin, code),
        examine(admin, address(web_app, response_type="token")),
    )
    for page in pages:
        assert 'href="https://docs.example/errors#response_type"' in page.content.decode()


def test_without_explanations_no_link_is_shown(admin: Client, web_app: App) -> None:
    refused(admin, web_app, response_type="token")
    assert "#response_type" not in admin.get(page_of(web_app, "activity")).content.decode()


def test_whoever_sees_apps_sees_refused_requests(bob: User, web_app: App) -> None:
    browser = staff(bob, "view_clientprofile")
    failure = RequestFailure.objects.create(endpoint="token", error="invalid_grant", cause="code_expired")
    assert browser.get(f"/admin/hub_oauth/requestfailure/{failure.pk}/change/").status_code == 200
    assert browser.get(f"/admin/hub_oauth/requestfailure/{failure.pk}/delete/").status_code == 403


def test_every_remedy_is_for_a_cause_that_there_is() -> None:
    from hub_oauth.admin.remedies import REMEDIES

    assert REMEDIES.keys() <= CAUSES.keys()


def test_every_cause_of_the_checks_has_a_remedy() -> None:
    from hub_oauth.admin.remedies import OTHER, remedy_for

    for cause in ("client_unknown", "redirect_uri_mismatch", "challenge_missing", "scope_unknown", "resource_unknown"):
        assert remedy_for(Refusal(cause, difference="", scope="", name="").cause) is not OTHER


def test_every_remedy_is_in_the_documentation_as_it_is_on_the_page() -> None:
    from hub_oauth.admin.remedies import REMEDIES

    page = (ROOT / "docs" / "diagnosis.md").read_text()
    for cause, remedy in REMEDIES.items():
        assert f'| <a id="{cause}"></a>`{cause}` | {remedy.meaning} | {remedy.advice} |' in page
