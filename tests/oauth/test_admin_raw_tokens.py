"""DOT's own pages for tokens and grants: not in a fresh host, untouched in one that ran DOT before."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.test import RequestFactory
from oauth2_provider import admin as dots_own
from oauth2_provider.models import AccessToken, Application, Grant, IDToken, RefreshToken

from hub_oauth import recommended_settings
from hub_oauth.admin.read_only import ReadOnlyAdmin
from hub_oauth.dot.admin import WithoutHubClients, show_raw_tokens, tidy
from tests.support.admin import administrator

RAW = {AccessToken, Grant, IDToken, RefreshToken}
USED = recommended_settings({"SCOPES": {"notes:read": "Read notes"}, "PKCE_REQUIRED": False})


@pytest.fixture
def site() -> AdminSite:
    """As DOT leaves it."""
    site = AdminSite()
    site.register(AccessToken, dots_own.AccessTokenAdmin)
    site.register(Grant, dots_own.GrantAdmin)
    site.register(IDToken, dots_own.IDTokenAdmin)
    site.register(RefreshToken, dots_own.RefreshTokenAdmin)
    site.register(Application, dots_own.ApplicationAdmin)
    return site


def shown(site: AdminSite) -> set[Any]:
    return {model for model in RAW if site.is_registered(model)}


def test_a_fresh_host_has_none_of_them(site: AdminSite) -> None:
    tidy(site)
    assert shown(site) == set()
    assert not site.is_registered(Application)


def test_this_host_is_fresh(alice: User) -> None:
    browser = administrator(alice)
    assert "oauth2_provider" not in browser.get("/admin/").content.decode()
    for page in ("application/", "application/add/", "accesstoken/"):
        assert browser.get(f"/admin/oauth2_provider/{page}").status_code == 404


# DOT's form for applications registers what no rule of the Hub has seen.


@pytest.mark.parametrize("wanted", [None, False, True])
def test_a_host_that_ran_dot_keeps_its_page_for_applications(
    site: AdminSite, settings: Any, wanted: bool | None
) -> None:
    settings.OAUTH2_PROVIDER = USED
    settings.HUB_OAUTH = {**settings.HUB_OAUTH, "SHOW_RAW_TOKEN_ADMIN": wanted}
    tidy(site)
    page = site.get_model_admin(Application)
    assert isinstance(page, dots_own.ApplicationAdmin)
    assert isinstance(page, WithoutHubClients)
    assert not isinstance(page, ReadOnlyAdmin)


def test_in_a_fresh_host_it_can_be_shown_to_be_read(site: AdminSite, settings: Any) -> None:
    settings.HUB_OAUTH = {**settings.HUB_OAUTH, "SHOW_RAW_TOKEN_ADMIN": True}
    tidy(site)
    page = site.get_model_admin(Application)
    assert isinstance(page, WithoutHubClients)
    assert isinstance(page, ReadOnlyAdmin)


def test_a_page_for_applications_of_the_hosts_own_stays(site: AdminSite) -> None:
    class Own(ModelAdmin):  # type: ignore[type-arg]  # at run time it takes no parameter
        pass

    site.unregister(Application)
    site.register(Application, Own)
    tidy(site)
    assert isinstance(site.get_model_admin(Application), Own)


def test_a_host_that_ran_dot_keeps_them_as_they_were(site: AdminSite, settings: Any) -> None:
    settings.OAUTH2_PROVIDER = USED
    show_raw_tokens(site, None)
    assert shown(site) == RAW
    assert type(site.get_model_admin(AccessToken)) is dots_own.AccessTokenAdmin


@pytest.mark.parametrize("provider", [recommended_settings(), USED], ids=["fresh", "used"])
def test_they_can_be_shown_to_be_read(site: AdminSite, settings: Any, rf: RequestFactory, provider: Any) -> None:
    settings.OAUTH2_PROVIDER = provider
    show_raw_tokens(site, wanted=True)
    assert shown(site) == RAW
    request: HttpRequest = rf.get("/")
    request.user = User(is_staff=True, is_superuser=True)
    page = site.get_model_admin(AccessToken)
    assert page.has_view_permission(request)
    may = (page.has_add_permission(request), page.has_change_permission(request), page.has_delete_permission(request))
    assert may == (False, False, False)


def test_they_can_be_hidden_in_any_host(site: AdminSite, settings: Any) -> None:
    settings.OAUTH2_PROVIDER = USED
    show_raw_tokens(site, wanted=False)
    assert shown(site) == set()


def test_a_page_of_the_hosts_own_is_left_alone(site: AdminSite) -> None:
    class Own(ModelAdmin):  # type: ignore[type-arg]  # at run time it takes no parameter
        pass

    site.unregister(AccessToken)
    site.register(AccessToken, Own)
    show_raw_tokens(site, None)
    assert shown(site) == {AccessToken}
