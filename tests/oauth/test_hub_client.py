"""``manage.py hub_client create``."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command

from hub_oauth import clients, secrets
from hub_oauth.dot.applications import application_model
from hub_oauth.management.commands.hub_client import Command
from hub_oauth.models import ClientProfile
from tests.support.admin import events

pytestmark = pytest.mark.django_db

WEB = ("--name", "Acme Planner", "--redirect-uri", "https://app.example/callback", "--scope", "profile:read")
DESK = ("--name", "Acme Desk", "--redirect-uri", "http://127.0.0.1/callback", "--scope", "profile:read")
ORIGIN = ("--origin", "https://app.example")


def create(*arguments: str) -> str:
    out = StringIO()
    call_command("hub_client", "create", *arguments, stdout=out)
    return out.getvalue()


def created(*arguments: str) -> dict[str, Any]:
    """What the one line of JSON says."""
    (line,) = create(*arguments, "--json").splitlines()
    answer: dict[str, Any] = json.loads(line)
    return answer


def test_a_web_app_is_the_default_and_gets_a_secret() -> None:
    answer = created(*WEB)
    application = clients.find(answer["client_id"])
    assert set(answer) == {"client_id", "client_secret"}
    assert ClientProfile.objects.get().kind == "web"
    assert secrets.verify(application, answer["client_secret"])


@pytest.mark.parametrize(
    ("arguments", "kind"),
    [
        ((*WEB, "--public", *ORIGIN), "spa"),
        ((*DESK, "--public"), "native"),
        ((*WEB, "--kind", "spa"), "spa"),
        ((*DESK, "--kind", "native"), "native"),
        ((*WEB, "--kind", "native", "--public"), "native"),
        ((*WEB, "--kind", "spa", "--public"), "spa"),
    ],
)
def test_a_public_app_gets_no_secret(arguments: tuple[str, ...], kind: str) -> None:
    assert set(created(*arguments)) == {"client_id"}
    assert ClientProfile.objects.get().kind == kind


def test_options_may_be_given_more_than_once() -> None:
    create(*WEB, "--redirect-uri", "https://app.example/other", "--scope", "teams:read")
    profile = ClientProfile.objects.get()
    assert profile.application.redirect_uris == "https://app.example/callback https://app.example/other"
    assert profile.allowed_scopes == "profile:read teams:read"


def test_without_json_it_says_the_same_in_words() -> None:
    said = create(*WEB)
    assert ClientProfile.objects.get().application.client_id in said
    assert "client_secret: hub_cs_" in said


def test_the_audit_log_says_where_it_came_from() -> None:
    create(*WEB)
    (event,) = events("client.created")
    assert (event.actor_id, event.reference) == ("", "hub_client")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((*WEB, "--public", "--kind", "web"), "--public --kind web: a web app keeps a secret"),
        ((*WEB, "--kind", "device"), "--kind: 'device' is not one of web, spa, native."),
        (
            (*WEB, "--redirect-uri", "http://acme.example/cb"),
            "--redirect-uri: 'http://acme.example/cb' must use https.",
        ),
        ((*DESK,), "--redirect-uri: 'http://127.0.0.1/callback' must use https"),
        ((*WEB, "--scope", "every\nthing"), "--scope: 'every?thing' is not a permission here"),
        ((*WEB, "--public", "--origin", "https://app.example/"), "--origin: 'https://app.example/' is not an origin"),
        ((*WEB, *ORIGIN), "--origin: 'https://app.example': only single-page apps"),
        (WEB[2:], "--name: The name is empty"),
        (WEB[:2] + WEB[4:], "--redirect-uri: At least one redirect URI is needed."),
        (WEB[:4], "--scope: At least one permission is needed."),
    ],
)
def test_bad_input_is_one_line_with_the_value_and_the_rule(arguments: tuple[str, ...], sentence: str) -> None:
    with pytest.raises(CommandError) as refused:
        create(*arguments)
    assert str(refused.value).startswith(sentence)
    assert "\n" not in str(refused.value)
    assert not application_model().objects.exists()


def test_bad_input_exits_with_1_and_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        Command().run_from_argv(["manage.py", "hub_client", "create", *WEB, "--kind", "device", "--json"])
    told = capsys.readouterr()
    assert ended.value.code == 1
    assert told.out == ""
    assert told.err == "CommandError: --kind: 'device' is not one of web, spa, native.\n"


@pytest.mark.parametrize("arguments", [("--name",), ("--scope", "profile:read", "teams:read"), ("--colour", "red")])
def test_odd_options_exit_with_1_and_one_line(capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as stopped:
        Command().run_from_argv(["manage.py", "hub_client", "create", *arguments])
    assert stopped.value.code == 1
    assert len(capsys.readouterr().err.splitlines()) == 1


@pytest.mark.parametrize("kind", ["web", "spa", "native"])
def test_while_debug_is_on_every_kind_may_use_loopback(settings: LazySettings, kind: str) -> None:
    settings.DEBUG = True
    created("--name", "Acme", "--redirect-uri", "http://localhost:9000/cb", "--scope", "profile:read", "--kind", kind)
    assert ClientProfile.objects.get().kind == kind
