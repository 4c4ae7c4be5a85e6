"""Fixtures of the whole suite, and what happens where the machine lacks something."""

from __future__ import annotations

import signal
from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING

import pytest

from tests.support import needs
from tests.support.postgres import Cluster
from tests.support.server import HubServer
from tests.yardstick import recorder

# Factories name models, which pytest-django has not loaded yet; Playwright may be missing.
if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from playwright.sync_api import Browser, Page

    from hub_teams.models import Team
    from tests.support.app import App
    from tests.support.browser import OpenPage

# A fixture -> the need of every test that uses it, marked or not.
FIXTURE_NEEDS = {"cluster": "postgres", "browser": "browser", "redis": "redis"}
skipped: dict[str, int] = {}


def pytest_configure(config: pytest.Config) -> None:
    try:
        needs.required()
    except ValueError as error:
        raise pytest.UsageError(str(error)) from None
    recorder.record(config)
    # As after Ctrl-C, so that servers and their folders go too.
    signal.signal(signal.SIGTERM, lambda number, _: pytest.exit("terminated", 128 + number))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for fixture, need in FIXTURE_NEEDS.items():
            if fixture in getattr(item, "fixturenames", ()):
                item.add_marker(need)
    # Playwright keeps an event loop in this thread once it runs, and Django's ORM refuses to work beside one.
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


def pytest_runtest_setup(item: pytest.Item) -> None:
    for name, missing in needs.NEEDS.items():
        if item.get_closest_marker(name) and (line := missing()):
            if name in needs.required():
                pytest.fail(line, pytrace=False)
            skipped[line] = skipped.get(line, 0) + 1
            pytest.skip(line)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.failed:
        for name, value in getattr(item, "funcargs", {}).items():
            if isinstance(value, HubServer):
                report.sections.append((f"log of {name}", value.log()))
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for line, count in skipped.items():
        terminalreporter.write_line(f"{line}; tests skipped: {count}", yellow=True)


@pytest.fixture(autouse=True)
def fresh_cache() -> None:
    """Each test has its limits to itself."""
    from django.core.cache import cache

    from hub_oauth import throttles
    from hub_oauth.shared_counts import silence
    from hub_oauth.tallies import tallies

    silence.ends()
    cache.clear()
    tallies.clear()
    throttles.met.known.clear()


@pytest.fixture
def alice(db: None) -> User:
    """She owns the team."""
    return person("alice", "Alice", "Silva")


@pytest.fixture
def bob(db: None) -> User:
    """He is a member of the team."""
    return person("bob", "Bob", "Okafor")


@pytest.fixture
def charlie(db: None) -> User:
    """A stranger to the team."""
    return person("charlie", "Charlie", "Novak")


def person(username: str, first_name: str, last_name: str) -> User:
    from tests.support.factories import UserFactory

    user: User = UserFactory.create(username=username, first_name=first_name, last_name=last_name)
    return user


@pytest.fixture
def team(alice: User, bob: User) -> Team:
    from tests.support.factories import MembershipFactory, TeamFactory

    team: Team = TeamFactory.create(name="Planners", slug="planners")
    MembershipFactory.create(team=team, user=alice, role="owner")
    MembershipFactory.create(team=team, user=bob, role="member")
    return team


@pytest.fixture
def web_app(db: None) -> App:
    from tests.support import factories

    return factories.web_app()


@pytest.fixture
def spa_app(db: None) -> App:
    from tests.support import factories

    return factories.spa_app()


@pytest.fixture
def native_app(db: None) -> App:
    from tests.support import factories

    return factories.native_app()


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    with Cluster() as cluster:
        yield cluster


@pytest.fixture(scope="session")
def hub() -> Iterator[HubServer]:
    """The Hub on SQLite, as a developer runs it."""
    with HubServer() as hub:
        yield hub


@pytest.fixture(scope="session")
def hub_on_postgres(cluster: Cluster) -> Iterator[HubServer]:
    """The Hub on PostgreSQL with four workers, for races."""
    with HubServer(cluster.create_database("hub_on_postgres"), workers=4) as hub:
        yield hub


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    from tests.support.browser import chromium

    with chromium() as browser:
        yield browser


@pytest.fixture
def page_errors() -> list[str]:
    """What browsers logged as errors; a test that expects them clears it, else it fails."""
    return []


@pytest.fixture
def open_page(browser: Browser, page_errors: list[str]) -> Iterator[OpenPage]:
    """Opens pages with contexts of their own: ``open_page(java_script_enabled=False)``."""
    from tests.support.browser import pages

    with pages(browser, page_errors) as open_page:
        yield open_page
    assert page_errors == []


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    return open_page()
