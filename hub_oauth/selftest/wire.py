"""HTTP as it is: nothing is followed, kept or mended on the way."""

from __future__ import annotations

import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit

SECONDS: Final = 15
LIMIT: Final = 2_000_000
FORM: Final = "application/x-www-form-urlencoded"


class Unreachable(Exception):
    """Nobody answers there, or not in HTTP; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class Answer:
    """header names in lower case; several of one name are joined by line ends."""

    status: int
    headers: Mapping[str, str]
    body: str

    @property
    def json(self) -> dict[str, Any]:
        """The object in the body; empty for anything else."""
        try:
            found = json.loads(self.body)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}

    @property
    def location(self) -> str:
        return self.headers.get("location", "")

    @property
    def parameters(self) -> dict[str, str]:
        """What a redirect carries."""
        return dict(parse_qsl(urlsplit(self.location).query))

    @property
    def cookies(self) -> dict[str, str]:
        lines = self.headers.get("set-cookie", "").splitlines()
        return dict(line.partition(";")[0].partition("=")[::2] for line in lines)

    def mentions(self, text: str) -> bool:
        return text in self.body or any(text in value for value in self.headers.values())


def address_problem(url: str) -> str | None:
    """Why this is no address of a Hub; None for an origin of http or https."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return f"{url!r} is not an address."
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        return f"{url!r} is not an address; write it as in https://hub.example."
    if url != f"{parts.scheme}://{parts.netloc}":
        return f"{url!r} has more than scheme, host and port; write it as in https://hub.example."
    return None


def send(
    url: str, path: str, form: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
) -> Answer:
    """One request: a form is posted, without one it is a GET. Raises Unreachable."""
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=SECONDS)
    body = None if form is None else urlencode(form)
    typed = {} if form is None else {"Content-Type": FORM}
    try:
        connection.request("GET" if form is None else "POST", path, body, {**typed, **(headers or {})})
        return read(connection.getresponse())
    except (OSError, http.client.HTTPException) as problem:
        raise Unreachable(f"{url} does not answer: {str(problem) or type(problem).__name__}.") from None
    finally:
        connection.close()


def read(response: http.client.HTTPResponse) -> Answer:
    names = {name.lower() for name in response.headers}
    headers = {name: "\n".join(response.headers.get_all(name, [])) for name in names}
    return Answer(response.status, headers, response.read(LIMIT).decode("utf-8", "replace"))
