"""What the environment may say, and what stops the start."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from hub_project import mailers
from hub_project.environment import Environment
from tests.support.server import ROOT

FOLDER = Path("/srv/hub")
PRODUCTION = {
    "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "ALLOWED_HOSTS": "hub.example, www.hub.example",
    "HUB_ISSUER": "https://hub.example",
    "DATABASE_URL": "postgres://hub:pass%2Fword@db.example:5433/hub?sslmode=require",
    "CACHE_URL": "redis://cache.example:6379/1",
    "EMAIL_URL": "smtp+tls://hub:pass%2Fword@mail.example",
}
ATTRIBUTES = {
    "DEBUG": "debug",
    "SECRET_KEY": "secret_key",
    "ALLOWED_HOSTS": "allowed_hosts",
    "HUB_ISSUER": "issuer",
    "DATABASE_URL": "database",
    "HUB_DATABASE_TIMEOUT": "database_timeout",
    "CACHE_URL": "cache",
    "EMAIL_URL": "email",
    "EMAIL_FROM": "email_from",
    "HUB_SIGN_UP": "sign_up_is_open",
    "HUB_PROXIES": "proxies",
    "HUB_PLAYGROUND": "playground_is_on",
    "HUB_THROTTLES": "throttles",
    "HUB_CLIENT_ID_DOCUMENTS": "client_id_documents",
    "HUB_HELP_URL": "links",
    "HUB_REPORT_URL": "links",
}


def production(**over: str) -> Environment:
    return Environment({**PRODUCTION, **over}, FOLDER)


def refusal(name: str, value: str) -> str:
    with pytest.raises(ImproperlyConfigured) as caught:
        getattr(production(**{name: value}), ATTRIBUTES[name])
    return str(caught.value)


@pytest.mark.parametrize("name", sorted(PRODUCTION))
def test_production_says_everything(name: str) -> None:
    assert refusal(name, " ") == f"{name} is missing. The file .env.example explains it."


@pytest.mark.parametrize(
    ("name", "value", "rule"),
    [
        ("DEBUG", "perhaps", "takes on or off"),
        ("HUB_PLAYGROUND", "perhaps", "takes on or off"),
        ("HUB_THROTTLES", "token.user", "takes NAME=RATE"),
        ("SECRET_KEY", "short", "at least 50 random characters"),
        ("SECRET_KEY", "a" * 60, "at least 50 random characters"),
        ("ALLOWED_HOSTS", " , ", "takes host names"),
        ("ALLOWED_HOSTS", "https://hub.example", "takes host names"),
        ("HUB_ISSUER", "http://hub.example", "must use https"),
        ("HUB_ISSUER", "ftp://127.0.0.1", "must use https"),
        ("HUB_ISSUER", "hub.example", "takes an origin"),
        ("HUB_ISSUER", "https://hub.example/path", "takes an origin"),
        ("HUB_ISSUER", "https://hub.example?query", "takes an origin"),
        ("HUB_ISSUER", "https://me@hub.example", "takes an origin"),
        ("HUB_ISSUER", "https://:443", "takes an origin"),
        ("HUB_ISSUER", "https://hub.example:port", "not a valid URL"),
        ("DATABASE_URL", "mysql://hub@db.example/hub", "must begin with postgres://"),
        ("DATABASE_URL", "postgres://hub@db.example", "must name a database"),
        ("DATABASE_URL", "postgres://hub@db.example/hub?prepare=maybe", "takes ?prepare=on or ?prepare=off"),
        ("DATABASE_URL", "sqlite://", "must name a database"),
        ("DATABASE_URL", "postgres://hub:se/cret@db.example/hub", "not a valid URL"),
        ("DATABASE_URL", "postgres://hub@one.example,two.example:port/hub", "not a valid URL"),
        ("DATABASE_URL", "postgres://hub@one.example:5433,two.example/hub", "takes a port for each"),
        ("DATABASE_URL", "postgres://hub@[::1]:5433,[::2]:5434/hub", "takes names or IPv4 addresses"),
        ("CACHE_URL", "redis://one.example:6379,two.example:6379/0", "not a valid URL"),
        ("HUB_DATABASE_TIMEOUT", "0", "takes whole seconds from 1 to 60"),
        ("HUB_DATABASE_TIMEOUT", "61", "takes whole seconds from 1 to 60"),
        ("HUB_DATABASE_TIMEOUT", "off", "takes whole seconds from 1 to 60"),
        ("CACHE_URL", "dummycache://", "must begin with redis://"),
        ("EMAIL_URL", "dummymail://", "must begin with smtp+tls://"),
        ("EMAIL_URL", "consolemail://", "must begin with smtp+tls://"),
        ("EMAIL_URL", "smtp+tls://", "must name a server"),
        ("EMAIL_URL", "smtp+tls://hub:se/cret@mail.example", "not a valid URL"),
        ("EMAIL_FROM", "The Hub", "takes an address"),
        ("EMAIL_FROM", "hub@", "takes an address"),
        ("EMAIL_FROM", "Hub <hub@hub.example>\nBcc: eve@evil.example", "takes an address"),
        ("HUB_SIGN_UP", "perhaps", "takes open or closed"),
        ("HUB_CLIENT_ID_DOCUMENTS", "https://tool.example", "takes off, any, or hosts"),
        ("HUB_CLIENT_ID_DOCUMENTS", "any,tool.example", "takes off, any, or hosts"),
        ("HUB_CLIENT_ID_DOCUMENTS", "*", "takes off, any, or hosts"),
        ("HUB_PROXIES", "-1", "takes a number from 0 to 9"),
        ("HUB_PROXIES", "two", "takes a number from 0 to 9"),
    ],
)
def test_a_wrong_value_is_refused_with_the_rule(name: str, value: str, rule: str) -> None:
    sentence = refusal(name, value)
    assert sentence.startswith(f"{name} ")
    assert rule in sentence


@pytest.mark.parametrize("value", ["postgres://hub:se/cret@db.example/hub", "mysql://hub:cret@db.example/hub"])
def test_a_refusal_never_shows_a_password(value: str) -> None:
    assert "cret" not in refusal("DATABASE_URL", value)


def test_development_needs_nothing_but_debug() -> None:
    development = Environment({"DEBUG": "on"}, FOLDER)
    assert development.issuer == "http://127.0.0.1:8000"
    assert development.allowed_hosts == ["localhost", "127.0.0.1", "[::1]"]
    assert development.database["NAME"] == "/srv/hub/db.sqlite3"
    assert development.cache["BACKEND"].endswith("LocMemCache")
    assert development.email["EMAIL_BACKEND"].endswith("console.EmailBackend")


def test_without_a_word_it_is_production() -> None:
    assert production().debug is False


def test_hosts_stand_between_commas() -> None:
    assert production().allowed_hosts == ["hub.example", "www.hub.example"]


def test_a_slash_after_the_issuer_is_left_out() -> None:
    assert production(HUB_ISSUER="https://hub.example/").issuer == "https://hub.example"


@pytest.mark.parametrize("issuer", ["http://127.0.0.1:8000", "http://localhost", "http://[::1]:8000"])
def test_http_is_for_this_computer(issuer: str) -> None:
    assert production(HUB_ISSUER=issuer).issuer == issuer


def test_postgresql_keeps_connections_and_checks_them() -> None:
    database = production().database
    assert database["PASSWORD"] == "pass/word"
    assert database["OPTIONS"]["sslmode"] == "require"
    assert (database["CONN_MAX_AGE"], database["CONN_HEALTH_CHECKS"]) == (60, True)


def test_where_one_server_takes_over_from_another_the_url_names_both() -> None:
    url = "postgres://hub:pass%2Fword@one.example:5433,two.example:5434/hub?target_session_attrs=read-write"
    database = production(DATABASE_URL=url).database
    assert (database["HOST"], database["PORT"]) == ("one.example,two.example", "5433,5434")
    assert (database["PASSWORD"], database["OPTIONS"]["target_session_attrs"]) == ("pass/word", "read-write")


def test_the_url_may_say_how_long_a_connection_is_kept() -> None:
    assert production(DATABASE_URL="postgres://hub@db.example/hub?conn_max_age=5").database["CONN_MAX_AGE"] == 5


def test_postgresql_plans_once_what_is_asked_often_but_not_behind_a_pool_of_transactions() -> None:
    assert production().database["OPTIONS"]["server_side_binding"] is True
    unprepared = production(DATABASE_URL="postgres://hub@db.example/hub?prepare=off").database
    assert not unprepared["OPTIONS"].keys() & {"server_side_binding", "prepare_threshold"}
    assert unprepared["DISABLE_SERVER_SIDE_CURSORS"]


def test_a_request_waits_two_seconds_for_postgresql_unless_the_site_says_otherwise() -> None:
    assert production().database_timeout == 2
    assert production(HUB_DATABASE_TIMEOUT="10").database_timeout == 10


def test_a_network_that_is_gone_is_noticed_at_last_by_commands_too() -> None:
    assert production().database["OPTIONS"]["tcp_user_timeout"] == 60_000
    longer = production(DATABASE_URL="postgres://hub@db.example/hub?connect_timeout=20").database["OPTIONS"]
    assert (longer["connect_timeout"], longer["keepalives_idle"]) == (20, 60)


def test_sqlite_waits_for_writers_and_never_blocks_readers() -> None:
    database = production(DATABASE_URL="sqlite:////var/lib/hub/hub.sqlite3").database
    assert database["NAME"] == "/var/lib/hub/hub.sqlite3"
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in database["OPTIONS"]["init_command"]


def test_a_bad_start_says_one_sentence(tmp_path: Path) -> None:
    environ = {**PRODUCTION, "DEBUG": "off", "HUB_ISSUER": "http://hub.example", "HOME": str(tmp_path)}
    command = [sys.executable, str(ROOT / "manage.py"), "check"]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == (
        "HUB_ISSUER must use https; http only on 127.0.0.1, [::1] or localhost. The file .env.example explains it.\n"
    )


def test_the_example_names_every_variable() -> None:
    lines = (ROOT / ".env.example").read_text().splitlines()
    assert {line.partition("=")[0] for line in lines if line and not line.startswith("#")} == set(ATTRIBUTES)


@pytest.mark.parametrize(
    ("url", "port", "encryption"),
    [
        ("smtp://mail.example", 25, {}),
        ("smtp+tls://mail.example", 587, {"use_tls": True}),
        ("smtp+ssl://mail.example", 465, {"use_ssl": True}),
        ("smtp+tls://mail.example:2525", 2525, {"use_tls": True}),
    ],
)
def test_the_server_for_emails_is_reached_as_its_url_says(url: str, port: int, encryption: dict[str, bool]) -> None:
    mailer = mailers.settings(production(EMAIL_URL=url).email, (6, 1))["MAILERS"]["default"]
    assert mailer["BACKEND"].endswith("smtp.EmailBackend")
    assert mailer["OPTIONS"] == {"host": "mail.example", "port": port, "timeout": mailers.TIMEOUT, **encryption}


def test_before_mailers_django_has_a_setting_for_each_part() -> None:
    told = mailers.settings(production().email, (5, 2))
    assert told["EMAIL_HOST_USER"] == "hub"
    assert told["EMAIL_HOST_PASSWORD"] == "pass/word"
    assert (told["EMAIL_HOST"], told["EMAIL_PORT"], told["EMAIL_USE_TLS"]) == ("mail.example", 587, True)


@pytest.mark.parametrize(
    ("url", "folder"), [("filemail:///mails", "/srv/hub/mails"), ("filemail:////var/mails", "/var/mails")]
)
def test_emails_may_go_to_files(url: str, folder: str) -> None:
    assert production(EMAIL_URL=url).email["EMAIL_FILE_PATH"] == folder


def test_emails_come_from_the_hub_unless_told_otherwise() -> None:
    assert production().email_from == "Hub <no-reply@hub.example>"
    assert production(EMAIL_FROM="accounts@hub.example").email_from == "accounts@hub.example"
    assert production(HUB_ISSUER="http://[::1]:8000").email_from == "Hub <no-reply@localhost>"


def test_strangers_sign_up_only_where_somebody_decided_so() -> None:
    assert production().sign_up_is_open is False
    assert production(HUB_SIGN_UP="open").sign_up_is_open is True
    assert Environment({"DEBUG": "on"}, FOLDER).sign_up_is_open is True
    assert Environment({"DEBUG": "on", "HUB_SIGN_UP": "closed"}, FOLDER).sign_up_is_open is False


def test_limits_may_differ_from_the_hubs_own() -> None:
    assert production().throttles == {}
    differing = production(HUB_THROTTLES="token.user=120/m, api.user = off").throttles
    assert differing == {"token.user": "120/m", "api.user": None}


def test_documents_of_apps_are_read_of_whom_the_site_names() -> None:
    assert production().client_id_documents == {"CLIENT_ID_DOCUMENTS": "off"}
    assert production(HUB_CLIENT_ID_DOCUMENTS="any").client_id_documents == {"CLIENT_ID_DOCUMENTS": "any"}
    assert production(HUB_CLIENT_ID_DOCUMENTS="tool.example, .agents.example").client_id_documents == {
        "CLIENT_ID_DOCUMENTS": "allow-list",
        "CLIENT_ID_DOCUMENT_HOSTS": ["tool.example", ".agents.example"],
    }


def test_the_playground_is_on_only_in_development_or_where_somebody_says_so() -> None:
    assert not production().playground_is_on
    assert production(HUB_PLAYGROUND="on").playground_is_on
    assert Environment({"DEBUG": "on"}, ROOT).playground_is_on


def test_the_links_for_help_and_reports_are_the_sites() -> None:
    assert production().links == {"HELP_URL": "", "REPORT_URL": ""}
    given = {"HUB_HELP_URL": " mailto:help@hub.example ", "HUB_REPORT_URL": "https://hub.example/{client_id}"}
    expected = {"HELP_URL": "mailto:help@hub.example", "REPORT_URL": "https://hub.example/{client_id}"}
    assert production(**given).links == expected
