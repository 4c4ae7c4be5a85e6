"""A pytest plugin: what became of the tests that carry rows of the yardstick, kept for the table."""

from __future__ import annotations

import json
import os
import uuid
from pathlib import Path
from typing import Final, Literal, TypedDict

import pytest

FOLDER: Final = "HUB_YARDSTICK"  # names the folder; without it nothing is kept
MARKER: Final = "yardstick"
Outcome = Literal["passed", "failed", "skipped"]


class RecordedTest(TypedDict):
    """outcome: None where the run ended before the test."""

    rows: list[str]
    outcome: Outcome | None


class RecordedRun(TypedDict):
    """exit: what pytest ended with."""

    exit: int
    tests: dict[str, RecordedTest]


class Recorder:
    """Writes one file a run, so that runs with other settings and databases add up."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rows: dict[str, list[str]] = {}
        self.outcomes: dict[str, Outcome] = {}

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        for item in session.items:
            if rows := rows_of(item):
                self.rows[item.nodeid] = rows

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Passed is a test that ran: setting it up is not enough, and cleaning up after it may still fail."""
        if report.nodeid in self.rows and (report.when == "call" or not report.passed):
            before = self.outcomes.get(report.nodeid)
            self.outcomes[report.nodeid] = "failed" if "failed" in (before, report.outcome) else report.outcome

    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        tests = {test: RecordedTest(rows=rows, outcome=self.outcomes.get(test)) for test, rows in self.rows.items()}
        run = RecordedRun(exit=int(exitstatus), tests=tests)
        self.folder.mkdir(parents=True, exist_ok=True)
        # Written under another name first: a table that is printed meanwhile must not read half a file.
        unfinished = self.folder / f"{uuid.uuid4()}.part"
        unfinished.write_text(json.dumps(run))
        unfinished.rename(unfinished.with_suffix(".json"))


def rows_of(item: pytest.Item) -> list[str]:
    """The ids that markers on the test, its class and its module name."""
    return sorted({str(row) for marker in item.iter_markers(MARKER) for row in marker.args})


def record(config: pytest.Config) -> None:
    """Record this run, if the environment names a folder for it."""
    if (folder := os.environ.get(FOLDER)) and not config.option.collectonly:
        config.pluginmanager.register(Recorder(Path(folder).resolve()), "yardstick-recorder")
