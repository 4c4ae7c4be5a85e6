"""What counts as proof of a row, and what does not."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.yardstick.__main__ import main, table
from tests.yardstick.recorder import Outcome, RecordedRun
from tests.yardstick.rows import ROWS, Row
from tests.yardstick.verdicts import judge, read

A, B, LATER = Row("A1", "one thing"), Row("B1", "another"), Row("K1", "a third", "needs what is not there")
TEST = "tests/test_a.py::test_a"


def run(exit_status: int = 0, **outcomes: Outcome | None) -> RecordedRun:
    """A run with one test for each row that is named."""
    tests = {f"{TEST}[{row}]": {"rows": [row], "outcome": outcome} for row, outcome in outcomes.items()}
    return {"exit": exit_status, "tests": tests}  # type: ignore[typeddict-item]


def verdicts(*runs: RecordedRun) -> list[str]:
    return [each.verdict for each in judge(runs, [A, B, LATER])[0]]


def test_a_test_that_passed_proves_its_row_alone() -> None:
    assert verdicts(run(A1="passed")) == ["passed", "no test", "later"]


def test_a_row_without_a_test_is_named() -> None:
    assert verdicts() == ["no test", "no test", "later"]


def test_a_skipped_test_proves_nothing() -> None:
    assert verdicts(run(A1="skipped", B1="passed"))[:2] == ["skipped", "passed"]


def test_a_test_skipped_in_one_run_may_pass_in_another() -> None:
    assert verdicts(run(A1="skipped"), run(A1="passed"))[0] == "passed"


def test_one_failure_in_any_run_fails_the_row() -> None:
    assert verdicts(run(A1="passed"), run(A1="failed", exit_status=1))[0] == "failed"


def test_a_test_that_the_run_did_not_reach_fails_the_row() -> None:
    assert verdicts(run(A1=None))[0] == "failed"


def test_a_row_for_later_is_later_whatever_its_tests_hold_already() -> None:
    assert verdicts(run(K1="passed"))[2] == "later"
    assert verdicts(run(K1="failed"))[2] == "failed"


def test_every_test_of_a_row_must_have_run() -> None:
    both: RecordedRun = {
        "exit": 0,
        "tests": {
            TEST: {"rows": ["A1"], "outcome": "passed"},
            f"{TEST}_too": {"rows": ["A1", "B1"], "outcome": "skipped"},
        },
    }
    assert verdicts(both)[:2] == ["skipped", "skipped"]


def test_a_test_that_names_no_row_is_a_defect() -> None:
    assert judge([run(Z9="passed")], [A])[1] == [f"{TEST}[Z9] names Z9, which is no row."]


@pytest.mark.parametrize("exit_status", [2, 3, 4])
def test_a_run_that_broke_off_is_a_defect(exit_status: int) -> None:
    assert judge([run(exit_status)], [A])[1] == [f"A run of pytest was not finished (exit {exit_status})."]


def test_the_table_names_row_test_verdict_and_reason() -> None:
    lines = list(table(*judge([run(A1="passed", B1="skipped")], [A, B, LATER])))
    assert lines == [
        "A1   passed   one thing",
        "              test_a.py::test_a",
        "B1   skipped  another",
        "              test_a.py::test_a",
        "              -> skipped: tests/test_a.py::test_a[B1]",
        "K1   later    a third",
        "              later: needs what is not there",
        "3 rows, 1 passed, 1 later, 1 skipped",
    ]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """All rows that have to hold, passed."""
    keep(tmp_path, "first", {row.id: "passed" for row in ROWS if not row.later})
    return tmp_path


def keep(folder: Path, name: str, outcomes: dict[str, Outcome]) -> None:
    (folder / f"{name}.json").write_text(json.dumps(run(0, **outcomes)))


def test_all_that_hold_and_all_that_wait_are_a_success(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(folder)]) == 0
    assert re.search(r"^\d+ rows, \d+ passed, \d+ later$", capsys.readouterr().out, re.MULTILINE)


def test_an_empty_folder_is_a_failure(tmp_path: Path) -> None:
    assert main([str(tmp_path)]) == main([str(tmp_path / "none")]) == 1


@pytest.mark.parametrize("bad", [{"A1": "failed"}, {"K1": "failed"}, {"Z9": "passed"}], ids=str)
def test_a_failure_or_an_unknown_row_is_one(folder: Path, bad: dict[str, Outcome]) -> None:
    keep(folder, "second", bad)
    assert main([str(folder)]) == main([str(folder), "--may-skip"]) == 1


def test_what_the_machine_skips_is_forgiven_on_request_only(folder: Path) -> None:
    keep(folder, "first", {row.id: "skipped" if row.id == "C5" else "passed" for row in ROWS if not row.later})
    assert main([str(folder)]) == 1
    assert main([str(folder), "--may-skip"]) == main([str(folder), "--may-skip", "A1", "C5"]) == 0
    assert main([str(folder), "--may-skip", "A1"]) == 1


def test_no_row_is_listed_twice_and_each_has_a_title() -> None:
    assert len({row.id for row in ROWS}) == len(ROWS) == len({row.title for row in ROWS})
    assert all(row.title for row in ROWS)


def test_half_a_file_is_not_read(folder: Path) -> None:
    (folder / "x.part").write_text("{")
    assert len(read(folder)) == 1
