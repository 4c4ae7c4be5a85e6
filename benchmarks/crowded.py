"""A Hub that runs with a crowd of so many grants behind its world."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from benchmarks import crowd, machine
from benchmarks.peers import HUB
from benchmarks.servers import Running
from benchmarks.services import Services


class Crowded(Running):
    """``with Crowded(services, folder, grants, spendable) as server``; advance: told of what was made.

    row_by_row: as crowd.fill takes it; read: tokens of each operation that reads; more: variables of its environment.
    """

    def __init__(
        self,
        services: Services,
        folder: Path,
        grants: int,
        spendable: int,
        *,
        stack: str = "sync",
        tag: str = "",
        advance: Callable[[str], object] = lambda _: None,
        row_by_row: bool = False,
        read: int = crowd.READ,
        more: Mapping[str, str] | None = None,
    ) -> None:
        self.grants, self.spendable, self.advance = crowd.size_of(grants, spendable), spendable, advance
        self.postmaster, self.row_by_row, self.read = services.postmaster, row_by_row, read
        super().__init__(HUB, services, folder, 1, stack=stack, tag=f"-{grants}{tag}")
        self.server.env |= more or {}

    def prepare(self) -> None:
        super().prepare()
        with machine.both_cores(self.postmaster):
            crowd.fill(self.database_url, self.grants, self.spendable, self.advance, row_by_row=self.row_by_row)
        crowd.write_requests(self.folder, self.grants, self.spendable, self.read)
