"""``python -m tests.support.catalogues``: every sentence is in every catalogue, translated, and compiled.

``--write`` brings the catalogues up to date in place: new sentences come empty, or guessed and marked fuzzy.
Both need GNU gettext.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
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
    with extracted() as fresh:
        if arguments == ["--write"]:
            write(fresh)
            return 0
        problems = list(find_problems(fresh))
    sys.stderr.writelines(f"{problem}\n" for problem in problems)
    return int(bool(problems))


@contextmanager
def extracted() -> Iterator[Path]:
    """A copy with the catalogues anew. The order of the sentences follows from what lies beside the code, so
    both to write and to compare there is nothing beside it."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder)
        for tree in TREES:
            (shutil.copytree if Path(tree).is_dir() else shutil.copy)(tree, fresh / tree)
        languages = [argument for language in LANGUAGES for argument in ("--locale", language)]
        how = ["--no-location", "--no-obsolete", "--no-wrap", "--verbosity", "0"]
        subprocess.run([sys.executable, "manage.py", "makemessages", *languages, *how], cwd=fresh, check=True)
        yield fresh


def write(fresh: Path) -> None:
    for catalogue in catalogues():
        if entries(catalogue) != entries(fresh / catalogue):
            shutil.copy(fresh / catalogue, catalogue)
        sys.stderr.write(f"{catalogue}: {compile_to(catalogue, catalogue.with_suffix('.mo')).stderr}")


def find_problems(fresh: Path) -> Iterator[str]:
    for catalogue in catalogues():
        if entries(catalogue) != entries(fresh / catalogue):
            yield f"{catalogue} is not current: run make messages, then translate what is empty."
        yield from faults_of(catalogue, fresh / "compiled.mo")


def catalogues() -> Iterator[Path]:
    for package in PACKAGES:
        for language in LANGUAGES:
            yield Path(package, "locale", language, "LC_MESSAGES", "django.po")


def entries(catalogue: Path) -> list[str]:
    return [line for line in catalogue.read_text().splitlines() if not line.startswith(DATED)]


def faults_of(catalogue: Path, scratch: Path) -> Iterator[str]:
    """What msgfmt says of it: what is untranslated, fuzzy or lacks a plural, placeholders that differ; an old .mo."""
    done = compile_to(catalogue, scratch)
    if done.returncode or "untranslated" in done.stderr or "fuzzy" in done.stderr:
        yield f"{catalogue}: {done.stderr.strip()}"
    elif scratch.read_bytes() != catalogue.with_suffix(".mo").read_bytes():
        yield f"{catalogue.with_suffix('.mo')} is not compiled from it: run make messages."


def compile_to(catalogue: Path, compiled: Path) -> subprocess.CompletedProcess[str]:
    argv = ["msgfmt", "--check", "--statistics", "-o", str(compiled), str(catalogue)]
    in_english = {"LC_ALL": "C", "PATH": os.defpath}
    return subprocess.run(argv, check=False, capture_output=True, text=True, env=in_english)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
