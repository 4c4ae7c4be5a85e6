"""One walk through the flow: what the app behind the playground has to remember, for ten minutes at most."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
from dataclasses import asdict, dataclass, field
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from hub_oauth.conf import conf
from hub_oauth.protocol import sealing
from hub_project.developers.client import CLIENT_ID

KEPT_AS: Final = "playground"
SEAL: Final = b"hub_project playground v1"
SECONDS: Final = 600


@dataclass(slots=True)
class Run:
    """answer: the parameters that came back; tokens: the last pair; exchanges: what was sent last, by its name."""

    verifier: str
    state: str
    scope: str
    until: float
    answer: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, Any] = field(default_factory=dict)
    exchanges: dict[str, dict[str, Any]] = field(default_factory=dict)

    @classmethod
    def begin(cls, scope: str) -> Run:
        return cls(secrets.token_urlsafe(32), secrets.token_urlsafe(16), scope, time.time() + SECONDS)

    @property
    def challenge(self) -> str:
        """S256 of the verifier (RFC 7636 §4.2)."""
        digest = hashlib.sha256(self.verifier.encode()).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()

    @property
    def parameters(self) -> dict[str, str]:
        """Of the authorization request. prompt: to see the page is what one came for."""
        return {
            "client_id": CLIENT_ID,
            "redirect_uri": redirect_uri(),
            "response_type": "code",
            "scope": self.scope,
            "state": self.state,
            "code_challenge": self.challenge,
            "code_challenge_method": "S256",
            "prompt": "consent",
        }

    @property
    def authorize_url(self) -> str:
        return f"{conf.issuer}{reverse('hub_oauth:authorize')}?{urlencode(self.parameters)}"

    @property
    def checks(self) -> dict[str, bool]:
        """What an app must look at before it believes an answer (RFC 6749 §10.12, RFC 9207 §2.4)."""
        return {
            "state": secrets.compare_digest(self.answer.get("state", "").encode(), self.state.encode()),
            "iss": self.answer.get("iss") == conf.issuer,
            "code": bool(self.answer.get("code")),
        }


def redirect_uri() -> str:
    return conf.issuer + reverse("developers:playground_callback")


def find(request: HttpRequest) -> Run | None:
    """The person's run; None where there is none, or none any more."""
    try:
        sealed = base64.b64decode(request.session.get(KEPT_AS, ""))
        run = Run(**json.loads(sealing.unseal(key_of(request), sealed, associated=SEAL)))
    except ValueError:
        return None
    if run.until > time.time():
        return run
    forget(request)
    return None


def keep(request: HttpRequest, run: Run) -> None:
    """Sealed under the name of the session, which the browser has and the database has only a digest of."""
    plain = json.dumps(asdict(run)).encode()
    request.session[KEPT_AS] = base64.b64encode(sealing.seal(key_of(request), plain, associated=SEAL)).decode()


def forget(request: HttpRequest) -> None:
    request.session.pop(KEPT_AS, None)


def key_of(request: HttpRequest) -> str:
    return request.session.session_key or ""
