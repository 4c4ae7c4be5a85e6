"""``python -m tests.support.catalogues``: every sentence is in every catalogue, translated, and compiled.

``--write`` brings the catalogues up to date in place, new sentences empty. Both need GNU gettext.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

LANGUAGES: Final = ("ar",)
PACKAGES: Final = ("hub_oauth", "hub_teams", "hub_project")
TREES: Final = (*PACKAGES, "templates", "manage.py")
# What differs from day to day and says nothing.
DATED: Final = '"POT-Creation-Date:'


def main(arguments: list[str]) -> int:
    if shutil.which("xgettext") is None:
        sys.exit("The catalogues can't be compared: no xgettext (Debian package gettext).")
    if arguments == ["--write"]:
        extract(Path())
        for catalogue in catalogues(Path()):
            compile_to(catalogue, catalogue.with_suffix(".mo"))
        return 0
    problems = list(find_problems())
    sys.stderr.writelines(f"{problem}\n" for problem in problems)
    return int(bool(problems))


def find_problems() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder)
        for tree in TREES:
            (shutil.copytree if Path(tree).is_dir() else shutil.copy)(tree, fresh / tree)
        extract(fresh)
        for catalogue in catalogues(Path()):
            if entries(catalogue) != entries(fresh / catalogue):
                yield f"{catalogue} is not current: run make messages, then translate what is empty."
            yield from faults_of(catalogue, fresh / "compiled.mo")


def catalogues(root: Path) -> Iterator[Path]:
    for package in PACKAGES:
        for language in LANGUAGES:
            yield root / package / "locale" / language / "LC_MESSAGES" / "django.po"


def extract(root: Path) -> None:
    languages = [argument for language in LANGUAGES for argument in ("--locale", language)]
    how = ["--no-location", "--no-wrap", "--verbosity", "0", "--ignore", ".venv*", "--ignore", "tests"]
    how += ["--ignore", "examples", "--ignore", "docs", "--ignore", "benchmarks"]
    subprocess.run([sys.executable, "manage.py", "makemessages", *languages, *how], cwd=root or ".", check=True)


def entries(catalogue: Path) -> list[str]:
    return [line for line in catalogue.read_text().splitlines() if not line.startswith(DATED)]


def faults_of(catalogue: Path, scratch: Path) -> Iterator[str]:
    """What msgfmt says of it: untranslated and fuzzy sentences, placeholders that differ, a compiled file that is old."""
    done = compile_to(catalogue, scratch)
    if done.returncode or "untranslated" in done.stderr or "fuzzy" in done.stderr:
        yield f"{catalogue}: {done.stderr.strip()}"
    elif scratch.read_bytes() != catalogue.with_suffix(".mo").read_bytes():
        yield f"{catalogue.with_suffix('.mo')} is not compiled from it: run make messages."


def compile_to(catalogue: Path, compiled: Path) -> subprocess.CompletedProcess[str]:
    argv = ["msgfmt", "--check-format", "--statistics", "-o", str(compiled), str(catalogue)]
    return subprocess.run(argv, check=False, capture_output=True, text=True, env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
