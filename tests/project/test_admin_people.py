"""From a person's page in the admin to what the person has connected."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client

from hub_oauth.models import Consent
from tests.support import flow
from tests.support.admin import administrator, staff
from tests.support.app import App
from tests.support.statements import statements


@pytest.fixture
def admin(alice: User) -> Client:
    return administrator(alice)


def page_of(person: User) -> str:
    return f"/admin/auth/user/{person.pk}/change/"


def test_the_link_has_the_number_and_leads_to_the_live_ones(
    admin: Client, web_app: App, spa_app: App, bob: User, charlie: User
) -> None:
    flow.connect(bob, web_app)
    flow.connect(bob, spa_app)
    flow.connect(charlie, web_app)
    page = admin.get(page_of(bob)).content.decode()
    assert "Connected apps (2)" in page
    found = re.search(r'href="(/admin/hub_oauth/consent/[^"]*)"[^>]*>\s*Connected', page)
    assert found is not None
    listed = admin.get(found[1].replace("&amp;", "&")).context["cl"].queryset
    assert set(listed) == set(Consent.objects.filter(user=bob))


def test_who_may_not_see_consents_sees_no_link(web_app: App, bob: User, charlie: User) -> None:
    flow.connect(bob, web_app)
    assert "Connected apps" not in staff(charlie, "view_user").get(page_of(bob)).content.decode()


def test_the_link_costs_one_query(admin: Client, bob: User) -> None:
    with statements() as sent:
        admin.get(page_of(bob))
    assert len([sql for sql in sent if "hub_oauth_consent" in sql]) == 1


@pytest.mark.parametrize("key", ["nobody", "99999"])
def test_a_person_who_is_none_is_no_failure(admin: Client, key: str) -> None:
    assert admin.get(f"/admin/auth/user/{key}/change/").status_code == 302


@pytest.mark.yardstick("J7")
@pytest.mark.parametrize("year", ["9" * 30, "0", "x"])
def test_a_year_that_is_none_is_no_failure(admin: Client, year: str) -> None:
    assert admin.get("/admin/auth/user/", {"date_joined__year": year}, follow=True).status_code == 200


def test_the_admin_carries_the_name_of_the_site(admin: Client) -> None:
    assert "Hub administration" in admin.get("/admin/").content.decode()
