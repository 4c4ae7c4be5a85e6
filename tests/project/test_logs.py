"""What the log holds, and what it must not."""

from __future__ import annotations

import io
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


@pytest.mark.yardstick("C14", "G3")
def test_a_query_is_never_written(log: io.StringIO) -> None:
    logging.getLogger("django.request").warning(
        '"%s" %s', "GET /api/oauth/authorize?code_challenge=c&state=s HTTP/1.1", 400
    )
    assert log.getvalue().endswith('"GET /api/oauth/authorize?[cut] HTTP/1.1" 400\n')


@pytest.mark.yardstick("C14", "G3")
def test_a_refusal_is_written_with_the_code_of_its_answer(log: io.StringIO, client: Client) -> None:
    response = client.get("/nowhere?code=secret")
    assert f"[{response.headers['X-Request-ID']}] Not Found: /nowhere" in log.getvalue()
    assert "secret" not in log.getvalue()


def test_a_line_without_a_request_has_a_dash(log: io.StringIO) -> None:
    logging.getLogger("django").warning("starting")
    assert " [-] starting" in log.getvalue()


def test_a_record_about_a_request_has_its_code(log: io.StringIO) -> None:
    request = RequestFactory().get("/")
    code = reference_of(request)
    logging.getLogger("django").warning("late", extra={"request": request})
    assert f"[{code}] late" in log.getvalue()


@pytest.mark.parametrize("name", ["django", "django.request", "django.server"])
def test_no_logger_of_django_has_a_handler_without_the_filters(name: str) -> None:
    logger = logging.getLogger(name)
    assert (logger.handlers, logger.propagate) == ([], True)
