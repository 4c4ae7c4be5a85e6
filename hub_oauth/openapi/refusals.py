"""Errors of the endpoints for clients (RFC 6749 §5.2), each with the causes it stands for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from hub_oauth.errors import CAUSES, Cause
from hub_oauth.openapi import examples, sentences
from hub_oauth.openapi.shapes import JSON, Shape, answer, record, reference, text

NAME: Final = "OAuthError"
# RFC 6749 §5.2: what may stand in either.
CHARACTERS: Final = r"^[\x20-\x21\x23-\x5b\x5d-\x7e]+$"
# Before an endpoint looks at anything of its own.
OF_A_FORM: Final = (
    "parameter_repeated",
    "parameter_malformed",
    "parameter_missing",
    "body_too_large",
    "body_unreadable",
    "content_type",
    "query_not_allowed",
    "method_not_allowed",
    "insecure_transport",
    "throttled",
    "temporarily_unavailable",
)
OF_A_CLIENT: Final = (
    "client_unknown",
    "client_credentials_wrong",
    "client_authentication_twice",
    "client_id_mismatch",
)
# Words of our own: those of http.HTTPStatus change with the Python.
MEANINGS: Final = {
    400: "Something is wrong with the request.",
    401: "The client is unknown, or was not authenticated.",
    405: "The endpoint knows another method.",
    413: "The body is too large.",
    415: "The body is no form.",
    429: "Too many requests.",
    503: "The Hub can't answer now; nothing was changed.",
}
HEADERS: Final[dict[int, dict[str, str]]] = {
    401: {"WWW_Authenticate": "Basic (RFC 6749 §5.2)."},
    405: {"Allow": "The methods that the endpoint answers."},
    429: {"Retry_After": "Seconds until the limit is open again."},
    503: {"Retry_After": "Seconds."},
}


def schemas() -> Shape:
    codes = sorted({cause.error for cause in CAUSES.values() if cause.error})
    properties = {
        "error": text("The registered code.", enum=codes),
        "error_description": text("For developers, never for people.", pattern=CHARACTERS),
    }
    properties["error_uri"] = text("Where the site explains it, if it does.", format="uri")
    return {NAME: record(properties, optional=["error_uri"], additionalProperties=False)}


def responses(names: Iterable[str]) -> Shape:
    """Status -> response, for causes by their name in ``hub_oauth.errors.CAUSES``; KeyError for one that is not."""
    causes = {name: CAUSES[name] for name in names}
    return {str(status): response(status, of_status(causes, status)) for status in statuses(causes.values())}


def of_status(causes: Mapping[str, Cause], status: int) -> dict[str, Cause]:
    return {name: cause for name, cause in causes.items() if cause.status == status}


def statuses(causes: Iterable[Cause]) -> list[int]:
    return sorted({cause.status for cause in causes})


def response(status: int, causes: Mapping[str, Cause]) -> Shape:
    """causes: by name, as their examples are called."""
    codes = sorted({cause.error for cause in causes.values()})
    schema = reference(NAME) | {"properties": {"error": {"enum": codes}}}
    headers = {"Cache_Control": "no-store", **HEADERS.get(status, {})}
    shown = {name: example(name, cause) for name, cause in causes.items()}
    return answer(explanation(status, causes.values()), schema, JSON, shown, **headers)


def example(name: str, cause: Cause) -> Shape:
    explained = {"error_uri": f"{examples.ERRORS}#{name}"}
    return {"error": cause.error, "error_description": sentences.filled(cause.sentence), **explained}


def explanation(status: int, causes: Iterable[Cause]) -> str:
    """What the status means, and every sentence that may come with it; KeyError for a status without a meaning."""
    lines = [f"- `{cause.error}`: {sentences.named(cause.sentence)}" for cause in causes]
    return "\n".join([MEANINGS[status], "", *lines])
