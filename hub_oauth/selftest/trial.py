"""What the checks share: the address, the visitor, and the steps of the flow."""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any, Final
from urllib.parse import urlencode, urljoin

from django.urls import reverse

from hub_oauth.selftest import wire
from hub_oauth.selftest.visitor import REDIRECT_URI, Visitor
from hub_oauth.selftest.wire import Answer

OTHER_HOST: Final = "self-test-other.invalid"


class Failed(Exception):
    """A check does not hold; the message says what came instead, never a code, token or secret."""


@dataclass(frozen=True, slots=True)
class Code:
    code: str
    verifier: str


@dataclass(slots=True)
class Trial:
    """url: the origin that is tried; scope: what is asked for at first; tokens: the pair that came for it."""

    url: str
    visitor: Visitor
    scope: str
    cookies: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, Any] = field(default_factory=dict)

    def send(self, route: str, form: dict[str, str] | None = None, /, **headers: str) -> Answer:
        """headers: with ``_`` for ``-``."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return wire.send(self.url, reverse(f"hub_oauth:{route}"), form, named)

    def parameters(self, verifier: str, **over: str | None) -> dict[str, str]:
        """Of an authorization request; over: others, None leaves one out."""
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        params: dict[str, str | None] = {
            "client_id": self.visitor.application.client_id,
            "redirect_uri": REDIRECT_URI,
            "response_type": "code",
            "scope": self.scope,
            "state": "self-test",
            "code_challenge": challenge,
            "code_challenge_method": "S256",
            **over,
        }
        return {name: value for name, value in params.items() if value is not None}

    def ask(self, verifier: str = "v" * 43, /, **over: str | None) -> Answer:
        """In the browser of the person."""
        query = urlencode(self.parameters(verifier, **over))
        answer = wire.send(self.url, f"{reverse('hub_oauth:authorize')}?{query}", headers={"Cookie": self.cookie()})
        self.cookies.update(answer.cookies)
        return answer

    def allow(self, page: Answer) -> Answer:
        """Press Allow on a consent page."""
        form = Form.of(page.body)
        headers = {"Cookie": self.cookie(), "Origin": self.url, "Referer": f"{self.url}/"}
        path = urljoin(reverse("hub_oauth:authorize"), form.action)
        return wire.send(self.url, path, {**form.fields, "decision": "allow"}, headers)

    def cookie(self) -> str:
        """As the browser sends it; the person's session is always the one that was made."""
        name, value = self.visitor.cookie
        return "; ".join(f"{name}={value}" for name, value in {**self.cookies, name: value}.items())

    def code(self, **over: str) -> Code:
        """A fresh one that the person allowed; over: other parameters; Failed where none comes."""
        verifier = secrets.token_urlsafe(32)
        answer = self.ask(verifier, **over)
        answer = self.allow(answer) if answer.status == 200 else answer
        if "code" not in answer.parameters:
            raise Failed(f"no code came back, but {told(answer)}")
        return Code(answer.parameters["code"], verifier)

    def token(self, **form: str) -> Answer:
        """What the token endpoint answers to the app."""
        return self.send("token", form, Authorization=self.basic())

    def redeem(self, code: Code, **over: str) -> Answer:
        form = {"code": code.code, "code_verifier": code.verifier, "redirect_uri": REDIRECT_URI, **over}
        return self.token(grant_type="authorization_code", **form)

    def refresh(self, refresh_token: str) -> Answer:
        return self.token(grant_type="refresh_token", refresh_token=refresh_token)

    def connect(self, **over: str) -> dict[str, Any]:
        """A fresh pair; over: other parameters of the authorization request; Failed where none comes."""
        answer = self.redeem(self.code(**over))
        if "access_token" not in answer.json:
            raise Failed(f"no tokens came, but {told(answer)}")
        return answer.json

    def is_live(self, token: str) -> bool:
        """By introspection, which counts as no use."""
        answer = self.send("introspect", {"token": token}, Authorization=self.basic())
        if "active" not in answer.json:
            raise Failed(f"introspection answers {told(answer)}")
        return bool(answer.json["active"])

    def basic(self) -> str:
        pair = f"{self.visitor.application.client_id}:{self.visitor.secret}"
        return f"Basic {base64.b64encode(pair.encode()).decode()}"


def told(answer: Answer) -> str:
    """What an answer says of itself, for the table."""
    error = answer.json.get("error") or answer.json.get("code") or answer.parameters.get("error")
    return f"status {answer.status}" + (f" and {error}" if error else "")


def expect(answer: Answer, error: str, status: int = 400) -> None:
    """Failed unless the app is refused so, in JSON."""
    if (answer.status, answer.json.get("error")) != (status, error):
        raise Failed(f"{status} and {error} should come, and there came {told(answer)}")


@dataclass(slots=True)
class Form:
    action: str = ""
    fields: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, page: str) -> Form:
        """The one that answers the consent page, as a browser would send it; Failed where there is none."""
        reader = FormReader()
        reader.feed(page)
        found = [form for form in reader.forms if "request" in form.fields]
        if not found:
            raise Failed("the page has no consent form")
        return found[0]


class FormReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.forms.append(Form(given.get("action") or ""))
        chosen = given.get("type") not in ("checkbox", "radio") or "checked" in given
        if tag == "input" and self.forms and given.get("name") and chosen:
            self.forms[-1].fields[given["name"] or ""] = given.get("value") or ""


def is_sign_in(answer: Answer) -> bool:
    """Whether the browser is sent to sign in."""
    return answer.status == 302 and REDIRECT_URI not in answer.location.partition("?")[0]
