from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from pytest_django.fixtures import Settings

from tests.support.postgres import Cluster

if TYPE_CHECKING:
    from django.contrib.auth.models import User

# These look at the site; the rest of the suite looks at a foreign host, with other settings.
collect_ignore_glob = [] if settings.ROOT_URLCONF == "hub_project.urls" else ["test_*.py"]


@pytest.fixture
def quick_passwords(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # The real one is slow on purpose.


@pytest.fixture
def stopped_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """No code of an authenticator app runs out between its making and its use."""
    from allauth.mfa.totp.internal import auth

    from tests.support.sign_in import STEP

    monkeypatch.setattr(auth, "yield_hotp_counters_from_time", lambda: iter([STEP]))


@pytest.fixture
def anna(db: None, quick_passwords: None) -> User:
    """As an administrator or a script makes people: nothing of allauth's own beside them."""
    from django.contrib.auth.models import User

    from tests.support.sign_in import PASSWORD

    return User.objects.create_user("anna", "anna@example.org", PASSWORD)


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with Cluster() as cluster:
        yield cluster


@pytest.fixture
def connect(cluster: Cluster, tmp_path: Path) -> Iterator[Callable[[], Any]]:
    """Makes connections as the site's settings describe them."""
    from django.db.utils import ConnectionHandler

    from hub_project.environment import Environment

    made: list[Any] = []

    def new() -> Any:
        database = Environment({"DATABASE_URL": cluster.url("postgres")}, tmp_path).database
        made.append(ConnectionHandler({"default": database})["default"])
        made[-1].ensure_connection()
        return made[-1]

    yield new
    for connection in made:
        connection.close()
