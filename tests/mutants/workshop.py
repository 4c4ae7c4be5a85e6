"""A copy of the code to seed faults in, and the tests run there; the checkout is never touched."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final

from tests.mutants.mutant import Mutant
from tests.support.processes import end, ended

# Seconds. The tests of one mutant take a tenth of it.
LIMIT: Final = 150
LIMIT_WITH_SERVERS: Final = 400
LIMIT_OF_ALL: Final = 900
# Until tests that are told to end have stopped their servers.
GRACE: Final = 40
PYTEST: Final = ("-x", "-q", "-p", "no:cacheprovider", "-p", "pytest_django.plugin")
ENVIRONMENT: Final = {
    # Each costs its import, at every start.
    "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    # Bytecode is told from its source by size and by the second of the last change; a mutant may differ in neither.
    "PYTHONDONTWRITEBYTECODE": "1",
}
FAILED: Final = re.compile(r"^FAILED (\S+::.+?)(?: - .*)?$", re.MULTILINE)


class Verdict(Enum):
    """What the tests made of a mutant; only the first is a kill.

    BROKEN: no test failed, yet they did not pass either. A fault that keeps the code from loading, or a fixture from
    being made, is noticed by anything and proves no rule. HUNG: a slow machine looks the same.
    """

    KILLED = "killed"
    SURVIVED = "survived"
    BROKEN = "broken"
    HUNG = "hung"


@dataclass(frozen=True, slots=True)
class Run:
    """How a run of tests ended. by: the test that failed first; output: all that pytest said."""

    verdict: Verdict
    output: str
    by: str = ""


class Workshop:
    """A copy of the tracked files of a repository. folder: where, empty; whoever made it removes it."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.copy, self.log = folder / "copy", folder / "log"
        self.process: subprocess.Popen[bytes] | None = None
        self.closed = False
        for name in tracked(root):
            (self.copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(root / name, self.copy / name)

    def try_mutant(self, mutant: Mutant) -> Run:
        """Seed it, run its tests, take it out again. Raises Vanished."""
        with self.seeded(mutant):
            return self.run(mutant.tests, LIMIT_WITH_SERVERS if mutant.servers else LIMIT)

    @contextmanager
    def seeded(self, mutant: Mutant) -> Iterator[None]:
        file = self.copy / mutant.file
        whole = file.read_text()
        file.write_text(mutant.seed(whole))
        try:
            yield
        finally:
            file.write_text(whole)

    def run(self, tests: Sequence[str], limit: float) -> Run:
        """Run tests until the first fails; limit: seconds."""
        process = self.start(["-m", "pytest", *PYTEST, *tests])
        in_time = ended(process, limit)
        if not in_time:
            end(process, signal.SIGTERM, GRACE)
        output = self.log.read_text(errors="replace")
        return judged(process.returncode, output) if in_time else Run(Verdict.HUNG, output)

    def start(self, arguments: list[str]) -> subprocess.Popen[bytes]:
        """Run Python in the copy, in a session of its own: Ctrl-C reaches us alone, and we end it."""
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, *arguments],
                cwd=self.copy,
                env=os.environ | ENVIRONMENT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        if self.closed:
            self.close()
        return self.process

    def close(self) -> None:
        """End what runs here, and whatever is about to start."""
        self.closed = True
        if self.process is not None:
            end(self.process, signal.SIGTERM, GRACE)


def tracked(root: Path) -> list[str]:
    """The files that git knows, as far as they are there."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, check=True, capture_output=True, text=True).stdout
    return [name for name in listed.split("\0") if name and (root / name).is_file()]


def judged(status: int, output: str) -> Run:
    """pytest ends with 1 where a test failed, and where only a fixture did; with 2 to 5 where none ran."""
    if status == 0:
        return Run(Verdict.SURVIVED, output)
    failed = FAILED.search(output) if status == 1 else None
    return Run(Verdict.KILLED, output, failed[1]) if failed else Run(Verdict.BROKEN, output)
