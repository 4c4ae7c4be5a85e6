"""What must be refused, before there is a token and after."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from hub_oauth.models import Grant
from hub_oauth.selftest.checks.check import Check
from hub_oauth.selftest.trial import Failed, Trial, expect, told


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


CHECKS: Final = (
    Check("refuse.no_challenge", "A request without a PKCE challenge is refused", refuses("it", code_challenge=None)),
    Check("refuse.plain", "The method plain is refused", refuses("it", code_challenge_method="plain")),
    Check(
        "refuse.no_method", "A missing method, which means plain, is refused", refuses("it", code_challenge_method=None)
    ),
    Check("refuse.redirect", "Another redirect URI goes nowhere", goes_nowhere(redirect_uri="https://evil.invalid/")),
    Check("refuse.client", "An unknown app goes nowhere", goes_nowhere(client_id="self-test-nobody")),
    Check("refuse.verifier", "A wrong verifier is refused, and makes no tokens", wrong_verifier_is_refused),
    Check("refuse.secret", "A wrong secret is refused", wrong_secret_is_refused),
)
