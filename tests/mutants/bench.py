"""Two workshops side by side."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from typing import Final, TypeVar

from tests.mutants.workshop import Workshop

SIDE_BY_SIDE: Final = 2

Task = TypeVar("Task")
Result = TypeVar("Result")


class Bench:
    """Work for several workshops, each at one thing at a time."""

    def __init__(self, workshops: Sequence[Workshop]) -> None:
        self.workshops, self.idle = workshops, SimpleQueue[Workshop]()
        for workshop in workshops:
            self.idle.put(workshop)

    def each(self, tasks: Sequence[Task], work: Callable[[Workshop, Task], Result]) -> Iterator[tuple[Task, Result]]:
        """Every task with what came of it, in the order in which they are done; what one raises is raised here."""
        executor = ThreadPoolExecutor(len(self.workshops))
        running = {executor.submit(self.in_an_idle_one, work, task): task for task in tasks}
        try:
            for done in as_completed(running):
                yield running[done], done.result()
        finally:
            executor.shutdown(wait=False, cancel_futures=True)
            if not all(future.done() for future in running):
                self.close()
            executor.shutdown()

    def in_an_idle_one(self, work: Callable[[Workshop, Task], Result], task: Task) -> Result:
        workshop = self.idle.get()
        try:
            return work(workshop, task)
        finally:
            self.idle.put(workshop)

    def close(self) -> None:
        for workshop in self.workshops:
            workshop.close()


@contextmanager
def bench(root: Path) -> Iterator[Bench]:
    """Copies of the repository in a temporary folder, which goes with the block."""
    with tempfile.TemporaryDirectory(prefix="hub-mutants-") as folder:
        places = [Path(folder, str(number)) for number in range(SIDE_BY_SIDE)]
        made = Bench([Workshop(root, place) for place in places])
        try:
            yield made
        finally:
            made.close()
