"""The page of each refusal: words for the person, details for the developer, and a code that leads to what was kept."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import User
from django.test import Client, RequestFactory
from django.urls import path
from pytest_django.fixtures import Settings

from hub_oauth.errors import Refusal
from hub_oauth.models import AuditEvent, ClientProfile, RequestFailure
from hub_oauth.views.pages import page
from tests.support import factories
from tests.support.admin import staff
from tests.support.app import AUTHORIZE, App, authorize_params
from tests.support.flow import answer, ask, connect, signed_in
from tests.support.html import form_with
from tests.support.refusals import assert_nothing_issued
from tests.support.registry import change, disable
from tests.urls import urlpatterns as of_host

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

pytestmark = pytest.mark.django_db

ELSEWHERE = "https://app.example/callback/"


def unknown_client(browser: Client, app: App) -> Response:
    return ask(browser, authorize_params(app, client_id="nobody"))


def disabled_client(browser: Client, app: App) -> Response:
    disable(app)
    return ask(browser, authorize_params(app))


def wrong_redirect_uri(browser: Client, app: App) -> Response:
    return ask(browser, authorize_params(app, redirect_uri=ELSEWHERE))


def no_redirect_uri(browser: Client, app: App) -> Response:
    return ask(browser, authorize_params(app, redirect_uri=None))


def token_at_the_page(browser: Client, app: App) -> Response:
    return browser.get(AUTHORIZE, authorize_params(app), headers={"Authorization": "Bearer x"})


def expired_form(browser: Client, app: App) -> Response:
    shown = ask(browser, authorize_params(app))
    change(app, name="Acme Renamed")  # as late as ten minutes, for whoever reads the page
    return answer(browser, shown)


def answered_form(browser: Client, app: App) -> Response:
    shown = ask(browser, authorize_params(app))
    answer(browser, shown)
    return answer(browser, shown)


def tampered_form(browser: Client, app: App) -> Response:
    return answer(browser, ask(browser, authorize_params(app)), "maybe")


def form_of_another_session(browser: Client, app: App) -> Response:
    fields = form_with(ask(browser, authorize_params(app)).content.decode(), "request").fields
    return browser.post(AUTHORIZE, {**fields, "decision": "allow", "csrfmiddlewaretoken": "x" * 64})


def large_body(browser: Client, app: App) -> Response:
    return browser.post(AUTHORIZE, {"request": "x" * 10**5})


Case = Callable[[Client, App], "Response"]
# How to get there -> status and heading
CASES: dict[Case, tuple[int, str]] = {
    unknown_client: (400, "This app can&#x27;t connect right now"),
    disabled_client: (400, "This app can&#x27;t connect right now"),
    wrong_redirect_uri: (400, "This app is set up incorrectly"),
    no_redirect_uri: (400, "This app is set up incorrectly"),
    token_at_the_page: (400, "This page is for people"),
    expired_form: (400, "This page is out of date"),
    answered_form: (400, "You have already answered"),
    tampered_form: (400, "This page is out of date"),
    form_of_another_session: (403, "This page is out of date"),
    large_body: (413, "That was too much"),
}
every_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)


def reference_on(response: Response) -> str:
    (found,) = re.findall(r'class="reference" dir="ltr">([^<]+)<', response.content.decode())
    return str(found)


def details_on(response: Response) -> dict[str, str]:
    """The developer's half: label -> value, the last of several."""
    pairs = re.findall(r"<dt>(.*?)</dt>\s*<dd>\s*(.*?)\s*</dd>", response.content.decode(), re.DOTALL)
    return {label: re.sub(r"<[^>]+>", "", value) for label, value in pairs}


@every_case
def test_says_what_happened_in_the_heading(case: Case, alice: User, web_app: App) -> None:
    response = case(signed_in(alice), web_app)
    status, heading = CASES[case]
    assert response.status_code == status
    assert f"<h1>{heading}</h1>" in response.content.decode()


@every_case
def test_its_code_leads_to_what_was_kept(case: Case, alice: User, web_app: App) -> None:
    reference = reference_on(case(signed_in(alice), web_app))
    kept = [*RequestFailure.objects.filter(reference=reference), *AuditEvent.objects.filter(reference=reference)]
    assert len(kept) == 1


@every_case
def test_its_code_is_the_one_of_the_answer(case: Case, alice: User, web_app: App) -> None:
    response = case(signed_in(alice), web_app)
    assert response.headers["X-Request-ID"] == reference_on(response)


def test_a_form_that_is_refused_is_kept_with_its_app(alice: User, web_app: App) -> None:
    answered_form(signed_in(alice), web_app)
    failure = RequestFailure.objects.get()
    assert (failure.endpoint, failure.cause, failure.client_id) == ("authorize", "form_answered", web_app.client_id)


def test_opening_a_page_with_head_keeps_nothing(alice: User) -> None:
    signed_in(alice).head("/account/apps", headers={"Authorization": "Bearer x"})
    assert not RequestFailure.objects.exists()


@pytest.mark.parametrize("case", [expired_form, answered_form, tampered_form, form_of_another_session])
def test_an_old_form_leads_back_to_the_app(case: Case, alice: User) -> None:
    shown = case(signed_in(alice), factories.web_app(website="https://acme.example/start")).content.decode()
    assert 'href="https://acme.example/start"' in shown
    assert "Start again from" in shown


@pytest.mark.parametrize("website", ["", "http://acme.example/", "javascript:alert(1)", "https://user@acme.example/"])
def test_an_app_without_a_sound_website_leads_nowhere(website: str, alice: User, web_app: App) -> None:
    ClientProfile.objects.update(website=website)
    assert b"Start again from" not in answered_form(signed_in(alice), web_app).content


def test_an_app_that_is_turned_off_leads_nowhere(alice: User) -> None:
    app, browser = factories.web_app(website="https://acme.example/start"), signed_in(alice)
    shown = ask(browser, authorize_params(app))
    disable(app)
    assert b"Start again from" not in answer(browser, shown).content


def test_the_developer_sees_what_was_received(alice: User, web_app: App) -> None:
    details = details_on(wrong_redirect_uri(signed_in(alice), web_app))
    assert details["error"] == "invalid_request"
    assert details["client_id"] == web_app.client_id
    assert details["redirect_uri"] == ELSEWHERE
    assert "exactly" in details["Rule"]


@pytest.mark.parametrize(
    ("received", "differs"),
    [
        ("http://app.example/callback", "scheme"),
        ("https://other.example/callback", "host"),
        ("https://app.example:8443/callback", "port"),
        ("https://app.example/back", "path"),
        ("https://app.example/callback/", "trailing slash"),
        ("https://app.example/callback?x=1", "query"),
    ],
)
def test_the_developer_sees_what_differs(received: str, differs: str, alice: User, web_app: App) -> None:
    response = ask(signed_in(alice), authorize_params(web_app, redirect_uri=received))
    assert details_on(response)["What differs"] == differs


def test_the_owner_sees_the_registered_uris(alice: User) -> None:
    response = wrong_redirect_uri(signed_in(alice), factories.web_app(owner=alice))
    assert details_on(response)["Registered redirect URI"] == "https://app.example/callback"


def test_staff_who_may_look_at_apps_see_the_registered_uris(alice: User, web_app: App) -> None:
    response = wrong_redirect_uri(staff(alice, "view_clientprofile"), web_app)
    assert details_on(response)["Registered redirect URI"] == "https://app.example/callback"


def test_nobody_else_sees_the_registered_uris(alice: User, bob: User, web_app: App) -> None:
    for browser in (Client(), signed_in(bob), staff(alice)):
        assert "Registered redirect URI" not in details_on(wrong_redirect_uri(browser, web_app))


@pytest.mark.yardstick("L1")
def test_what_was_received_is_text_without_tricks(alice: User, web_app: App) -> None:
    received = "<b>\u202egpj.exe\u200b" + "x" * 999
    response = ask(signed_in(alice), authorize_params(web_app, client_id=received))
    shown = details_on(response)["client_id"]
    assert shown.startswith("&lt;b&gt;\ufffdgpj.exe\ufffdxxx")
    assert len(shown) < 400
    assert "<b>" not in response.content.decode()


@pytest.mark.yardstick("L7")
def test_a_secret_in_the_wrong_place_is_not_shown(alice: User, web_app: App) -> None:
    response = ask(signed_in(alice), authorize_params(web_app, client_id=web_app.secret))
    assert (web_app.secret or "")[7:] not in response.content.decode()
    assert details_on(response)["client_id"] == "[secret]"


def test_too_many_tries_say_when_to_come_back(alice: User, web_app: App, settings: Settings) -> None:
    settings.HUB_OAUTH = {**settings.HUB_OAUTH, "THROTTLES": {"authorize.user": "1/d"}}
    browser = signed_in(alice)
    ask(browser, authorize_params(web_app))
    response = ask(browser, authorize_params(web_app))
    seconds = response.headers["Retry-After"]
    assert response.status_code == 429
    assert f"Too many tries. Wait {seconds} seconds." in response.content.decode()
    assert RequestFailure.objects.get().reference == reference_on(response)
    assert_nothing_issued()


def test_of_too_many_tries_a_few_are_kept(alice: User, web_app: App, settings: Settings) -> None:
    throttles = {"authorize.user": "1/d", "failures.throttled": "3/d"}
    settings.HUB_OAUTH = {**settings.HUB_OAUTH, "THROTTLES": throttles}
    for _ in range(9):
        ask(signed_in(alice), authorize_params(web_app))
    assert RequestFailure.objects.count() == 3


# Views of a host's own, or of later, on pages of ours.


@page
def not_permitted(request: Any) -> Any:
    raise Refusal("not_permitted", policy="No apps before the audit")


@page
def broken(request: Any) -> Any:
    raise RuntimeError("a secret of the code")


urlpatterns = [*of_host, path("not-permitted", not_permitted, name="not_permitted"), path("broken", broken)]


@pytest.mark.urls(__name__)
def test_who_may_not_allow_an_app_is_sent_to_an_administrator(alice: User) -> None:
    response = signed_in(alice).get("/not-permitted")
    assert response.status_code == 403
    assert "You need an administrator&#x27;s approval" in response.content.decode()
    assert details_on(response)["error"] == "access_denied"
    assert details_on(response)["Policy"] == "No apps before the audit"
    assert RequestFailure.objects.get().reference == reference_on(response)


@pytest.mark.urls(__name__)
def test_a_failure_of_ours_has_the_code_of_the_log(alice: User, caplog: pytest.LogCaptureFixture) -> None:
    browser = Client(raise_request_exception=False)
    response = browser.get("/broken")
    assert response.status_code == 500
    assert "Something went wrong on our side" in response.content.decode()
    assert "a secret of the code" not in response.content.decode()
    assert f"/broken ({reference_on(response)})" in caplog.text


@pytest.mark.urls(__name__)
def test_a_failure_of_ours_is_announced_as_django_does(alice: User) -> None:
    with pytest.raises(RuntimeError):
        Client().get("/broken")


def test_a_failure_is_djangos_own_while_somebody_mends_it(settings: Settings) -> None:
    settings.DEBUG = True
    with pytest.raises(RuntimeError):
        broken(RequestFactory().get("/broken"))


def test_an_error_page_holds_no_forms(alice: User, web_app: App) -> None:
    connect(alice, web_app)
    assert "<form" not in wrong_redirect_uri(signed_in(alice), web_app).content.decode()
