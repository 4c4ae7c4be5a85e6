"""Errors of the resource API: problem documents (RFC 9457) with a stable code."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Final

from django.utils import translation
from rest_framework import exceptions

from hub_oauth.api.errors import PROBLEM, Unavailable
from hub_oauth.errors import CAUSES
from hub_oauth.openapi import examples, sentences
from hub_oauth.openapi.shapes import Shape, answer, array, record, reference, text
from hub_oauth.problems import KINDS

NAME: Final = "Problem"
OPTIONAL: Final = ("required_scopes", "granted_scopes", "authorize_parameters")
CHALLENGED: Final = {"WWW_Authenticate": "Bearer, with what went wrong and where to get a token (RFC 6750, RFC 9728)."}
# Status -> what it means, the codes that come with it, headers of its own.
CODES: Final[dict[int, tuple[str, tuple[str, ...], dict[str, str]]]] = {
    400: ("The token is in the wrong place, or is no token.", (CAUSES["token_in_url"].error,), CHALLENGED),
    401: ("There is no token, or none that is good.", ("token_missing", CAUSES["token_invalid"].error), CHALLENGED),
    403: ("The token lacks a permission.", (CAUSES["scope_insufficient"].error,), CHALLENGED),
    404: ("There is no such thing, or it is not visible to this person.", (exceptions.NotFound.default_code,), {}),
    405: ("The method is not one of this address.", (exceptions.MethodNotAllowed.default_code,), {"Allow": "Methods."}),
    413: ("The body is too large.", (CAUSES["body_too_large"].error,), {}),
    429: ("Too many requests.", (exceptions.Throttled.default_code,), {"Retry_After": "Seconds."}),
    503: ("The Hub can't answer now.", (Unavailable.default_code,), {"Retry_After": "Seconds."}),
}
# Refused by REST framework, in its own words.
OF_REST: Final = (
    exceptions.NotFound,
    partial(exceptions.MethodNotAllowed, "PUT"),
    partial(exceptions.Throttled, 42),
)
# What a status means where only a resource's own problems have it.
MEANINGS: Final = {
    400: "The body, a field or a header is not as it must be.",
    409: "It does not fit what there is now.",
    412: "It is not what If-Match names any more.",
    415: "The body is no JSON.",
    422: "It can't be done with what was sent.",
}


def schemas() -> Shape:
    properties = {
        "type": text("Where it is explained, or about:blank.", format="uri"),
        "status": {"type": "integer", "enum": sorted({*CODES, *(kind.status for kind in KINDS.values())})},
        "code": text(
            "Stable, for programs.", enum=sorted({code for _, codes, _ in CODES.values() for code in codes} | {*KINDS})
        ),
        "detail": text("For developers."),
        "reference": text("Tell it to the Hub's administrator; the log knows it."),
        "required_scopes": array(text(), "What this resource needs; with insufficient_scope."),
        "granted_scopes": array(text(), "What the token has; with insufficient_scope."),
        "authorize_parameters": {
            "type": "object",
            "additionalProperties": text(),
            "description": "Of the authorization request for what is missing; redirect_uri, state and PKCE are yours.",
        },
    }
    return {NAME: record(properties, optional=OPTIONAL, additionalProperties=False)}


def responses(own: Iterable[str] = (), scopes: Sequence[str] = ()) -> Shape:
    """Status -> response: what every resource that needs these scopes may answer, and its own problems by their codes.

    Raises KeyError for a code that nobody registered.
    """
    of_status: dict[int, list[str]] = {status: [] for status in CODES}
    for code in own:
        of_status.setdefault(KINDS[code].status, []).append(code)
    return {str(status): response(status, codes, scopes) for status, codes in sorted(of_status.items())}


def response(status: int, own: Sequence[str], scopes: Sequence[str]) -> Shape:
    shared, codes, headers = CODES.get(status, ("", (), {}))
    meaning = " ".join(filter(None, [shared, MEANINGS.get(status, "") if own else ""]))
    lines = [f"- `{code}`: {sentences.named(KINDS[code].sentence)}" for code in own]
    said = "\n".join([meaning, *(["", *lines] if own else [])])
    codes = (*codes, *own)
    schema = reference(NAME) | {"properties": {"status": {"enum": [status]}, "code": {"enum": list(codes)}}}
    shown = {code: example(status, code, scopes) for code in codes}
    return answer(said, schema, PROBLEM, shown, Cache_Control="no-store", **headers)


def example(status: int, code: str, scopes: Sequence[str]) -> Shape:
    """As it is sent; with a code that several causes have in common, for the last: it is the API's own."""
    causes = [name for name, cause in CAUSES.items() if (cause.error or name, cause.status) == (code, status)]
    name = code if code in KINDS else next(reversed(causes), code)
    shown = {"type": f"{examples.ERRORS}#{name}", "status": status, "code": code, "detail": detail(name, scopes)}
    return {**shown, "reference": "7K2M9QXR4TBW", **(lacking(scopes) if name == "scope_insufficient" else {})}


def detail(name: str, scopes: Sequence[str]) -> str:
    """name: of a problem, of a cause, or a code of REST framework's."""
    if name in KINDS:
        return sentences.filled(KINDS[name].sentence, name="role")
    with translation.override(None):  # in English, like the rest of the document, whatever the site's language
        spoken = {exc.default_code: str(exc.detail) for exc in (make() for make in OF_REST)}
    return spoken.get(name) or sentences.filled(CAUSES[name].sentence, scope=" ".join(scopes))


def lacking(scopes: Sequence[str]) -> Shape:
    """What is beside the sentence for a token that has others."""
    granted = [scope for scope in examples.SCOPE.split() if scope not in scopes]
    ready = {"client_id": examples.CLIENT_ID, "response_type": "code", "scope": " ".join(scopes)}
    return {"required_scopes": list(scopes), "granted_scopes": granted, "authorize_parameters": ready}
