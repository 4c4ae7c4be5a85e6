"""What the endpoints for programs answer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.test import Client

from tests.support.app import Tokens

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

ME = "/api/auth/me"
TEAMS = "/api/user/teams"
BASIC = 'Basic realm="hub", charset="UTF-8"'
# RFC 6749 §5.2
DESCRIPTION = re.compile(r"[\x20-\x21\x23-\x5b\x5d-\x7e]+")


def error_of(response: Response) -> tuple[int, str]:
    """Status and error code of a refusal by token, revoke or introspect, which must look like one (RFC 6749 §5.2)."""
    assert response.headers["Content-Type"] == "application/json"
    assert_not_stored(response)
    body = response.json()
    assert body.keys() == {"error", "error_description"}
    assert DESCRIPTION.fullmatch(body["error_description"])
    assert response.headers.get("WWW-Authenticate") == (BASIC if response.status_code == 401 else None)
    return response.status_code, body["error"]


def assert_not_stored(response: Response) -> None:
    """RFC 6749 §5.1; and these endpoints know no sessions."""
    assert (response.headers["Cache-Control"], response.headers["Pragma"]) == ("no-store", "no-cache")
    assert "Set-Cookie" not in response.headers
    assert not response.cookies


def call(path: str, access_token: str, **headers: str) -> Response:
    """Ask the API with a bearer token."""
    return Client().get(path, headers={"Authorization": f"Bearer {access_token}", **headers})


def opens_api(tokens: Tokens) -> bool:
    """Whether the access token is good for something; 401 is the only other answer. Counts as a use."""
    response = call(ME, tokens["access_token"])
    assert response.status_code in (200, 401), response.content
    return response.status_code == 200
