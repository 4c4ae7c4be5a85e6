from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from tests.support.app import App, Tokens


@pytest.fixture
def tokens(alice: User, web_app: App) -> Tokens:
    """What the web app holds after alice connected it."""
    from tests.support.flow import connect

    return connect(alice, web_app)


@pytest.fixture
def first(tokens: Tokens) -> Tokens:
    """The same where there is a second."""
    return tokens


@pytest.fixture
def second(web_app: App, first: Tokens) -> Tokens:
    """What first was rotated into."""
    from tests.support.flow import refreshed

    return refreshed(web_app, first)
