"""What a run of pytest leaves for the table."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.server import ROOT
from tests.yardstick.recorder import FOLDER, RecordedRun
from tests.yardstick.verdicts import read

CONFTEST = "from tests.yardstick.recorder import record as pytest_configure\n"
SUITE = """
import pytest

pytestmark = pytest.mark.yardstick("A1")

@pytest.fixture
def breaks_before():
    raise RuntimeError

@pytest.fixture
def breaks_after():
    yield
    raise RuntimeError

@pytest.mark.yardstick("B1", "B2")
def test_holds(): pass

def test_does_not_hold(): assert False

def test_breaks_before(breaks_before): pass

def test_breaks_after(breaks_after): pass

@pytest.mark.skip
def test_is_left_out(): assert False

def test_leaves(): pytest.skip("not here")

@pytest.mark.parametrize("row", [pytest.param(row, marks=pytest.mark.yardstick(row)) for row in ("C1", "C2")])
def test_of_rows(row): pass
"""
UNMARKED = "def test_without_a_row(): pass\n"


def run(folder: Path, *options: str, keep: bool = True) -> list[RecordedRun]:
    """What a run of the small suite records."""
    (folder / "conftest.py").write_text(CONFTEST)
    (folder / "test_suite.py").write_text(SUITE)
    (folder / "test_unmarked.py").write_text(UNMARKED)
    env = {"PATH": os.defpath, "PYTHONPATH": str(ROOT)} | ({FOLDER: str(folder / "kept")} if keep else {})
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:django", *options]
    subprocess.run(command, cwd=folder, env=env, check=False, capture_output=True, timeout=60)
    return read(folder / "kept")


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> RecordedRun:
    (one,) = run(tmp_path_factory.mktemp("recorded"))
    return one


def test_each_marked_test_has_its_outcome(recorded: RecordedRun) -> None:
    outcomes = {name.partition("::")[2]: test["outcome"] for name, test in recorded["tests"].items()}
    assert outcomes == {
        "test_holds": "passed",
        "test_does_not_hold": "failed",
        "test_breaks_before": "failed",
        "test_breaks_after": "failed",
        "test_is_left_out": "skipped",
        "test_leaves": "skipped",
        "test_of_rows[C1]": "passed",
        "test_of_rows[C2]": "passed",
    }
    assert recorded["exit"] == 1


def test_rows_of_test_parameter_and_module_add_up(recorded: RecordedRun) -> None:
    rows = {name.partition("::")[2]: test["rows"] for name, test in recorded["tests"].items()}
    assert rows["test_holds"] == ["A1", "B1", "B2"]
    assert rows["test_of_rows[C2]"] == ["A1", "C2"]


def test_runs_add_up(tmp_path: Path) -> None:
    run(tmp_path)
    assert len(run(tmp_path)) == 2


def test_a_run_that_stops_early_says_what_it_did_not_reach(tmp_path: Path) -> None:
    (one,) = run(tmp_path, "-x")
    assert one["tests"]["test_suite.py::test_of_rows[C1]"]["outcome"] is None


def test_nothing_is_kept_unasked(tmp_path: Path) -> None:
    assert not run(tmp_path, keep=False)
    assert not run(tmp_path, "--collect-only")
