"""Acme Planner: somebody else's app, to which people connect their Hub account. Start it with ``python app.py``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps

import connection
import guards
import server
from authlib.integrations.flask_client import OAuthError
from config import Config, ConfigError, load
from flask import Flask, current_app, flash, redirect, render_template, request, session, url_for
from hub import Hub
from requests import RequestException
from sentences import BROKEN, NOT_REVOKED, PAGES, UNREACHABLE, sentence
from sessions import MemorySessions
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

View = Callable[[], Response | str]


def create_app(config: Config) -> Flask:
    """The WSGI application."""
    app = Flask(__name__)
    # Cookies ignore ports (RFC 6265 §8.5): a name of its own keeps this one apart from the Hub's on the same host.
    app.config.update(SESSION_COOKIE_NAME="acme_planner_session", MAX_CONTENT_LENGTH=64 * 1024)
    app.session_interface = MemorySessions()
    app.extensions["hub"] = Hub(app, config)
    guards.put_on(app, config)
    app.register_error_handler(HTTPException, sorry)
    for path, view, method in ROUTES:
        app.add_url_rule(path, view_func=friendly(view), methods=[method])
    return app


def hub() -> Hub:
    found: Hub = current_app.extensions["hub"]
    return found


def home() -> Response | str:
    """Who is connected, and their teams; or the button to connect."""
    if not connection.exists():
        return render_template("welcome.html")
    try:
        me = hub().profile()
        teams = hub().teams() if connection.may("teams:read") else None
    except OAuthError:
        connection.forget()
        raise
    except RequestException:  # The tokens may be good all the same.
        flash(UNREACHABLE, "problem")
        return render_template("home.html", me=None)
    return render_template("home.html", me=me, teams=teams, tails=connection.tails(), minutes=connection.minutes_left())


def connect() -> Response:
    """Send the browser to the Hub."""
    return hub().authorize()


def callback() -> Response:
    """Where the Hub sends the browser back to; the code leaves the address bar with the redirect."""
    tokens = hub().redeem(request.args)
    session.renew()  # type: ignore[attr-defined]  # ServerSession
    connection.keep(tokens)
    return go_home("Connected.")


def refresh() -> Response:
    """Change both tokens for new ones."""
    if not connection.exists():
        return go_home()
    before = connection.tails()
    try:
        hub().refresh()
    except OAuthError:
        connection.forget()
        raise
    changes = [f"{name} {before[name]} → {tail}" for name, tail in connection.tails().items()]
    return go_home(f"New tokens. Their last characters: {', '.join(changes)}.")


def disconnect() -> Response:
    """End it at the Hub, and forget the tokens in any case."""
    if not connection.exists():
        return go_home()
    try:
        hub().revoke()
    except (OAuthError, RequestException):
        return go_home(NOT_REVOKED, "problem")
    finally:
        connection.forget()
    return go_home("Disconnected. Acme Planner has no access any more.")


ROUTES = (
    ("/", home, "GET"),
    ("/connect", connect, "POST"),
    ("/callback", callback, "GET"),
    ("/refresh", refresh, "POST"),
    ("/disconnect", disconnect, "POST"),
)


def friendly(view: View) -> View:
    """What goes wrong with the Hub is told at home, in a sentence."""

    @wraps(view)
    def answer() -> Response | str:
        try:
            return view()
        except (OAuthError, RequestException) as error:
            return go_home(sentence(error), "problem")

    return answer


def go_home(message: str = "", category: str = "message") -> Response:
    if message:
        flash(message, category)
    return redirect(url_for("home"), 303)


def sorry(error: HTTPException) -> tuple[str, int]:
    status = error.code or 500
    return render_template("sorry.html", message=PAGES.get(status, BROKEN)), status


if __name__ == "__main__":
    try:
        server.run(create_app, load())
    except ConfigError as error:
        sys.exit(f"Acme Planner: {error}")
