"""Whether a person is asked, or the page is skipped."""

from __future__ import annotations

from django.contrib.auth.models import User

from hub_oauth.models import Grant
from tests.support.app import App, answer_of, authorize_params, code_of
from tests.support.flow import ask, signed_in
from tests.support.rows import nothing_changes


def assert_skipped(user: User, app: App, **over: str | None) -> None:
    """A code at once, without a page."""
    before = Grant.objects.count()
    response = ask(signed_in(user), authorize_params(app, **over))
    assert response.status_code == 303
    assert code_of(response)
    assert Grant.objects.count() == before + 1


def assert_asked(user: User, app: App, **over: str | None) -> None:
    """The page, and ``prompt=none`` gets nothing instead."""
    with nothing_changes():
        assert ask(signed_in(user), authorize_params(app, **over)).status_code == 200
        if "prompt" not in over:
            silent = ask(signed_in(user), authorize_params(app, prompt="none", **over))
            assert silent.headers["Location"].startswith(over.get("redirect_uri") or app.redirect_uri)
            assert answer_of(silent)["error"] == "consent_required"
