"""The e-mails, opened as a page as a mail program does: with what people and apps call themselves at its widest."""

from __future__ import annotations

from itertools import product

import pytest

from tests.browser.person import fits
from tests.support import axe
from tests.support.browser import THEMES, OpenPage
from tests.support.server import HubServer

WIDE = "W" * 60
COMPOSE = {
    "connected": f"""
from django.utils import timezone, translation
from hub_oauth import emails, scopes
from hub_oauth.models import ClientProfile
about = {{
    "site_name": "Hub", "app": {WIDE!r}, "profile": ClientProfile(publisher={WIDE!r}), "username": {WIDE!r},
    "scopes": [scopes.find("teams:write")], "at": timezone.now(), "browser": "Chrome",
    "not_me_url": "https://hub.example/" + "x" * 200, "apps_url": "https://hub.example/apps",
}}
with translation.override(LANGUAGE):
    print(emails.compose("connected", about, "alice@example.org").alternatives[0][0])
""",
    "reset": f"""
from django.utils import translation
from hub_project import mails
with translation.override(LANGUAGE):
    about = {{"username": {WIDE!r}, "uid": "1", "key": "x" * 200}}
    print(mails.render("password_reset_key", "alice@example.org", about).alternatives[0][0])
""",
}


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("name", COMPOSE)
def test_axe_finds_nothing_in_it_and_all_of_it_fits(
    open_page: OpenPage, hub: HubServer, name: str, language: str
) -> None:
    page = open_page(reduced_motion="reduce")
    page.set_content(hub.python(f"LANGUAGE = {language!r}\n{COMPOSE[name]}"))
    for width, theme in product((320, 900), THEMES):
        page.set_viewport_size({"width": width, "height": 640})
        page.emulate_media(color_scheme=theme)
        assert axe.violations(page) == [], (width, theme)
        assert fits(page)
