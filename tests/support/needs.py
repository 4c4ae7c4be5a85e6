"""What a test needs of the machine beyond Python, and what is missing of it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path

POSTGRES_PROGRAMS = ("initdb", "postgres")
DEBIAN_POSTGRES = Path("/usr/lib/postgresql")


def postgres_programs() -> Path | None:
    """The folder of the newest PostgreSQL server programs, or None."""
    in_path = shutil.which("initdb")
    installed = sorted(DEBIAN_POSTGRES.glob("*/bin"), key=lambda folder: float(folder.parent.name), reverse=True)
    candidates = [*installed, *([Path(in_path).resolve().parent] if in_path else [])]
    return next((folder for folder in candidates if has_all(folder)), None)


def has_all(folder: Path) -> bool:
    return all((folder / program).exists() for program in POSTGRES_PROGRAMS)


def missing_postgres() -> str:
    return "" if postgres_programs() else "PostgreSQL is missing: no initdb (Debian package postgresql)"


def chromium() -> str | None:
    return shutil.which("chromium")


def missing_browser() -> str:
    if chromium() is None:
        return "the browser is missing: no chromium (Debian package chromium)"
    return "" if find_spec("playwright") else "the browser can't be driven: no playwright (Python package playwright)"


# Name, as markers and HUB_TEST_REQUIRE use it -> a line that says what is missing, empty when nothing is.
NEEDS: Mapping[str, Callable[[], str]] = {"postgres": missing_postgres, "browser": missing_browser}


def required() -> frozenset[str]:
    """The names in HUB_TEST_REQUIRE. Raises ValueError for one that means nothing here."""
    names = frozenset(filter(None, map(str.strip, os.environ.get("HUB_TEST_REQUIRE", "").split(","))))
    if unknown := names - NEEDS.keys():
        raise ValueError(f"HUB_TEST_REQUIRE names {', '.join(sorted(unknown))}; known are {', '.join(NEEDS)}")
    return names
