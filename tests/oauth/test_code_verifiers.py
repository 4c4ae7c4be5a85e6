"""A verifier of the wrong form is refused where its hash matches, and no code ever comes without a challenge."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from hub_oauth.models import Grant
from hub_oauth.protocol import pkce
from tests.support.answers import error_of
from tests.support.app import App, Pkce, answer_of, authorize_params
from tests.support.flow import ask, code_for, redeem, signed_in
from tests.support.rows import nothing_changes

pytestmark = pytest.mark.django_db

MATCHING = ["v", "v" * 42, "v" * 129, "v" * 5000, "v" * 42 + "!", "v" * 42 + " ", "v" * 42 + "é"]


@pytest.mark.yardstick("B8")
@pytest.mark.parametrize("verifier", MATCHING, ids=lambda verifier: ascii(verifier[38:48]))
def test_a_malformed_verifier_that_matches(verifier: str, alice: User, web_app: App) -> None:
    app = replace(web_app, pkce=Pkce(verifier, pkce.challenge_of(verifier)))
    code = code_for(alice, app)
    with nothing_changes():
        assert error_of(redeem(app, code)) == (400, "invalid_grant")


@pytest.mark.yardstick("B10")
@pytest.mark.parametrize("over", [{}, {"prompt": "none"}], ids=["skipped page", "prompt=none"])
@pytest.mark.parametrize("challenge", [None, "", "plain"])
def test_a_stored_consent_spares_no_challenge(
    over: dict[str, str], challenge: str | None, alice: User, web_app: App
) -> None:
    code_for(alice, web_app)
    with nothing_changes():
        response = ask(signed_in(alice), authorize_params(web_app, code_challenge=challenge, **over))
    assert answer_of(response)["error"] == "invalid_request"
    assert "code" not in answer_of(response)


@pytest.mark.yardstick("B10")
def test_a_row_without_a_challenge_can_not_be_written(alice: User, web_app: App) -> None:
    """RFC 9700 §4.8.2: so there is no code that a verifier could be sent for in vain."""
    code = code_for(alice, web_app)
    with pytest.raises(IntegrityError, match="hub_grant_has_a_challenge"), transaction.atomic():
        Grant.objects.update(code_challenge="")
    assert redeem(web_app, code).status_code == 200


@pytest.mark.yardstick("B12")
def test_a_challenge_may_come_again(alice: User, web_app: App) -> None:
    """Whose duty it is to make a new one is the client's (RFC 7636 §4.1); each code is redeemed by itself."""
    codes = [code_for(alice, web_app), code_for(alice, web_app)]
    assert {redeem(web_app, code).status_code for code in codes} == {200}
