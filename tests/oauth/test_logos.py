"""An app's logo comes from this site, is a picture and nothing else, and costs nothing twice."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client

from hub_oauth.models import ClientProfile
from tests.support.app import App, authorize_params
from tests.support.flow import ask, connect, signed_in
from tests.support.statements import at_most

pytestmark = [pytest.mark.django_db, pytest.mark.yardstick("L2")]

PNG = b"\x89PNG\r\n\x1a\n rest"
WEBP = b"RIFF\x0a\x00\x00\x00WEBP rest"


def path_of(app: App) -> str:
    return f"/api/oauth/logo/{app.client_id}"


def store(logo: bytes) -> None:
    ClientProfile.objects.update(logo=logo)


@pytest.mark.parametrize(("logo", "kind"), [(PNG, "image/png"), (WEBP, "image/webp")])
def test_a_picture_has_its_type_and_no_other(logo: bytes, kind: str, web_app: App) -> None:
    store(logo)
    response = Client().get(path_of(web_app))
    assert (response.content, response.headers["Content-Type"]) == (logo, kind)
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize("logo", [b"", b"<svg/>", b"<script>", b"GIF89a", b"RIFF\0\0\0\0WAVE", b" \x89PNG\r\n\x1a\n"])
def test_anything_else_is_not_found(logo: bytes, web_app: App) -> None:
    store(logo)
    assert Client().get(path_of(web_app)).status_code == 404


@pytest.mark.parametrize("client_id", ["nobody", "%00", "%ff", "x" * 9999], ids=lambda value: value[:9])
def test_an_app_that_does_not_exist_is_not_found(client_id: str) -> None:
    assert Client().get(f"/api/oauth/logo/{client_id}").status_code == 404


def test_it_is_asked_for_again_by_what_it_holds(web_app: App) -> None:
    store(PNG)
    first = Client().get(path_of(web_app))
    assert first.headers["Cache-Control"] == "public, max-age=3600"
    again = Client().get(path_of(web_app), headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    store(WEBP)
    changed = Client().get(path_of(web_app), headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200


def test_it_costs_one_query_and_no_session(web_app: App) -> None:
    store(PNG)
    with at_most(1):
        response = Client().get(path_of(web_app))
    assert not response.cookies


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_is_only_read(method: str, web_app: App) -> None:
    assert getattr(Client(), method)(path_of(web_app)).status_code == 405


def test_pages_show_it_from_here(alice: User, web_app: App) -> None:
    connect(alice, web_app)
    store(PNG)
    browser = signed_in(alice)
    consent = ask(browser, authorize_params(web_app, prompt="consent"))
    for response in (consent, browser.get("/account/apps"), browser.get(f"/account/apps/{web_app.client_id}")):
        shown = re.findall(r"<img[^>]*>", response.content.decode())
        assert len(shown) == 1
        assert f'src="{path_of(web_app)}"' in shown[0]
        assert 'alt=""' in shown[0]


def test_an_app_without_one_has_its_initial(alice: User, web_app: App) -> None:
    connect(alice, web_app)
    page = signed_in(alice).get("/account/apps").content.decode()
    assert "<img" not in page
    assert '<span class="logo" aria-hidden="true">A</span>' in page
