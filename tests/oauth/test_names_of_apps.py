"""No app is called so that people take it for another one that is registered."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client

from hub_oauth import client_names
from hub_oauth.dot.applications import application_model
from hub_oauth.models import ClientProfile
from tests.oauth.test_admin_client_form import change
from tests.support import factories
from tests.support.admin import administrator, errors_of, register
from tests.support.app import App
from tests.support.registry import application_of
from tests.support.registry import change as change_by_verb
from tests.support.rows import nothing_changes

TAKEN = "reads like 'Acme Planner', another app here; people could not tell them apart."
# How each is read as Acme Planner.
IMITATIONS = {
    "the same": "Acme Planner",
    "case": "ACME planner",
    "spaces": "  Acme   Planner ",
    "no space": "AcmePlanner",
    "a dash": "Acme-Planner",
    "quotes": "'Acme' Planner!",
    "a digit": "Acme P1anner",
    "accents": "Acmé Plänner",
    "Cyrillic": "\u0410\u0441m\u0435 Planner",
}
OTHERS = ["Acme", "Acme Planner 2", "Acme Planer", "Planner Acme", "acme.planner"]


@pytest.fixture
def admin(alice: User) -> Client:
    return administrator(alice)


@pytest.mark.yardstick("E16")
@pytest.mark.parametrize("name", [pytest.param(name, id=why) for why, name in IMITATIONS.items()])
def test_a_name_that_reads_like_another_apps_is_refused(web_app: App, name: str) -> None:
    with nothing_changes(), pytest.raises(ValidationError) as refused:
        factories.web_app(name)
    assert refused.value.message_dict["name"][-1] == f"The name {name.strip()!a} {TAKEN}"


@pytest.mark.parametrize("name", OTHERS)
def test_a_name_of_its_own_is_fine(web_app: App, name: str) -> None:
    assert application_of(factories.web_app(name)).name == name


@pytest.mark.parametrize(("one", "other"), [("C", "C#"), ("C++", "C#"), ("Acme", "Acme & Sons"), ("!!", "??")])
def test_signs_that_tell_names_apart_count(one: str, other: str, db: None) -> None:
    factories.web_app(one)
    assert application_of(factories.web_app(other)).name == other


@pytest.mark.yardstick("E16")
def test_the_form_of_a_new_app_names_the_other_one(admin: Client, web_app: App) -> None:
    with nothing_changes():
        assert errors_of(register(admin, name="acme planner")) == {"name": [f"The name 'acme planner' {TAKEN}"]}


@pytest.mark.yardstick("E16")
def test_an_app_can_not_take_anothers_name_later(admin: Client, web_app: App, native_app: App) -> None:
    with nothing_changes():
        response = change(admin, native_app, name="AcmePlanner", redirect_uris=native_app.redirect_uri)
    assert errors_of(response) == {"name": [f"The name 'AcmePlanner' {TAKEN}"]}


def test_an_app_may_write_its_own_name_otherwise(admin: Client, web_app: App) -> None:
    assert change(admin, web_app, name="ACME Planner").status_code == 302
    assert application_of(web_app).name == "ACME Planner"


def test_an_app_that_was_called_so_before_the_rule_keeps_its_name(admin: Client, web_app: App) -> None:
    twin = factories.web_app("Twin")
    application_model().objects.filter(client_id=twin.client_id).update(name="Acme Planner")
    assert change(admin, twin, description="Plans.").status_code == 302
    change_by_verb(twin, description="Plans more.")
    assert application_of(twin).hub_profile.description == "Plans more."


def test_the_command_refuses_it_in_one_line(web_app: App) -> None:
    named = ["--redirect-uri", "https://app.example/cb", "--scope", "profile:read"]
    with nothing_changes(), pytest.raises(CommandError) as refused:
        call_command("hub_client", "create", "--name", "acme planner", *named)
    assert str(refused.value) == f"--name: The name 'acme planner' {TAKEN}"


def test_an_app_of_dot_alone_is_nobody_whom_people_meet(db: None, alice: User) -> None:
    application_model().objects.create(name="Acme Planner", client_type="public", authorization_grant_type="implicit")
    made = factories.web_app("Acme Planner")
    assert ClientProfile.objects.get().application == application_of(made)


def test_one_query_finds_it(web_app: App, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert len(list(client_names.imitations("acme planner", client_id=""))) == 1
