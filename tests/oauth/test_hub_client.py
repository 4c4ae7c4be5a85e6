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
from tests.support.app import App

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
        ((*WEB, "--support-email", "help"), "--support-email: 'help' is not an e-mail address."),
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


# The other verbs


def tell(*arguments: str) -> Any:
    """What hub_client prints as JSON."""
    out = StringIO()
    call_command("hub_client", *arguments, "--json", stdout=out)
    return json.loads(out.getvalue())


def say(*arguments: str) -> str:
    out = StringIO()
    call_command("hub_client", *arguments, stdout=out)
    return out.getvalue()


def test_list_has_every_app_on_a_line(web_app: App, native_app: App) -> None:
    assert [row["name"] for row in tell("list")] == ["Acme Desk", "Acme Planner"]
    assert tell("list")[1] == {"client_id": web_app.client_id, "name": "Acme Planner", "kind": "web", "enabled": True}
    assert [line.split()[0] for line in say("list").splitlines()] == [native_app.client_id, web_app.client_id]


@pytest.mark.yardstick("L5")
def test_show_tells_all_but_the_secret(web_app: App) -> None:
    told = tell("show", web_app.client_id)
    assert (told["redirect_uris"], told["scopes"]) == ([web_app.redirect_uri], list(web_app.scopes))
    raw = str(web_app.secret)
    assert [each["secret"] for each in told["secrets"]] == [f"{raw[:11]}…{raw[-4:]}"]
    assert raw not in say("show", web_app.client_id) + json.dumps(told)


def test_rotate_prints_a_secret_that_works_beside_the_old_one(web_app: App) -> None:
    told = tell("rotate-secret", web_app.client_id)
    application = clients.find(web_app.client_id)
    assert secrets.verify(application, told["client_secret"])
    assert secrets.verify(application, str(web_app.secret))
    assert [event.reference for event in events("client.secret_created")][-1] == "hub_client"


def test_without_overlap_the_old_secret_ends_at_once(web_app: App) -> None:
    tell("rotate-secret", web_app.client_id, "--overlap", "0")
    assert not secrets.verify(clients.find(web_app.client_id), str(web_app.secret))


def test_an_app_is_turned_off_and_on(web_app: App) -> None:
    told = tell("disable", web_app.client_id, "--reason", "It spams.")
    assert (told["enabled"], told["disabled_reason"]) == (False, "It spams.")
    assert tell("enable", web_app.client_id)["enabled"]
    assert [(event.event, event.reference) for event in events("client.disabled") + events("client.enabled")] == [
        ("client.disabled", "hub_client"),
        ("client.enabled", "hub_client"),
    ]


@pytest.mark.parametrize("verb", ["show", "rotate-secret", "disable", "enable"])
@pytest.mark.parametrize("client_id", ["nobody", "a\0b", "a\nb"])
def test_an_app_that_is_not_there_is_named(db: None, verb: str, client_id: str) -> None:
    with pytest.raises(CommandError) as refused:
        tell(verb, client_id)
    assert str(refused.value) == f"{client_id!a} is no app here; hub_client list has them all."


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--overlap", "soon"), "--overlap: 'soon' is not a number of hours; 0 to 168 are allowed."),
        (("--overlap", "169"), "169 hours is not an overlap; 0 to 168 are."),
        (("--overlap", "-1"), "--overlap: '-1' is not a number of hours; 0 to 168 are allowed."),
    ],
)
def test_an_overlap_that_can_not_be_makes_no_secret(web_app: App, arguments: tuple[str, str], sentence: str) -> None:
    with pytest.raises(CommandError) as refused:
        tell("rotate-secret", web_app.client_id, "=".join(arguments))
    assert str(refused.value) == sentence
    assert len(tell("show", web_app.client_id)["secrets"]) == 1


def test_a_third_secret_and_one_of_a_public_app_are_refused(web_app: App, spa_app: App) -> None:
    tell("rotate-secret", web_app.client_id)
    for app, sentence in ((web_app, "2 secrets are live already"), (spa_app, "A public app can't keep a secret")):
        with pytest.raises(CommandError, match=sentence):
            tell("rotate-secret", app.client_id)


def test_a_reason_that_is_too_long_turns_nothing_off(web_app: App) -> None:
    with pytest.raises(CommandError, match="--reason: it has 201 characters; 200 are allowed"):
        tell("disable", web_app.client_id, "--reason", "x" * 201)
    assert tell("show", web_app.client_id)["enabled"]


@pytest.mark.django_db(transaction=True)  # what a database refuses would end the transaction of a test
@pytest.mark.parametrize("arguments", [("show", "\udcff"), ("disable", "{app}", "--reason", "\udcff")])
def test_what_is_not_utf_8_is_one_line(web_app: App, arguments: tuple[str, ...]) -> None:
    with pytest.raises(CommandError, match=r"^'\\udcff' is not UTF-8\.$"):
        call_command("hub_client", *(argument.format(app=web_app.client_id) for argument in arguments))
    assert ClientProfile.objects.get().enabled


def test_a_reason_is_kept_in_one_line(web_app: App) -> None:
    call_command("hub_client", "disable", web_app.client_id, "--reason", " It spams.\n A lot.", stdout=StringIO())
    assert ClientProfile.objects.get().disabled_reason == "It spams. A lot."
