"""Help and a way to report an app, in the same place on every page that has them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django.fixtures import Settings

from tests.support.app import App, authorize_params
from tests.support.flow import ask, connect, signed_in

HELP = "https://help.example/?a=1&b=2"
REPORT = "mailto:abuse@hub.example?subject={client_id}"


@pytest.fixture
def links(settings: Settings) -> None:
    settings.HUB_OAUTH = {**settings.HUB_OAUTH, "HELP_URL": HELP, "REPORT_URL": REPORT}


def footer_of(response: Any) -> str:
    page: str = response.content.decode()
    return page[page.index("<footer") :]


def links_in(response: Any) -> list[tuple[str, str, str]]:
    """Address, rel and text of each link in the footer that leads away."""
    return re.findall(r'<a href="([^"]+)"\s+rel="([^"]+)">([^<]+)</a>', footer_of(response))


def test_a_page_about_an_app_has_both(links: None, alice: User, web_app: App) -> None:
    report, help_ = links_in(ask(signed_in(alice), authorize_params(web_app)))
    rel = "noopener noreferrer nofollow"
    assert report == (f"mailto:abuse@hub.example?subject={web_app.client_id}", rel, "Report this app")
    assert help_ == (HELP.replace("&", "&amp;"), rel, "Help")


@pytest.mark.parametrize("path", ["/account/apps/{}", "/account/apps/{}/remove", "/account/apps/{}/not-me"])
def test_a_page_about_a_connected_app_has_both(path: str, links: None, alice: User, web_app: App) -> None:
    connect(alice, web_app)
    response = signed_in(alice).get(path.format(web_app.client_id))
    assert [text for _, _, text in links_in(response)] == ["Report this app", "Help"]


@pytest.mark.parametrize("path", ["/account/apps", "/account/apps/removed"])
def test_a_page_about_no_app_has_help_alone(path: str, links: None, alice: User) -> None:
    assert [text for _, _, text in links_in(signed_in(alice).get(path))] == ["Help"]


def test_an_error_page_has_help(links: None, web_app: App) -> None:
    response = ask(Client(), authorize_params(web_app, client_id="nobody"))
    assert [text for _, _, text in links_in(response)] == ["Help"]


def test_a_site_that_has_neither_shows_neither(alice: User, web_app: App) -> None:
    page = footer_of(ask(signed_in(alice), authorize_params(web_app)))
    assert "Report this app" not in page
    assert "Help" not in page
