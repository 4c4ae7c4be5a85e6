"""``/api/oauth/authorize`` (RFC 6749 §4.1.1)."""

from __future__ import annotations

from typing import Final

from hub_oauth.authorization_requests import PARAMETERS
from hub_oauth.openapi import examples
from hub_oauth.openapi.parameters import PARAMETERS as DESCRIBED
from hub_oauth.openapi.shapes import Shape, answer, query, text

# An app that leaves out scope gets DEFAULT_SCOPES, where the site has some.
REQUIRED: Final = ("client_id", "redirect_uri", "response_type", "scope", "code_challenge", "code_challenge_method")
PAGE: Final = "text/html"


def operations() -> Shape:
    """Only what an app sends a browser to: the form of the consent page is nobody else's."""
    return {
        "get": {
            "operationId": "authorize",
            "summary": "Ask a person for access",
            "description": "For the person's browser. Nothing goes back to an app before its redirect URI is known.",
            "tags": ["OAuth"],
            "security": [],
            "parameters": [parameter(name) for name in PARAMETERS],
            "responses": responses(),
        }
    }


def parameter(name: str) -> Shape:
    return query(name, DESCRIBED[name], required=name in REQUIRED, example=examples.AUTHORIZE.get(name))


def responses() -> Shape:
    back = "Back to the app: code, state and iss, or error, error_description, state and iss (RFC 9207)."
    return {
        "200": page("The consent page, or the one that asks to sign in again."),
        "302": answer("To the sign-in page, and from there here again.", Location="The sign-in page."),
        "303": answer(back, Location="The redirect URI with the answer in its query.", Cache_Control="no-store"),
        "400": page("The app or its redirect URI is wrong: nobody is sent anywhere."),
        "403": page("The site does not let this person allow it: an administrator has to."),
        "413": page("The request carries a body, and too large a one."),
        "429": page("Too many requests.", Retry_After="Seconds."),
        "503": page("The Hub can't answer now.", Retry_After="Seconds."),
    }


def page(description: str, **headers: str) -> Shape:
    return answer(description, text(), PAGE, Cache_Control="no-store", **headers)
