"""What stands before the Hub, and what it must not hand on."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from django.urls import reverse

from hub_oauth.models import RequestFailure
from hub_oauth.selftest import wire
from hub_oauth.selftest.checks.check import Check
from hub_oauth.selftest.trial import OTHER_HOST, Failed, Trial
from hub_oauth.selftest.wire import Unreachable

ELSEWHERE: Final = "203.0.113.77"  # RFC 5737: nobody's address


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
    Check("proxy.host", "Another Host changes no answer", other_host_is_not_believed),
    Check("proxy.forwarded_host", "A forwarded host changes no answer", forwarded_host_is_not_believed),
    Check("proxy.address", "A made-up X-Forwarded-For is not believed", claimed_address_is_not_believed),
    Check("proxy.clear_text", "Nothing is answered in clear text", clear_text_gets_nothing),
)
