from __future__ import annotations

from hub_oauth.models import Grant
from tests.support.answers import error_of
from tests.support.app import App, Tokens
from tests.support.flow import refresh
from tests.support.rows import events, the_grant


def assert_ended_for_reuse(app: App, tokens: Tokens) -> None:
    """The grant was live before, presenting this token ended it, and that is kept."""
    assert the_grant().ended_at is None
    assert error_of(refresh(app, tokens["refresh_token"])) == (400, "invalid_grant")
    assert the_grant().end_reason == Grant.End.REUSE
    assert [event.outcome for event in events("token.reuse_detected")] == ["refused"]
