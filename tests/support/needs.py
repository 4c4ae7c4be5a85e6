"""What a test needs of the machine beyond Python, and what is missing of it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from tests.support import disks

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


def node_folder() -> Path:
    """Where ``make`` installs the packages of tests/clients/node."""
    return Path(sys.prefix) / "node"


def node_command() -> list[str]:
    """Node as the clients need it: before version 20, Web Crypto waits for a word."""
    return ["node"] if node_version() >= 20 else ["node", "--experimental-global-webcrypto"]


@cache
def node_version() -> int:
    """The major version; 0 without one."""
    if shutil.which("node") is None:
        return 0
    printed = subprocess.run(["node", "--version"], check=True, capture_output=True, text=True).stdout
    return int(printed.strip().removeprefix("v").partition(".")[0])


def missing_node() -> str:
    if node_version() < 18:
        return "Node is missing, or older than 18 (Debian packages nodejs, npm)"
    installed = (node_folder() / "node_modules" / "openid-client").exists()
    return "" if installed else "the clients for Node are not installed: make suites does it, with npm"


def missing_disk() -> str:
    return "" if disks.can_be_mounted() else "a small disk can't be mounted: that takes root"


def nginx() -> str | None:
    """Debian keeps it where only root looks."""
    return shutil.which("nginx", path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin")


def missing_nginx() -> str:
    return "" if nginx() else "nginx is missing (Debian package nginx-light)"


def missing_redis() -> str:
    return "" if shutil.which("redis-server") else "Redis is missing (Debian package redis-server)"


# Name, as markers and HUB_TEST_REQUIRE use it -> a line that says what is missing, empty when nothing is.
NEEDS: Mapping[str, Callable[[], str]] = {
    "postgres": missing_postgres,
    "browser": missing_browser,
    "node": missing_node,
    "disk": missing_disk,
    "nginx": missing_nginx,
    "redis": missing_redis,
}


def required() -> frozenset[str]:
    """The names in HUB_TEST_REQUIRE. Raises ValueError for one that means nothing here."""
    names = frozenset(filter(None, map(str.strip, os.environ.get("HUB_TEST_REQUIRE", "").split(","))))
    if unknown := names - NEEDS.keys():
        raise ValueError(f"HUB_TEST_REQUIRE names {', '.join(sorted(unknown))}; known are {', '.join(NEEDS)}")
    return names
