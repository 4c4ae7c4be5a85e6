"""pytest -p tests.canary.plugin, with HUB_CANARY=folder."""

from __future__ import annotations

import logging
import os
from collections.abc import Generator
from pathlib import Path
from typing import Any, Final

import pytest

from tests.canary.needles import Needles

logger = logging.getLogger(__name__)

BEGINS: Final = "canary: "
# What is said there is said by others, or by whoever made the request.
WHY_DOT: Final = "DOT and oauthlib log what is shown at the host's own endpoints; the Hub is not asked"
EXEMPT: Final = {
    "tests/oauth/test_dot_seam.py::test_dot_spends_no_code_of_the_hub": WHY_DOT,
    "tests/oauth/test_dot_seam.py::test_dot_rotates_no_refresh_token_of_the_hub": WHY_DOT,
    "tests/oauth/test_request_failures.py::test_a_secret_in_the_wrong_place_is_cut_out": "a secret in a URL",
    "tests/oauth/test_error_pages.py::test_a_secret_in_the_wrong_place_is_not_shown": "the same",
    "tests/oauth/test_search_for_secrets.py::test_nothing_is_found_by_a_secret": "and in another",
}


class Canary:
    """folder: takes the log of the run, and of the servers that tests start."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.needles = folder, Needles()
        self.hits: list[str] = []
        self.searched = 0
        self.log = logging.FileHandler(folder / "tests.log", mode="w")
        self.log.setFormatter(logging.Formatter("%(levelname)s %(name)s %(message)s %(args)s"))

    def search(self, place: str, text: str) -> None:
        self.searched += len(text)
        self.hits += [f"{kind} in {place}" for kind in sorted(self.needles.found_in(text))]

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        if item.nodeid.partition("[")[0] in EXEMPT:
            logging.getLogger().removeHandler(self.log)
            return
        listen_to_everything(self.log)
        logger.debug("%s%s", BEGINS, item.nodeid.partition("[")[0])

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, Any, Any]:
        log_statements()
        return (yield)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_teardown(self, item: pytest.Item) -> None:
        """Before the rows go."""
        from tests.canary.leftovers import leftovers

        for place, text in leftovers(item):
            self.search(f"{place} after {item.nodeid}", text)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        self.log.flush()
        self.hear_from_servers()
        for file in sorted(self.folder.iterdir()):
            self.search_file(file)
        if self.hits or not self.needles.kinds:
            session.exitstatus = 1

    def hear_from_servers(self) -> None:
        for file in self.folder.glob("*.secrets"):
            for line in file.read_text().splitlines():
                self.needles.add(*line.split("\t", 1))
            file.unlink()

    def search_file(self, file: Path) -> None:
        """Line by line, so that a hit can be found again without being shown."""
        test = "no test"
        with file.open(errors="replace") as lines:
            for number, line in enumerate(lines, 1):
                test = line.partition(BEGINS)[2].split(" (")[0].strip() or test
                self.search(f"{file.name}:{number}, {test}", line)

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        size = self.searched // 1_000_000
        line = f"canary: {len(self.needles.kinds)} secrets, {size} MB searched, {len(self.hits)} hits"
        terminalreporter.write_line(line, red=bool(self.hits))
        for hit in self.hits[:50]:
            terminalreporter.write_line(f"  {hit}", red=True)


def pytest_configure(config: pytest.Config) -> None:
    if folder := os.environ.get("HUB_CANARY"):
        try:
            Path(folder).mkdir(parents=True, mode=0o700)
        except FileExistsError:
            raise pytest.UsageError(f"HUB_CANARY: {folder} is there already; name a folder to make.") from None
        config.pluginmanager.register(Canary(Path(folder)), "canary")


@pytest.hookimpl(trylast=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    canary = session.config.pluginmanager.get_plugin("canary")
    if canary is not None:
        from tests.canary import recording, servers

        servers.instrument(canary.folder)
        recording.install(canary.needles.add)


def listen_to_everything(handler: logging.Handler) -> None:
    """DEBUG on every logger there is, whatever the settings say; again for each test, for some change theirs."""
    root = logging.getLogger()
    root.setLevel(logging.DEBUG)
    if handler not in root.handlers:
        root.addHandler(handler)
    for name in root.manager.loggerDict:
        logger = logging.getLogger(name)
        logger.setLevel(logging.DEBUG)
        logger.propagate, logger.disabled = True, False


def log_statements() -> None:
    """Else Django logs SQL and its parameters only with DEBUG."""
    from django.db import connections

    for connection in connections.all(initialized_only=True):
        connection.force_debug_cursor = True
