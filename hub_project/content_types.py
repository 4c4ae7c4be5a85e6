"""What a request says of its body, made harmless before Django reads it.

Django decodes the query by the charset of the body while it makes the request, outside of everything that could refuse
it: a charset that is no text (hex), one it can't look up, or too many parameters beside any charset would be a 500, and
the server would log the URL with all that stands in it.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Final

Start = Callable[..., Any]
Wsgi = Callable[[dict[str, Any], Start], Iterable[bytes]]
Asgi = Callable[[dict[str, Any], Any, Any], Awaitable[None]]

NAME: Final = b"content-type"
IN_UTF_8: Final = re.compile(r'([^;]*);\s*charset="?utf-?8"?\s*', re.IGNORECASE)


def readable(content_type: str) -> str:
    """The value without a charset that is UTF-8; blank for another one, and for what takes RFC 2231 to be read."""
    if "*" not in content_type and "charset" not in content_type.lower():
        return content_type
    found = IN_UTF_8.fullmatch(content_type)
    return found[1] if found else ""


def wsgi(application: Wsgi) -> Wsgi:
    """The application, which gets content types that can be read."""

    def reading(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        given = environ.get("CONTENT_TYPE", "")
        return application({**environ, "CONTENT_TYPE": readable(given)}, start_response)

    return reading


def asgi(application: Asgi) -> Asgi:
    """The same for ASGI."""

    async def reading(scope: dict[str, Any], receive: Any, send: Any) -> None:
        headers = [(name, cleaned(name, value)) for name, value in scope.get("headers", ())]
        await application({**scope, "headers": headers}, receive, send)

    return reading


def cleaned(name: bytes, value: bytes) -> bytes:
    return readable(value.decode("latin-1")).encode("latin-1") if name.lower() == NAME else value
