"""What every request must pass and every answer carries."""

from __future__ import annotations

import hmac
import secrets

from config import Config
from flask import Flask, Response, abort, redirect, request, session
from werkzeug.wrappers import Response as AnyResponse

# No form-action: browsers apply it to the whole chain of redirects that "Connect" starts at the Hub.
POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'"
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


def put_on(app: Flask, config: Config) -> None:
    """Have the app use them all."""
    app.before_request(lambda: one_address(config))
    app.before_request(csrf_holds)
    app.after_request(add_headers)
    app.context_processor(lambda: {"csrf_token": csrf_token, "issuer": config.issuer})


def one_address(config: Config) -> AnyResponse | None:
    """Send ``localhost`` to 127.0.0.1: the cookie of one is not sent to the other, where the Hub comes back to."""
    if f"http://{request.host}" == config.address:
        return None
    return redirect(config.address) if request.method == "GET" else abort(400)


def csrf_token() -> str:
    """This session's token, for the forms."""
    token: str = session.setdefault("csrf_token", secrets.token_urlsafe(32))
    return token


def csrf_holds() -> None:
    given = request.form.get("csrf_token", "")
    if request.method == "POST" and not hmac.compare_digest(given.encode(), csrf_token().encode()):
        abort(400)


def add_headers(answer: Response) -> Response:
    answer.headers.update(HEADERS)
    if request.endpoint != "static":
        answer.headers["Cache-Control"] = "no-store"
    return answer
