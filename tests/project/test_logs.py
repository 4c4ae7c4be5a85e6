"""What the log holds, and what it must not."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
from django.test import Client, RequestFactory

from hub_oauth.references import reference_of
from hub_project.logs import RequestId


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the site's own handler writes."""
    console = next(
        handler
        for handler in logging.getLogger().handlers
        if any(isinstance(each, RequestId) for each in handler.filters)
    )
    assert isinstance(console, logging.StreamHandler)
    written = io.StringIO()
    before = console.setStream(written)
    yield written
    console.setStream(before)


def lines(log: io.StringIO) -> list[dict[str, str]]:
    """Every line is one JSON object."""
    return [json.loads(line) for line in log.getvalue().splitlines()]


def requests_in(log: io.StringIO) -> list[tuple[str, str]]:
    return [(line["request"], line["message"]) for line in lines(log)]


@pytest.mark.yardstick("C14", "G3")
def test_a_query_is_never_written(log: io.StringIO) -> None:
    logging.getLogger("django.request").warning(
        '"%s" %s', "GET /api/oauth/authorize?code_challenge=c&state=s HTTP/1.1", 400
    )
    assert lines(log)[-1]["message"] == '"GET /api/oauth/authorize?[cut] HTTP/1.1" 400'


@pytest.mark.parametrize(
    "link", ["/account/invitations/", "/accounts/confirm-email/", "/accounts/password/reset/key/1-"]
)
def test_the_key_of_a_link_is_never_written(log: io.StringIO, link: str) -> None:
    key = "MQ:1x" + "Wh" * 8
    try:
        int(f"{link}{key}/")
    except ValueError:
        logging.getLogger("django.request").exception("Service Unavailable: %s%s/", link, key)
    assert lines(log)[-1]["message"].endswith("/[cut]")
    assert "[cut]" in lines(log)[-1]["traceback"]
    assert key not in log.getvalue()


@pytest.mark.yardstick("C14", "G3")
def test_a_refusal_is_written_with_the_code_of_its_answer(log: io.StringIO, client: Client) -> None:
    response = client.get("/nowhere?code=secret")
    assert (response.headers["X-Request-ID"], "Not Found: /nowhere") in requests_in(log)
    assert "secret" not in log.getvalue()


def test_a_line_without_a_request_has_a_dash(log: io.StringIO) -> None:
    logging.getLogger("django").warning("starting")
    assert requests_in(log) == [("-", "starting")]


def test_a_record_about_a_request_has_its_code(log: io.StringIO) -> None:
    request = RequestFactory().get("/")
    code = reference_of(request)
    logging.getLogger("django").warning("late", extra={"request": request})
    assert requests_in(log) == [(code, "late")]


@pytest.mark.parametrize("name", ["django", "django.request", "django.server"])
def test_no_logger_of_django_has_a_handler_without_the_filters(name: str) -> None:
    logger = logging.getLogger(name)
    assert (logger.handlers, logger.propagate) == ([], True)


@pytest.mark.yardstick("L9")
@pytest.mark.parametrize("odd", ["\n", "\r\n", "\x1b[2J", "\x00", "\x85", "\u2028", "\u202e", "\ud800"], ids=ascii)
def test_nothing_begins_a_line_of_its_own(log: io.StringIO, odd: str) -> None:
    forged = f'x{odd}{{"level": "INFO", "message": "all is well"}}'
    logging.getLogger("hub_oauth").warning("client_id %s", forged)
    assert log.getvalue().count("\n") == 1
    assert log.getvalue().rstrip("\n").isascii()
    assert log.getvalue().rstrip("\n").isprintable()
    assert lines(log)[0]["message"] == f"client_id {forged}"


@pytest.mark.yardstick("L9")
@pytest.mark.django_db
@pytest.mark.parametrize("name", ["client_id", "state", "redirect_uri"])
def test_a_request_forges_no_line(log: io.StringIO, client: Client, name: str) -> None:
    agent = "x\\n\t\x1b[2J"
    client.get(f"/api/oauth/authorize?{name}=x%0d%0a2026-01-01+INFO+forged", headers={"User-Agent": agent})
    client.get("/now%0d%0aforged%1b[2J")
    assert {line["message"].partition(":")[0] for line in lines(log)} <= {"Bad Request", "Not Found"}
    assert "\x1b" not in log.getvalue()


@pytest.mark.yardstick("L9")
def test_an_exception_is_one_line_too(log: io.StringIO) -> None:
    try:
        int("first\nsecond")
    except ValueError:
        logging.getLogger("hub_oauth").exception("failed")
    (line,) = lines(log)
    assert line["message"] == "failed"
    assert line["traceback"].count("ValueError") == 1
