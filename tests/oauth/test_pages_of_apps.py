"""The list of connected apps where it has more than one page."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hub_oauth.models import Consent
from tests.support.connections import connect_many, names_on
from tests.support.flow import signed_in
from tests.support.html import form_with
from tests.support.statements import at_most

APPS = "/account/apps"
# Page that is asked for -> number of the first app on the one that is shown.
NEAREST = {"0": 1, "-1": 1, "": 1, "x": 1, "1.5": 1, "\0": 1, "3": 51, "9" * 9999: 51, "٢": 51}


@pytest.fixture
def browser(alice: User) -> Client:
    """Of alice, who connected 51 apps."""
    connect_many(alice, 51, publisher="Salt & Pepper")
    return signed_in(alice)


def page_at(browser: Client, **query: str) -> str:
    response = browser.get(APPS, query)
    assert response.status_code == 200
    return response.content.decode()


def links_on(page: str) -> dict[str, str]:
    """Words -> where they lead, of the links to other pages."""
    return {words: address for address, words in re.findall(r'href="(\?[^"]*)">(\w+)</a>', page)}


def test_a_page_has_fifty_apps_and_leads_to_the_next(browser: Client) -> None:
    page = page_at(browser)
    assert names_on(page) == [f"Acme {number}" for number in range(50, 0, -1)]
    assert "Apps 1 to 50 of 51" in page
    assert links_on(page) == {"Next": "?page=2"}


def test_the_last_page_has_the_rest_and_leads_back(browser: Client) -> None:
    page = page_at(browser, page="2")
    assert names_on(page) == ["Acme 0"]
    assert "Apps 51 to 51 of 51" in page
    assert links_on(page) == {"Previous": "?page=1"}


def test_fifty_apps_are_one_page(alice: User) -> None:
    connect_many(alice, 50)
    page = page_at(signed_in(alice))
    assert len(names_on(page)) == 50
    assert "Apps 1 to" not in page
    assert not links_on(page)


def test_a_page_that_is_none_is_the_nearest(browser: Client) -> None:
    for number, first in NEAREST.items():
        assert f"Apps {first} to" in page_at(browser, page=number), number


def test_search_looks_at_every_page(browser: Client) -> None:
    page = page_at(browser, q="acme 0", page="2")
    assert names_on(page) == ["Acme 0"]
    assert "1 of 51 apps matches" in page


def test_pages_of_what_was_found_are_of_the_same_search(browser: Client) -> None:
    page = page_at(browser, q="salt & pep")
    assert "51 of 51 apps match" in page
    assert links_on(page) == {"Next": "?q=salt%20%26%20pep&amp;page=2"}
    assert names_on(page_at(browser, q="salt & pep", page="2")) == ["Acme 0"]


def test_a_page_takes_as_many_statements_as_any(browser: Client) -> None:
    for query in ({}, {"page": "2"}, {"q": "salt"}, {"q": "salt", "page": "2"}):
        with at_most(4):  # session, person, keys of all consents, consents of a page
            page_at(browser, **query)


def test_no_app_of_another_page_is_read(browser: Client) -> None:
    with CaptureQueriesContext(connection) as captured:
        page_at(browser, page="2")
    keys, shown = (query["sql"] for query in captured.captured_queries[2:])
    assert "JOIN" not in keys
    assert f"IN ({Consent.objects.earliest('pk').pk})" in shown


@pytest.mark.yardstick("L15")
def test_all_are_removed_and_not_those_of_a_page(browser: Client) -> None:
    assert "Remove all 51 apps" in " ".join(page_at(browser).split())
    path = f"{APPS}/all/remove"
    page = browser.get(path).content.decode()
    assert "Remove the access of all 51 apps?" in page
    assert len(names_on(page)) == 51
    browser.post(path, form_with(page, "csrfmiddlewaretoken").fields)
    assert not Consent.objects.filter(revoked_at=None).exists()
