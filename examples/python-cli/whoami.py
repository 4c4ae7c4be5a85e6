"""Who am I? A command line program that asks in the browser. Python's standard library and nothing else.

    python whoami.py --issuer http://127.0.0.1:8000 --client-id …

The redirect URI to register is http://127.0.0.1/callback: the port is chosen at every start (RFC 8252 §7.3).
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import secrets
import sys
import urllib.error
import urllib.parse
import urllib.request
import webbrowser
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

SCOPES = "profile:read teams:read"
WAIT_SECONDS = 300
SECONDS = 10


class Stop(Exception):
    """Why it can't go on, in a sentence."""


def main() -> int:
    parser = argparse.ArgumentParser(description="Asks in the browser, and says who you are.")
    parser.add_argument("--issuer", required=True, help="address of the Hub, as in https://hub.example")
    parser.add_argument("--client-id", required=True, help="of a native app, registered with http://127.0.0.1/callback")
    parser.add_argument("--no-browser", action="store_true", help="print the address instead of opening it")
    options = parser.parse_args()
    try:
        run(options.issuer.rstrip("/"), options.client_id, browser=not options.no_browser)
    except Stop as reason:
        print(reason, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def run(issuer: str, client_id: str, *, browser: bool) -> None:
    metadata = discover(issuer)
    step("1. Found the Hub", f"authorization at {metadata['authorization_endpoint']}")

    verifier, state = secrets.token_urlsafe(32), secrets.token_urlsafe(16)
    with Catcher() as server:
        redirect_uri = f"http://127.0.0.1:{server.server_port}/callback"
        address = authorization_address(metadata, client_id, redirect_uri, state, verifier)
        step("2. Asking you in the browser", address)
        if browser:
            webbrowser.open(address)
        answer = server.wait()
    check(answer, state, issuer)
    step("3. You allowed it", "state and iss are right, there is a code")

    tokens = post(
        metadata["token_endpoint"],
        grant_type="authorization_code",
        client_id=client_id,
        code=answer["code"],
        code_verifier=verifier,
        redirect_uri=redirect_uri,
    )
    step("4. Changed the code for tokens", f"good for {tokens['expires_in']} s, for {tokens['scope']}")

    me = get(f"{issuer}/api/auth/me", tokens)
    step("5. You are", f"{me['display_name']} <{me['email']}>")
    teams = get(f"{issuer}/api/user/teams", tokens)["results"]
    step("6. Your teams", ", ".join(f"{team['name']} ({team['role']})" for team in teams) or "none")

    refreshed = {"grant_type": "refresh_token", "client_id": client_id, "refresh_token": tokens["refresh_token"]}
    tokens = post(metadata["token_endpoint"], **refreshed)
    step("7. Refreshed", "both tokens are new, the old ones are dead")
    post(metadata["revocation_endpoint"], client_id=client_id, token=tokens["refresh_token"])
    step("8. Revoked", "nothing is left of it; a real program would keep the refresh token for the next time")


def discover(issuer: str) -> dict[str, Any]:
    """RFC 8414 §3."""
    metadata = fetch(urllib.request.Request(f"{issuer}/.well-known/oauth-authorization-server"))  # noqa: S310
    if metadata.get("issuer") != issuer:  # §3.3: else another server speaks for this one
        raise Stop(f"The discovery document is not that of {issuer}.")
    return metadata


def authorization_address(
    metadata: dict[str, Any], client_id: str, redirect_uri: str, state: str, verifier: str
) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    query = {
        "response_type": "code",
        "client_id": client_id,
        "redirect_uri": redirect_uri,
        "scope": SCOPES,
        "state": state,
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    return f"{metadata['authorization_endpoint']}?{urllib.parse.urlencode(query)}"


class Catcher(HTTPServer):
    """Listens on a free port of this computer for the one request that the browser comes back with."""

    answer: dict[str, str] | None = None
    timeout = WAIT_SECONDS

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)

    def handle_timeout(self) -> None:
        raise Stop(f"Nobody came back within {WAIT_SECONDS} s.")

    def wait(self) -> dict[str, str]:
        while self.answer is None:
            self.handle_request()
        return self.answer


class Handler(BaseHTTPRequestHandler):
    server: Catcher

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        if path == "/callback":
            self.server.answer = dict(urllib.parse.parse_qsl(query))
        self.send_response(200 if path == "/callback" else 404)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.end_headers()
        self.wfile.write(b"Done. You can close this window.")

    def log_message(self, *words: Any) -> None:
        """Quiet: the address has a code in it."""


def check(answer: dict[str, str], state: str, issuer: str) -> None:
    """Before anything is believed: it answers this question (RFC 6749 §10.12), and is this Hub's (RFC 9207 §2.4)."""
    if not secrets.compare_digest(answer.get("state", ""), state) or answer.get("iss") != issuer:
        raise Stop("The answer is not one to this question, or not this Hub's. Nothing was done with it.")
    if "error" in answer:
        raise Stop(f"The Hub refused: {answer['error']} ({answer.get('error_description', '')})")


def post(url: str, **form: str) -> dict[str, Any]:
    return fetch(urllib.request.Request(url, urllib.parse.urlencode(form).encode()))  # noqa: S310


def get(url: str, tokens: dict[str, Any]) -> dict[str, Any]:
    return fetch(urllib.request.Request(url, headers={"Authorization": f"Bearer {tokens['access_token']}"}))  # noqa: S310


def fetch(request: urllib.request.Request) -> dict[str, Any]:
    """The JSON of an answer; Stop with what the Hub says is wrong."""
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
            found: dict[str, Any] = json.load(answer)
    except urllib.error.HTTPError as refused:
        raise Stop(f"{request.full_url} answered {refused.code}: {refused.read().decode()}") from None
    except OSError as problem:
        raise Stop(f"{request.full_url} does not answer: {problem}") from None
    return found


def step(title: str, said: str) -> None:
    print(f"{title}: {said}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
