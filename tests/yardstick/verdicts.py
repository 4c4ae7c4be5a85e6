"""From what was recorded to a verdict on each row."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from tests.yardstick.recorder import Outcome, RecordedRun
from tests.yardstick.rows import ROWS, Row

Verdict = Literal["passed", "failed", "skipped", "no test", "later"]
# Of pytest: all passed, some failed, and none selected, as where tests of other settings were ignored.
FINISHED: Final = (0, 1, 5)


@dataclass
class Judged:
    """A row with its tests: what became of each in every run that had it, None where a run ended before it."""

    row: Row
    tests: dict[str, list[Outcome | None]] = field(default_factory=dict)

    @property
    def verdict(self) -> Verdict:
        """Every test must have run somewhere and failed nowhere; one that was only skipped proves nothing."""
        if any(outcome in ("failed", None) for outcomes in self.tests.values() for outcome in outcomes):
            return "failed"
        if self.row.later:
            return "later"
        if not self.tests:
            return "no test"
        return "passed" if all("passed" in outcomes for outcomes in self.tests.values()) else "skipped"


def read(folder: Path) -> list[RecordedRun]:
    """The runs in a folder; none where there is no such folder."""
    return [json.loads(file.read_text()) for file in sorted(folder.glob("*.json"))]


def judge(runs: Iterable[RecordedRun], rows: Iterable[Row] = ROWS) -> tuple[list[Judged], list[str]]:
    """Each row with its tests, in the order of the rows, and the defects that stand beside the rows."""
    judged = {row.id: Judged(row) for row in rows}
    defects: list[str] = []
    for run in runs:
        if run["exit"] not in FINISHED:
            defects.append(f"A run of pytest was not finished (exit {run['exit']}).")
        for test, recorded in run["tests"].items():
            for row in recorded["rows"]:
                if row in judged:
                    judged[row].tests.setdefault(test, []).append(recorded["outcome"])
                else:
                    defects.append(f"{test} names {row}, which is no row.")
    return list(judged.values()), sorted(set(defects))
