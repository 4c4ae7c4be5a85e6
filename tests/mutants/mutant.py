"""One fault, as somebody might make it."""

from __future__ import annotations

from dataclasses import dataclass


class Vanished(Exception):
    """The code that a mutant changes is not there, or is there twice: nothing would be tried, so nobody may go on."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A fault to seed.

    id: short and stable; file: what it changes, from the root of the repository; old: text that occurs once in it;
    new: the text in its place; says: which fault that is, in one sentence; tests: the files or node ids that must
    notice, small and fast; share: whether ``make mutants`` tries it, and not only ``make soak-mutants``;
    servers: whether its tests need PostgreSQL and servers of their own.
    """

    id: str
    file: str
    old: str
    new: str
    says: str
    tests: tuple[str, ...]
    share: bool = False
    servers: bool = False

    def seed(self, text: str) -> str:
        """The text of the file with the fault in it; raises Vanished."""
        if (times := text.count(self.old)) != 1:
            raise Vanished(f"{self.id}: {self.file} holds the code that it changes {times} times, and not once.")
        return text.replace(self.old, self.new)
