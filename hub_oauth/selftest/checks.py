"""What is tried, in this order. Each check returns, or raises Failed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from django.urls import NoReverseMatch, reverse

from hub_oauth.models import Grant, RequestFailure
from hub_oauth.selftest import wire
from hub_oauth.selftest.trial import OTHER_HOST, Failed, Trial, expect, is_sign_in, told
from hub_oauth.selftest.wire import Answer, Unreachable

ELSEWHERE: Final = "203.0.113.77"  # RFC 5737: nobody's address


@dataclass(frozen=True, slots=True)
class Check:
    """name: for programs; title: what holds where it passes; vital: whether nothing can be told without it."""

    name: str
    title: str
    run: Callable[[Trial], None]
    vital: bool = False


# Discovery


def discovery_is_there(trial: Trial) -> None:
    found = trial.send("authorization_server").json
    if not found:
        raise Failed("no JSON document is there")
    if found.get("issuer") != trial.url:
        raise Failed(f"it names the issuer {found.get('issuer')!r}")


def only_what_is_safe(trial: Trial) -> None:
    found = trial.send("authorization_server").json
    wanted = {"response_types_supported": ["code"], "code_challenge_methods_supported": ["S256"]}
    for name, value in wanted.items():
        if found.get(name) != value:
            raise Failed(f"{name} is {found.get(name)}")


def endpoints_stand_on_the_issuer(trial: Trial) -> None:
    found = trial.send("authorization_server").json
    ends = {name: str(value) for name, value in found.items() if name.endswith("_endpoint")}
    astray = [name for name, value in ends.items() if not value.startswith(f"{trial.url}/")]
    if astray or not ends:
        raise Failed(f"not so: {', '.join(astray) or 'there is none'}")


def resource_document_names_the_issuer(trial: Trial) -> None:
    found = trial.send("protected_resource").json
    if found.get("authorization_servers") != [trial.url]:
        raise Failed(f"authorization_servers is {found.get('authorization_servers')}")


# Sign-in and the consent page


def same_database(trial: Trial) -> None:
    answer = trial.ask()
    if answer.status == 400:
        raise Failed("the app that was just made here is unknown there: that address is not of this database")
    if is_sign_in(answer):
        raise Failed("a session that was just made here is not known there: another SECRET_KEY or SESSION_ENGINE")
    if answer.status != 200:
        raise Failed(told(answer))


def page_is_not_framed(trial: Trial) -> None:
    headers = trial.ask(prompt="consent").headers
    if "frame-ancestors 'none'" not in headers.get("content-security-policy", ""):
        raise Failed("its Content-Security-Policy lets others frame it, or is lost on the way")
    if "no-store" not in headers.get("cache-control", ""):
        raise Failed("something between may store it: Cache-Control lacks no-store")


# Refusals


def refuses(title: str, **over: str | None) -> Callable[[Trial], None]:
    """A check that an authorization request with these parameters goes back to the app with invalid_request."""

    def check(trial: Trial) -> None:
        answer = trial.ask(**over)
        if answer.parameters.get("error") != "invalid_request" or "code" in answer.parameters:
            raise Failed(f"{title} should go back with invalid_request, and there came {told(answer)}")

    return check


def goes_nowhere(**over: str | None) -> Callable[[Trial], None]:
    """A check that an authorization request with these parameters stays on a page of the Hub."""

    def check(trial: Trial) -> None:
        answer = trial.ask(**over)
        if answer.status != 400 or answer.location:
            raise Failed(f"a page with status 400 should come, and there came {told(answer)}")

    return check


def wrong_verifier_is_refused(trial: Trial) -> None:
    code = trial.code()
    expect(trial.redeem(code, code_verifier="w" * 43), "invalid_grant")
    if Grant.objects.filter(application=trial.visitor.application).exclude(access_digest=None).exists():
        raise Failed("tokens were made all the same")


def wrong_secret_is_refused(trial: Trial) -> None:
    form = {"grant_type": "refresh_token", "refresh_token": "hub_rt_none", "client_secret": "hub_cs_wrong"}
    expect(trial.send("token", {**form, "client_id": trial.visitor.application.client_id}), "invalid_client", 401)


# The flow


def code_gives_tokens(trial: Trial) -> None:
    answer = trial.redeem(trial.code())
    if answer.status != 200 or "access_token" not in answer.json:
        raise Failed(told(answer))
    if "no-store" not in answer.headers.get("cache-control", ""):
        raise Failed("something between may store the tokens: Cache-Control lacks no-store")
    trial.tokens = answer.json


def answer_names_its_sender(trial: Trial) -> None:
    answer = trial.ask(code_challenge=None)
    if answer.parameters.get("iss") != trial.url or answer.parameters.get("state") != "self-test":
        raise Failed("iss or state is missing or another one")


def api_takes_the_token(trial: Trial) -> None:
    answer = api(trial, {"Authorization": f"Bearer {trial.tokens.get('access_token', '')}"})
    if answer and answer.status != 200:
        raise Failed(f"{told(answer)}; does a proxy drop the Authorization header?")


def api_asks_for_a_token(trial: Trial) -> None:
    answer = api(trial, {})
    if answer and (answer.status != 401 or "resource_metadata=" not in answer.headers.get("www-authenticate", "")):
        raise Failed(f"{told(answer)}, or no challenge that leads to the resource document")


def api(trial: Trial, headers: dict[str, str]) -> Answer | None:
    """``/api/auth/me``; None on a site without it."""
    try:
        return wire.send(trial.url, reverse("hub_teams:me"), headers=headers)
    except NoReverseMatch:
        return None


def replay_ends_everything(trial: Trial) -> None:
    code = trial.code()
    tokens = trial.redeem(code).json
    expect(trial.redeem(code), "invalid_grant")
    dead(trial, tokens)


def refresh_replaces(trial: Trial) -> None:
    before = trial.connect()
    answer = trial.refresh(before["refresh_token"])
    if "access_token" not in answer.json:
        raise Failed(told(answer))
    if trial.is_live(before["access_token"]) or not trial.is_live(answer.json["access_token"]):
        raise Failed("the old access token still lives, or the new one does not")


def reuse_ends_everything(trial: Trial) -> None:
    """The first of three: the second may be asked for again for a while, as when an answer is lost."""
    first = trial.connect()
    second = trial.refresh(first["refresh_token"]).json
    third = trial.refresh(second.get("refresh_token", "")).json
    expect(trial.refresh(first["refresh_token"]), "invalid_grant")
    dead(trial, third)


def revocation_ends_everything(trial: Trial) -> None:
    tokens = trial.connect()
    answer = trial.send("revoke", {"token": tokens["refresh_token"]}, Authorization=trial.basic())
    if answer.status != 200:
        raise Failed(told(answer))
    dead(trial, tokens)


def dead(trial: Trial, tokens: dict[str, str]) -> None:
    for name in ("access_token", "refresh_token"):
        if name not in tokens:
            raise Failed(f"there was no {name} to begin with")
        if trial.is_live(tokens[name]):
            raise Failed(f"the {name} still lives")


# Behind a proxy


def other_host_is_not_believed(trial: Trial) -> None:
    unmoved(trial, Host=OTHER_HOST)


def forwarded_host_is_not_believed(trial: Trial) -> None:
    unmoved(trial, X_Forwarded_Host=OTHER_HOST, Forwarded=f"host={OTHER_HOST}")


def unmoved(trial: Trial, **headers: str) -> None:
    """The Hub, or what stands before it, may refuse; an answer must not carry the name on."""
    answer = trial.send("authorization_server", **headers)
    if answer.status >= 500 or (answer.status < 400 and answer.mentions(OTHER_HOST)):
        raise Failed(f"the answer took it over, or failed: status {answer.status}")


def claimed_address_is_not_believed(trial: Trial) -> None:
    """By the refused request that it leaves; where those are counted full, it says nothing."""
    client_id = trial.visitor.application.client_id
    form = {"client_id": client_id, "client_secret": "hub_cs_wrong", "grant_type": "refresh_token"}
    trial.send("token", form, X_Forwarded_For=ELSEWHERE, Forwarded=f"for={ELSEWHERE}")
    if RequestFailure.objects.filter(client_id=client_id, address=ELSEWHERE).exists():
        raise Failed("an address in X-Forwarded-For was taken for the caller's")


def clear_text_gets_nothing(trial: Trial) -> None:
    """Only of a Hub that is reached by https; there may be nobody at all on the port for http."""
    if not trial.url.startswith("https:"):
        return
    plain = f"http://{urlsplit(trial.url).hostname}"
    try:
        answer = wire.send(plain, reverse("hub_oauth:token"), {"grant_type": "none"}, {"X-Forwarded-Proto": "https"})
    except Unreachable:
        return
    if answer.status < 400 or answer.json.get("error") == "unsupported_grant_type":
        raise Failed(f"a token request over http was answered or redirected: status {answer.status}")


CHECKS: Final = (
    Check("discovery", "The discovery document is there and names this issuer", discovery_is_there),
    Check("discovery.safe", "It offers codes and S256, and nothing weaker", only_what_is_safe),
    Check("discovery.endpoints", "Every endpoint stands on the issuer", endpoints_stand_on_the_issuer),
    Check("discovery.resource", "The resource document names this issuer", resource_document_names_the_issuer),
    Check("database", "App and session made here are known there", same_database, vital=True),
    Check("page", "The consent page is neither framed nor stored", page_is_not_framed),
    Check("refuse.no_challenge", "A request without a PKCE challenge is refused", refuses("it", code_challenge=None)),
    Check("refuse.plain", "The method plain is refused", refuses("it", code_challenge_method="plain")),
    Check(
        "refuse.no_method", "A missing method, which means plain, is refused", refuses("it", code_challenge_method=None)
    ),
    Check("refuse.redirect", "Another redirect URI goes nowhere", goes_nowhere(redirect_uri="https://evil.invalid/")),
    Check("refuse.client", "An unknown app goes nowhere", goes_nowhere(client_id="self-test-nobody")),
    Check("refuse.verifier", "A wrong verifier is refused, and makes no tokens", wrong_verifier_is_refused),
    Check("refuse.secret", "A wrong secret is refused", wrong_secret_is_refused),
    Check("answer", "Answers carry iss and state", answer_names_its_sender),
    Check("code", "A code and its verifier give tokens, which nobody may store", code_gives_tokens),
    Check("api", "The API takes the token", api_takes_the_token),
    Check("api.challenge", "Without one it says where to get one", api_asks_for_a_token),
    Check("replay", "A code used twice ends everything it gave", replay_ends_everything),
    Check("refresh", "A refresh replaces both tokens", refresh_replaces),
    Check("reuse", "An old refresh token ends everything beside it", reuse_ends_everything),
    Check("revocation", "A revocation ends both tokens", revocation_ends_everything),
    Check("proxy.host", "Another Host changes no answer", other_host_is_not_believed),
    Check("proxy.forwarded_host", "A forwarded host changes no answer", forwarded_host_is_not_believed),
    Check("proxy.address", "A made-up X-Forwarded-For is not believed", claimed_address_is_not_believed),
    Check("proxy.clear_text", "Nothing is answered in clear text", clear_text_gets_nothing),
)
