"""The Hub behind one server program or another, with prepared statements or without."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.copies import Copied
from benchmarks.peers import HUB, PROGRAMS, PYTHON
from benchmarks.servers import Running
from benchmarks.services import Services
from hub_project import databases

GRANIAN: Final = "granian==2.8.9"
# Without server_side_binding psycopg writes the values into each statement, and there is nothing to prepare.
OPTIONS: Final = {
    False: {"server_side_binding": False, "prepare_threshold": None},
    True: databases.PREPARED,
}
GUNICORN: Final = ("--log-level=critical",)


@dataclass(frozen=True, slots=True)
class Stack:
    """program: of .venv/bin, or a module where it is installed elsewhere; prepared: whether statements are."""

    name: str
    program: str
    options: tuple[str, ...]
    prepared: bool

    @property
    def title(self) -> str:
        return f"{self.name}, prepared" if self.prepared else self.name

    def command(self, port: int) -> list[str]:
        if self.program == "granian":
            where = ["--host=127.0.0.1", f"--port={port}", "--log-level=critical"]
            return [PYTHON, "-m", "granian", *self.options, *where, HUB.application]
        return [str(PROGRAMS / "gunicorn"), *self.options, f"--bind=127.0.0.1:{port}", *GUNICORN, HUB.application]


PROGRAM: Final = {
    "sync": ("gunicorn", ("--workers=2", "--worker-class=sync")),
    "gthread": ("gunicorn", ("--workers=2", "--worker-class=gthread", "--threads=4")),
    "granian": ("granian", ("--interface=wsgi", "--workers=2", "--blocking-threads=1", "--no-ws", "--http=1")),
    "granian, 4 threads": (
        "granian",
        ("--interface=wsgi", "--workers=2", "--blocking-threads=4", "--no-ws", "--http=1"),
    ),
}
STACKS: Final = tuple(
    Stack(name, program, options, prepared)
    for name, (program, options) in PROGRAM.items()
    for prepared in (False, True)
)


def home() -> Path:
    caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return caches / "hub-bench" / GRANIAN.replace("==", "-")


def install() -> Path:
    """granian's folder, outside of the repository; from PyPI, once. Raises CalledProcessError where pip can't."""
    folder = home()
    if not (folder / "granian").exists():
        pip = [PYTHON, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--target", str(folder)]
        subprocess.run([*pip, GRANIAN], check=True)
    return folder


class Served(Copied):
    """``with Served(stack, base, services, folder) as server``; base: a Hub that is prepared and does not run."""

    def __init__(self, stack: Stack, base: Running, services: Services, folder: Path) -> None:
        self.how = stack
        options = f'DATABASES["default"].setdefault("OPTIONS", {{}}).update({OPTIONS[stack.prepared]!r})\n'
        super().__init__(base, services, folder, f"-{STACKS.index(stack)}", settings=options)
        self.server.env["PYTHONPATH"] += f":{install()}"

    def command(self) -> Sequence[str]:
        return self.how.command(self.port)
