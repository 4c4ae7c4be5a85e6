"""The site's own pages: their headers, their errors, their links."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from pytest_django.fixtures import Settings

from hub_project.urls import handler400, handler500, urlpatterns

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
SCRIPTS = "; script-src 'self'; connect-src 'self'"

__all__ = ["handler400", "handler500", "urlpatterns"]  # Django reads them here: this module stands in for the site's.


def fail(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("broken")


def lose_the_database(request: HttpRequest) -> HttpResponse:
    raise OperationalError


def forbid(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def suspect(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation


def own_policy(request: HttpRequest) -> HttpResponse:
    return HttpResponse(headers={"Content-Security-Policy": "default-src 'self'", "Cache-Control": "max-age=60"})


urlpatterns = [
    *urlpatterns,
    path("fail", fail),
    path("lose", lose_the_database),
    path("forbid", forbid),
    path("suspect", suspect),
    path("own", own_policy),
]


@pytest.fixture
def visitor(settings: Settings) -> Client:
    settings.ROOT_URLCONF = __name__
    return Client(raise_request_exception=False)


def test_a_database_that_does_not_answer_is_a_503(visitor: Client) -> None:
    response = visitor.get("/lose")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")
    assert "We can't do this right now" in response.content.decode()


@pytest.mark.yardstick("E3")
@pytest.mark.parametrize("address", ["/", "/accounts/signed-out/", "/nowhere"])
def test_a_page_has_every_header(visitor: Client, address: str) -> None:
    headers = visitor.get(address).headers
    assert headers["Content-Security-Policy"] == POLICY
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["X-Robots-Tag"] == "noindex"
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.yardstick("E3", "L1")
@pytest.mark.django_db
@pytest.mark.parametrize(("address", "user"), [("/accounts/login/", ""), ("/admin/auth/user/", "root")])
def test_sign_in_and_admin_run_scripts_of_this_site_alone(visitor: Client, address: str, user: str) -> None:
    if user:
        visitor.force_login(User.objects.create_superuser(user))
    assert visitor.get(address).headers["Content-Security-Policy"] == POLICY + SCRIPTS


@pytest.mark.yardstick("E18")
@pytest.mark.django_db
def test_no_page_on_the_way_to_a_client_restricts_form_action(visitor: Client) -> None:
    # Chromium holds it against every redirect that follows the form, so sign-in would never reach the client.
    assert "form-action" not in visitor.get("/accounts/login/").headers["Content-Security-Policy"]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["login/", "signup/", "password/reset/", "password/reset/done/", "confirm-email/"])
def test_sign_in_may_be_a_popup_where_the_site_allows_it(visitor: Client, settings: Settings, address: str) -> None:
    header, settings.HUB_SIGN_UP_IS_OPEN = "Cross-Origin-Opener-Policy", True
    assert visitor.get(f"/accounts/{address}").headers[header] == "same-origin"
    settings.HUB_OAUTH = {**settings.HUB_OAUTH, "ALLOW_POPUP_CLIENTS": True}
    assert visitor.get(f"/accounts/{address}").headers[header] == "unsafe-none"
    assert visitor.get("/accounts/signed-out/").headers[header] == "same-origin"


def test_a_view_keeps_headers_of_its_own(visitor: Client) -> None:
    headers = visitor.get("/own").headers
    assert headers["Content-Security-Policy"] == "default-src 'self'"
    assert headers["Cache-Control"] == "max-age=60"


@pytest.mark.parametrize(
    ("address", "status", "sentence"),
    [
        ("/nowhere", 404, b"There is no such page"),
        ("/forbid", 403, b"You may not see this page"),
        ("/suspect", 400, b"This request can't be understood"),
        ("/fail", 500, b"Something went wrong on our side"),
    ],
)
@pytest.mark.django_db
def test_an_error_says_what_to_do(visitor: Client, address: str, status: int, sentence: bytes) -> None:
    response = visitor.get(address)
    assert response.status_code == status
    assert sentence in response.content


def test_an_error_shows_the_code_of_the_log(visitor: Client) -> None:
    response = visitor.get("/fail")
    assert response.headers["X-Request-ID"].encode() in response.content


def test_every_request_has_a_code_of_its_own(visitor: Client) -> None:
    codes = {visitor.get("/").headers["X-Request-ID"] for _ in range(3)}
    assert len(codes) == 3


def test_a_code_that_the_caller_sends_is_not_taken(visitor: Client) -> None:
    assert visitor.get("/", headers={"X-Request-ID": "theirs"}).headers["X-Request-ID"] != "theirs"


@pytest.mark.django_db
def test_a_form_without_its_token_is_refused_in_words() -> None:
    response = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "alice", "password": "x"})
    assert response.status_code == 403
    assert b"This page is out of date" in response.content


def test_a_visitor_is_shown_where_to_sign_in(client: Client) -> None:
    page = client.get("/").content.decode()
    assert 'href="/accounts/login/"' in page
    assert 'href="/admin/"' not in page


def test_a_person_is_shown_their_apps_and_not_the_admin(client: Client, alice: User) -> None:
    client.force_login(alice)
    page = client.get("/").content.decode()
    assert 'href="/account/apps"' in page
    assert 'href="/admin/"' not in page


def test_connected_apps_lead_home(client: Client, alice: User) -> None:
    client.force_login(alice)
    assert '<a class="brand" href="/">' in client.get("/account/apps").content.decode()


def test_an_administrator_is_shown_the_admin(client: Client, admin_user: User) -> None:
    client.force_login(admin_user)
    assert 'href="/admin/"' in client.get("/").content.decode()


@pytest.mark.django_db
def test_a_language_without_a_catalogue_is_not_offered(client: Client) -> None:
    page = client.get("/", headers={"Accept-Language": "fa"}).content.decode()
    assert 'lang="en"' in page
    assert 'dir="rtl"' not in page


@pytest.mark.django_db
def test_a_page_in_arabic_runs_from_right_to_left(client: Client, settings: Settings) -> None:
    settings.LANGUAGES = [*settings.LANGUAGES, ("ar", "Arabic")]
    page = client.get("/", headers={"Accept-Language": "ar"}).content.decode()
    assert 'lang="ar"' in page
    assert 'dir="rtl"' in page


def test_browsers_find_the_icon(client: Client) -> None:
    assert client.get("/favicon.ico").headers["Location"] == "/static/hub_oauth/icons/brand.svg"
