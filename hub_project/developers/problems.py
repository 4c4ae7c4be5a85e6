"""The same for what the API refuses beside the token: the codes of its problem documents."""

from __future__ import annotations

from typing import Final

from django.utils import translation
from rest_framework.exceptions import NotFound

from hub_oauth.problems import KINDS, Kind
from hub_project.developers.remedies import Remedy

with translation.override(None):  # like the sentences of the Hub beside it
    NOT_FOUND: Final = {NotFound.default_code: Kind(NotFound.status_code, str(NotFound.default_detail))}
TITLE: Final = "What the API is asked to do"

MEANINGS: Final[dict[str, Remedy]] = {
    "not_found": Remedy(
        "There is no such thing, or the person did not choose it for your app; the two look the same. Or there is "
        "nothing at all at this address.",
        "Take ids and user names from the lists of the API, cursors from the page before, and addresses from the "
        "OpenAPI document.",
    ),
    "unsupported_media_type": Remedy(
        "The body has another Content-Type.",
        "Send Content-Type: application/json.",
    ),
    "malformed_json": Remedy(
        "The body can't be read, is no object, or has a name twice.",
        "Let a JSON library write it, in UTF-8 and without a byte order mark.",
    ),
    "unknown_field": Remedy(
        "The body has a field that is not described.",
        "Leave it out; the sentence names those there are.",
    ),
    "field_missing": Remedy(
        "The body lacks a field.",
        "Add what the sentence names.",
    ),
    "field_invalid": Remedy(
        "A field has a value that it can't have.",
        "Send what the sentence asks for.",
    ),
    "role_insufficient": Remedy(
        "The permission is there, but the person may not do this in the team.",
        "Read the person's role first; owners change everybody, admins change members.",
    ),
    "last_owner": Remedy(
        "Without this owner nobody could manage the team.",
        "Make somebody else an owner, then repeat it.",
    ),
    "role_differs": Remedy(
        "You asked to add somebody who is in the team with another role.",
        "Use PATCH, or leave role out to accept whatever it is.",
    ),
    "person_unavailable": Remedy(
        "Nobody of exactly this name can be added; whether there is such a person is not told.",
        "Check the name with the person, or invite an e-mail address.",
    ),
    "precondition_failed": Remedy(
        "It changed since you read the ETag that you sent.",
        "Read it again, and decide anew.",
    ),
    "idempotency_key_invalid": Remedy(
        "The header Idempotency-Key holds no key, or more than one.",
        "Make one of 1 to 200 printable ASCII characters, such as a UUID.",
    ),
    "idempotency_key_in_use": Remedy(
        "The first request with this key has no answer yet.",
        "Wait a moment, then send the same request with the same key.",
    ),
    "idempotency_key_reused": Remedy(
        "A key stands for one request; this one stood for another.",
        "Make a new key for each request, and keep it for its repetitions alone.",
    ),
}


def kinds() -> dict[str, Kind]:
    """Code -> kind: every one that the apps of this site registered."""
    return NOT_FOUND | KINDS
