"""The runner itself, on a repository of one rule and one test."""

from __future__ import annotations

import subprocess
from collections import Counter
from pathlib import Path

import pytest

from tests.mutants.__main__ import all_there, main
from tests.mutants.mutant import Mutant
from tests.mutants.seeded import MUTANTS
from tests.mutants.workshop import Verdict, Workshop

ROOT = Path(__file__).resolve().parents[2]
RULE = "def allowed(age):\n    return age >= 18\n"
TEST = "from rule import allowed\n\n\ndef test_rule():\n    assert allowed({age})\n    assert not allowed(17)\n"


def mutant(new: str, old: str = "age >= 18") -> Mutant:
    return Mutant("of-age", "rule.py", old, new, "Somebody too young.", ("test_rule.py",), share=True)


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository; what runs in its copy knows nothing of Django, nor of what this run was asked for."""
    for name in ("DJANGO_SETTINGS_MODULE", "PYTEST_ADDOPTS", "HUB_SOAK_OUT"):
        monkeypatch.delenv(name, raising=False)
    root = tmp_path / "root"
    root.mkdir()
    (root / "rule.py").write_text(RULE)
    (root / "test_rule.py").write_text(TEST.format(age=18))
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    subprocess.run(["git", "add", "."], cwd=root, check=True)
    return root


@pytest.mark.parametrize(
    ("new", "verdict"),
    [
        ("age > 18", Verdict.KILLED),
        ("age >= 18.0", Verdict.SURVIVED),
        ("age >=", Verdict.BROKEN),
    ],
)
def test_only_a_test_that_failed_kills(new: str, verdict: Verdict, root: Path, tmp_path: Path) -> None:
    run = Workshop(root, tmp_path / "workshop").try_mutant(mutant(new))
    assert (run.verdict, run.by) == (verdict, "test_rule.py::test_rule" if verdict is Verdict.KILLED else "")


def test_what_hangs_is_ended_and_is_no_kill(root: Path, tmp_path: Path) -> None:
    workshop = Workshop(root, tmp_path / "workshop")
    with workshop.seeded(mutant("__import__('time').sleep(600)")):
        assert workshop.run(["test_rule.py"], limit=1).verdict is Verdict.HUNG
    assert workshop.process
    assert workshop.process.poll() is not None


def test_a_fault_is_seeded_in_the_copy_and_taken_out_again(root: Path, tmp_path: Path) -> None:
    workshop = Workshop(root, tmp_path / "workshop")
    with workshop.seeded(mutant("age > 18")):
        assert (root / "rule.py").read_text() == RULE
        assert "age > 18" in (workshop.copy / "rule.py").read_text()
    assert (workshop.copy / "rule.py").read_text() == RULE


@pytest.mark.parametrize("old", ["age >= 21", "age"], ids=["not there", "there twice"])
def test_a_mutant_that_vanished_stops_everything(old: str, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([], root=root, known=[mutant("age > 18"), mutant("years", old)]) == 1
    said = capsys.readouterr().out
    assert "of-age: rule.py holds" in said
    assert "killed" not in said


def test_red_tests_kill_nothing(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "test_rule.py").write_text(TEST.format(age=17))
    assert main([], root=root, known=[mutant("age > 18")]) == 1
    said = capsys.readouterr().out
    assert "do not pass without a fault" in said
    assert "killed" not in said


def test_a_survivor_counts(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([], root=root, known=[mutant("age > 18"), mutant("age >= 18.0")]) == 1
    assert "2 mutants, 1 killed, 1 survived: 50.0 %" in capsys.readouterr().out


def test_what_is_killed_is_named_with_its_test_and_kept(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HUB_SOAK_OUT", str(tmp_path / "soak"))
    assert main([], root=root, known=[mutant("age > 18")]) == 0
    assert "killed   of-age by test_rule.py::test_rule: Somebody too young." in capsys.readouterr().out
    assert (tmp_path / "soak" / "mutants.txt").read_text().startswith("1 mutants, 1 killed, 0 survived: 100.0 %")


def test_nothing_tried_is_a_failure(root: Path) -> None:
    assert main([], root=root, known=[]) == 1


def test_an_unknown_mutant_is_named(root: Path) -> None:
    with pytest.raises(SystemExit, match="no mutant none"):
        main(["--only", "none"], root=root, known=[])


def test_every_mutant_is_still_there() -> None:
    all_there(ROOT, MUTANTS)
    tests = {test.partition("::")[0] for one in MUTANTS for test in one.tests}
    assert [test for test in tests if not (ROOT / test).is_file()] == []


def test_every_mutant_has_a_name_and_a_sentence_of_its_own() -> None:
    assert [name for name, times in Counter(one.id for one in MUTANTS).items() if times > 1] == []
    assert all(one.says.endswith(".") for one in MUTANTS)
    assert sum(one.share for one in MUTANTS) >= 30
    assert not [one.id for one in MUTANTS if one.share and one.servers]
