"""JSON bodies, read strictly: what two parsers could understand differently is refused (RFC 8259 §4, §8.1)."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from rest_framework.request import Request

from hub_oauth.api.answers import JSON
from hub_oauth.problems import Problem
from hub_oauth.views.endpoint import read_body


def read(request: Request, fields: Collection[str]) -> dict[str, Any]:
    """The object in the body, which has some of these fields and no other.

    Raises Problem, or Refusal where the body is too large or does not arrive.
    """
    http = request._request  # noqa: SLF001  # REST framework's own parser takes duplicate names and NaN
    if not is_json(http.content_type, http.content_params):
        raise Problem("unsupported_media_type")
    body = parsed(read_body(http))
    if others := sorted(set(body) - set(fields)):
        raise Problem("unknown_field", names=", ".join(others), known=", ".join(fields))
    return body


def is_json(content_type: str | None, parameters: dict[str, str] | None) -> bool:
    return content_type == JSON and (parameters or {}).get("charset", "utf-8").lower() in ("utf-8", "utf8")


def parsed(raw: bytes) -> dict[str, Any]:
    try:
        found = json.loads(raw.decode(), object_pairs_hook=each_once, parse_constant=refuse)
        json.dumps(found, ensure_ascii=False).encode()  # half of a surrogate pair is no text
    except (ValueError, RecursionError):
        raise Problem("malformed_json") from None
    if not isinstance(found, dict):
        raise Problem("malformed_json")
    return found


def each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Of two fields of one name, a proxy may check the first and we obey the last."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name is given twice")
    return found


def refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")
