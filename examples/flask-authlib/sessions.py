"""Sessions that stay on the server: the browser holds a random name for one, never what is in it."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from typing import Any, Final

from flask import Flask, Request, Response
from flask.sessions import SessionInterface, SessionMixin

MOST_SESSIONS: Final = 1000


class ServerSession(dict[str, Any], SessionMixin):
    """What the app knows about one browser: its tokens, among others."""

    def __init__(self) -> None:
        super().__init__()
        self.key = secrets.token_urlsafe(32)
        self.old_key = ""

    def renew(self) -> None:
        """Give the session a new name, so that one which somebody planted before the sign-in is worth nothing."""
        self.old_key, self.key = self.key, secrets.token_urlsafe(32)


class MemorySessions(SessionInterface):
    """Keeps sessions in this process: enough for a sample, and a restart forgets every token."""

    def __init__(self) -> None:
        self.kept: OrderedDict[str, ServerSession] = OrderedDict()

    def open_session(self, app: Flask, request: Request) -> ServerSession:
        found = self.kept.get(request.cookies.get(self.get_cookie_name(app), ""))
        return ServerSession() if found is None else found

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        response.vary.add("Cookie")
        if not session or not isinstance(session, ServerSession):
            return
        self.keep(session)
        response.set_cookie(
            self.get_cookie_name(app),
            session.key,
            httponly=True,
            # Lax and not Strict: the way back from the Hub is a link from another site, and must find the session.
            samesite="Lax",
            secure=self.get_cookie_secure(app),
        )

    def keep(self, session: ServerSession) -> None:
        self.kept.pop(session.old_key, None)
        self.kept[session.key] = session
        self.kept.move_to_end(session.key)
        if len(self.kept) > MOST_SESSIONS:
            self.kept.popitem(last=False)
