"""What people read when something goes wrong: one sentence a cause."""

from __future__ import annotations

from typing import Final

from authlib.integrations.flask_client import OAuthError
from requests import RequestException

ENDED: Final = "The connection to the Hub has ended. Connect again to go on."
BUSY: Final = "The Hub is busy. Please try again in a moment."
SENTENCES: Final = {
    "access_denied": "You chose not to connect. Nothing was shared.",
    "mismatching_state": "That answer was not meant for this browser, or it came too late. Please connect again.",
    "wrong_issuer": "That answer did not come from the Hub. Please connect again.",
    "invalid_client": "The Hub does not know Acme Planner any more, or has turned it off.",
    "invalid_grant": ENDED,
    "invalid_token": ENDED,
    "temporarily_unavailable": BUSY,
    "server_error": BUSY,
}
REFUSED: Final = "The Hub refused. It is not your fault; please tell the people of Acme."
UNREACHABLE: Final = "The Hub does not answer at the moment. Please try again soon."
NOT_REVOKED: Final = (
    "Acme Planner has forgotten you, but could not tell the Hub. You can remove Acme Planner there, in Connected apps."
)
PAGES: Final = {
    400: "This page is out of date. Go back to the start and try again.",
    404: "There is no such page.",
    405: "This page cannot be opened like that.",
}
BROKEN: Final = "Something went wrong on our side. Please try again."


def sentence(error: OAuthError | RequestException) -> str:
    """What to tell the person."""
    if isinstance(error, RequestException):
        return UNREACHABLE
    return SENTENCES.get(error.error, REFUSED)
