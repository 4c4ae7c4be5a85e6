"""Conditional requests on single resources (RFC 9110 §13): the tag is a digest of the representation."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.utils.http import parse_etags
from rest_framework.request import Request
from rest_framework.response import Response

from hub_oauth.problems import Problem


def tag(representation: Mapping[str, Any]) -> str:
    """A strong entity tag: whatever changes in the representation changes it."""
    written = json.dumps(representation, sort_keys=True).encode()
    return f'"{hashlib.sha256(written).hexdigest()[:32]}"'


def tagged(request: Request, representation: Mapping[str, Any]) -> Response:
    """The answer to a GET: 304 where If-None-Match names what the caller has already (RFC 9110 §13.1.2)."""
    known = parse_etags(request.headers.get("If-None-Match", ""))
    # A proxy that compressed the answer may have made a weak tag of ours; for a GET that is as good.
    current = tag(representation)
    if "*" in known or current in (each.removeprefix("W/") for each in known):
        return Response(status=304, headers={"ETag": current})
    return Response(representation, headers={"ETag": current})


def check_match(request: Request, representation: Mapping[str, Any] | None) -> None:
    """Problem where If-Match names another version than this, or there is none any more (RFC 9110 §13.1.1)."""
    wanted = request.headers.get("If-Match")
    if wanted is None:
        return
    known = parse_etags(wanted)
    if representation is None or not ("*" in known or tag(representation) in known):
        raise Problem("precondition_failed")
