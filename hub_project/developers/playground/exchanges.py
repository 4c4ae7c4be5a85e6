"""A request of the playground, sent through the whole site in this process, and its answer.

Middleware, routes, limits and views are those that a request over the network meets, with the person's own address.
Nothing leaves the process: so a single worker never waits for itself, and there is no address that somebody could turn
elsewhere. No cookie goes along: an app has none.
"""

from __future__ import annotations

import json
import re
import shlex
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation

from hub_oauth.conf import conf
from hub_oauth.request_failures import SECRET
from hub_oauth.views.endpoint import FORM

SHOWN_HEADERS: Final = ("Content-Type", "Cache-Control", "WWW-Authenticate", "Retry-After", "X-Request-ID")
PREFIX_SHOWN: Final = 11  # of a secret: its kind, and enough to tell two apart
CALLER: Final = ("REMOTE_ADDR", "HTTP_X_FORWARDED_FOR")


@dataclass(frozen=True, slots=True)
class Asked:
    """form: what is posted, nothing for a GET; token: for the Authorization header; hidden: words for the secrets."""

    path: str
    form: Mapping[str, str] = field(default_factory=dict)
    token: str = ""
    hidden: Mapping[str, str] = field(default_factory=dict)

    @property
    def curl(self) -> str:
        """The same for a terminal; secrets stand in it as variables of the shell."""
        lines = [f"curl {conf.issuer}{self.path}"]
        lines += ['-H "Authorization: Bearer $ACCESS_TOKEN"'] if self.token else []
        lines += [f"-d {name}={self.word(name, value)}" for name, value in self.form.items()]
        return " \\\n  ".join(lines)

    def word(self, name: str, value: str) -> str:
        return f'"${self.hidden[name]}"' if name in self.hidden else shlex.quote(value)


def send(outer: HttpRequest, asked: Asked) -> dict[str, Any]:
    """What the page shows of it: ``curl``, ``status``, ``headers`` and ``body``. outer: the person's own request."""
    request = WSGIRequest(environ_of(outer, asked))
    with translation.override(translation.get_language()):  # the site chooses a language for each request it answers
        response = handler().get_response(request)
    body = b"".join(response) if response.streaming else response.content  # type: ignore[attr-defined]
    return {
        "curl": asked.curl,
        "status": f"{response.status_code} {response.reason_phrase}",
        "headers": shown_headers(response),
        "body": legible(body),
    }


@cache
def handler() -> WSGIHandler:
    return WSGIHandler()


def environ_of(outer: HttpRequest, asked: Asked) -> dict[str, Any]:
    """As a server makes it (PEP 3333); of the person's own request only where it came from."""
    issuer, body = urlsplit(conf.issuer), urlencode(asked.form).encode()
    caller: dict[str, Any] = {name: outer.META[name] for name in CALLER if name in outer.META}
    form = {"CONTENT_TYPE": FORM, "CONTENT_LENGTH": str(len(body))} if asked.form else {}
    token = {"HTTP_AUTHORIZATION": f"Bearer {asked.token}"} if asked.token else {}
    return {
        "REQUEST_METHOD": "POST" if asked.form else "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": asked.path,
        "QUERY_STRING": "",
        "SERVER_NAME": issuer.hostname or "",
        "SERVER_PORT": str(issuer.port or {"https": 443}.get(issuer.scheme, 80)),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": issuer.netloc,
        "HTTP_USER_AGENT": "the playground of this site",
        "wsgi.url_scheme": issuer.scheme,
        "wsgi.input": BytesIO(body),
        "wsgi.errors": sys.stderr,
        **form,
        **token,
        **caller,
    }


def shown_headers(response: HttpResponseBase) -> list[list[str]]:
    return [[name, response.headers[name]] for name in SHOWN_HEADERS if name in response.headers]


def legible(body: bytes) -> str:
    """JSON in lines; anything else as it is."""
    text = body.decode("utf-8", "replace")
    try:
        return json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    except ValueError:
        return text[:2000]


def masked(text: str) -> str:
    """With the beginning of each secret alone."""
    return re.sub(SECRET, lambda found: f"{found[0][:PREFIX_SHOWN]}…", text)
