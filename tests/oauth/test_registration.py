"""Registering and changing apps by the verbs; the rules for single values are tested with the protocol."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from hub_oauth import clients
from hub_oauth.audit import SYSTEM, Act
from hub_oauth.clients import Registered, find
from hub_oauth.dot.applications import application_model, new_client_id
from hub_oauth.models import AuditEvent, ClientProfile, ClientSecret
from tests.support.app import App
from tests.support.rows import events

REDIRECT = "https://app.example/cb"


VALID: dict[str, Any] = {
    "name": "Acme Planner",
    "kind": "web",
    "redirect_uris": [REDIRECT],
    "scopes": ["profile:read"],
    "act": SYSTEM,
}


def register(**over: Any) -> Registered:
    return clients.register(**(VALID | over))


def refused(**over: Any) -> dict[str, list[str]]:
    """The sentences of a refusal by field; nothing was kept."""
    with pytest.raises(ValidationError) as error:
        register(**over)
    for model in (application_model(), ClientProfile, ClientSecret, AuditEvent):
        assert not model._default_manager.exists()
    return error.value.message_dict


@pytest.mark.parametrize("over", [{}, {"kind": "spa"}, {"kind": "native"}], ids=["web", "spa", "native"])
def test_only_a_web_app_gets_a_secret(over: dict[str, str], db: None) -> None:
    registered = register(**over)
    assert (registered.secret is not None) == (over == {})
    assert registered.application.client_type == ("public" if over else "confidential")


def test_everything_is_kept(alice: User) -> None:
    made = register(kind="spa", origins=["https://app.example"], optional_scopes=["profile:read"], owner=alice)
    found = find(made.application.client_id)
    assert found is not None
    assert (found.name, found.redirect_uris) == ("Acme Planner", REDIRECT)
    assert found.allowed_origins == "https://app.example"
    profile = found.hub_profile
    assert (profile.kind, profile.owner, profile.enabled) == ("spa", alice, True)
    assert profile.scopes_allowed == profile.scopes_optional == ("profile:read",)


def test_application_is_safe_where_dot_alone_looks_at_it(db: None) -> None:
    application = register().application
    assert application.user is None
    assert application.skip_authorization is False
    assert application.authorization_grant_type == "authorization-code"
    assert application.client_secret.startswith(("pbkdf2_sha256$", "md5$"))


def test_registering_is_audited_with_who_and_where(alice: User) -> None:
    application = register(act=Act(actor=alice, address="192.0.2.1", reference="ABC")).application
    created = events("client.created")[0]
    assert (created.actor_id, created.client_id) == (str(alice.pk), application.client_id)
    assert (created.address, created.reference) == ("192.0.2.1", "ABC")


def test_client_id_that_is_taken_registers_nothing(db: None) -> None:
    client_id = new_client_id()
    register(client_id=client_id)
    with pytest.raises(IntegrityError):
        register(client_id=client_id)


BAD_NAMES = {
    "nothing": "",
    "blanks": "  ",
    "61 characters": "x" * 61,
    "300 characters": "x" * 300,
    "right to left": "Acme\u202ePlanner",
    "isolated": "Acme\u2066Planner",
    "zero width": "Acme\u200bPlanner",
    "joiner": "Acme\u034fPlanner",
    "filler": "Acme\u3164",
    "line": "Acme\nPlanner",
    "line separator": "Acme\u2028Planner",
    "wide": "Ａｃｍｅ",
    "NUL": "Acme\0",
    "one Cyrillic letter": "Acme Pl\u0430nner",
    "the site": "Hub",
    "the site among words": "The Hub - Acme",
    "the site in Greek": "\u0397\u03c5\u0392",
    "a reserved word": "Acme Official",
    "a reserved word with digits": "Acme 0fficia1",
    "a reserved word with accents": "Acme \u00d3fficial",
}
GOOD_NAMES = [
    "Acme Planner",
    "GitHub Sync",
    "Hubble",
    "Яндекс Maps",
    "東京カレンダー Pro",
    "Café Ünal",
    "Unofficial notes",
]


@pytest.mark.yardstick("E16")
@pytest.mark.parametrize("name", [pytest.param(name, id=why) for why, name in BAD_NAMES.items()])
def test_name_nobody_can_trust_is_refused(name: str, db: None) -> None:
    assert set(refused(name=name)) == {"name"}
    assert not ClientProfile.objects.exists()


@pytest.mark.parametrize("name", GOOD_NAMES)
def test_name_in_any_language_is_fine(name: str, db: None) -> None:
    assert register(name=name).application.name == name


@pytest.mark.yardstick("E16")
@pytest.mark.parametrize("publisher", ["Acme\u202eLtd", "x" * 61, "Hub", "Hub Verified Ltd", "\u0410cme"])
def test_publisher_nobody_can_trust_is_refused(publisher: str, db: None) -> None:
    assert set(refused(publisher=publisher)) == {"publisher"}


@pytest.mark.yardstick("E16")
@pytest.mark.parametrize("purpose", ["x" * 141, "to show\u202e your team", "to\u200bshow"])
def test_purpose_that_can_not_be_read_is_refused(purpose: str, db: None) -> None:
    assert set(refused(scope_purposes={"profile:read": purpose})) == {"scope_purposes"}


def test_the_sites_own_app_may_bear_its_name(db: None) -> None:
    assert register(name="Hub Calendar", publisher="Hub", first_party=True).application.name == "Hub Calendar"


@pytest.mark.yardstick("E16")
def test_words_that_the_host_reserves_count(db: None, settings: Any) -> None:
    settings.HUB_OAUTH = {**settings.HUB_OAUTH, "SITE_NAME": "Blue Door", "RESERVED_NAMES": ["billing"]}
    assert set(refused(name="Acme Billing")) == set(refused(name="My Blue Door")) == {"name"}
    assert register(name="Blue Billings Door").application.name == "Blue Billings Door"


BAD_URIS = {
    "A14 javascript": "javascript:alert(1)",
    "A14 data": "data:text/html,x",
    "A14 no scheme": "//app.example/cb",
    "A14 empty": "",
    "A15 wildcard": "https://*.example/cb",
    "A13 http": "http://app.example/cb",
    "A3 fragment": "https://app.example/cb#f",
    "A4 user": "https://u@app.example/cb",
    "A8 homograph": "https://аpp.example/cb",
    "A16 own scheme": "com.example.app:/cb",
    "A22 code": "https://app.example/cb?code=1",
    "A22 iss": "https://app.example/cb?x=1&iss=2",
    "loopback": "http://127.0.0.1/cb",
}


@pytest.mark.parametrize("uri", [pytest.param(uri, id=name) for name, uri in BAD_URIS.items()])
def test_bad_redirect_uri_is_refused_with_its_line(uri: str, db: None) -> None:
    [sentence] = refused(redirect_uris=[REDIRECT, uri])["redirect_uris"]
    assert sentence.startswith("Line 2: '")


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"redirect_uris": []}, "redirect_uris"),
        ({"redirect_uris": [REDIRECT, REDIRECT]}, "redirect_uris"),
        ({"kind": "desktop"}, "kind"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["profile:read", "no:such"]}, "scopes"),
        ({"optional_scopes": ["teams:read"]}, "optional_scopes"),
        ({"origins": ["https://app.example"]}, "origins"),
        ({"kind": "spa", "origins": ["https://app.example/path"]}, "origins"),
        ({"kind": "spa", "origins": ["*"]}, "origins"),
        ({"kind": "spa", "origins": ["null"]}, "origins"),
    ],
    ids=str,
)
def test_other_bad_values_are_refused_by_field(over: dict[str, Any], field: str, db: None) -> None:
    assert set(refused(**over)) == {field}


def test_every_problem_is_named_at_once(db: None) -> None:
    problems = refused(name="", redirect_uris=["http://a.example", "javascript:x"], scopes=["no:such"])
    assert {field: len(sentences) for field, sentences in problems.items()} == {
        "name": 1,
        "redirect_uris": 2,
        "scopes": 1,
    }


def test_loopback_is_for_every_kind_while_developing(db: None, settings: Any) -> None:
    settings.DEBUG = True
    assert register(redirect_uris=["http://127.0.0.1:9000/cb"]).secret


@pytest.mark.yardstick("E9")
def test_native_app_can_not_be_first_party(db: None) -> None:
    assert set(refused(kind="native", first_party=True)) == {"first_party"}


@pytest.mark.parametrize("client_id", [None, "", "nobody", "\0", "x" * 1000], ids=ascii)
def test_nobody_is_found_for_nothing(client_id: str | None, web_app: App) -> None:
    assert find(client_id) is None
