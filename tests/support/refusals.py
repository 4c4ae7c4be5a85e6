"""What a refusal of the authorization endpoint looks like, and that it issued nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub_oauth.conf import conf
from hub_oauth.errors import CAUSES
from hub_oauth.models import Consent, Grant
from hub_oauth.views.pages import HEADERS
from tests.support.app import STATE, App, answer_of

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response


def assert_error_page(response: Response, cause: str) -> None:
    """Our own page, from which nobody is sent anywhere. cause: a key of hub_oauth.errors.CAUSES."""
    assert response.status_code == 400
    assert "Location" not in response.headers
    assert response.headers["Content-Type"].startswith("text/html")
    assert response.headers.items() >= HEADERS.items()
    assert sentence_of(cause) in response.content.decode()
    assert_nothing_issued()


def assert_sent_back(response: Response, app: App, error: str, cause: str, state: str | None = STATE) -> None:
    """The way back to the client with the error, the state as it came, and the issuer (RFC 9207 §2)."""
    assert_tells(response, app, error, cause, state)
    assert_nothing_issued()


def assert_tells(response: Response, app: App, error: str, cause: str, state: str | None = STATE) -> None:
    """The same where something had been issued before."""
    assert response.status_code == 303
    assert response.headers["Location"].startswith(app.redirect_uri)
    told = answer_of(response)
    assert told.pop("error_description").startswith(sentence_of(cause))
    assert told == {"error": error, "iss": conf.issuer} | ({} if state is None else {"state": state})


def assert_nothing_issued() -> None:
    assert not Grant.objects.exists()
    assert not Consent.objects.exists()


def sentence_of(cause: str) -> str:
    """What the cause says, as far as no value stands in it."""
    return CAUSES[cause].sentence.partition("{")[0]
