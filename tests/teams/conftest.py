from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from hub_teams.models import Membership, Team
from tests.support import factories
from tests.support.app import App
from tests.support.teams import token_for, writer


@pytest.fixture
def roster(db: None) -> App:
    """An app that may change teams."""
    return writer()


@pytest.fixture
def owner(alice: User, team: Team, roster: App) -> str:
    """The token of alice, who owns the team."""
    return token_for(alice, roster)


@pytest.fixture
def dana(team: Team) -> User:
    """An admin of the team."""
    dana: User = factories.UserFactory.create(username="dana", first_name="Dana", last_name="Reyes")
    Membership.objects.create(team=team, user=dana, role="admin")
    return dana


@pytest.fixture
def admin_token(dana: User, roster: App) -> str:
    return token_for(dana, roster)


@pytest.fixture
def member_token(bob: User, team: Team, roster: App) -> str:
    """The token of bob, a plain member."""
    return token_for(bob, roster)


@pytest.fixture
def stranger(charlie: User, team: Team, roster: App) -> str:
    return token_for(charlie, roster)
