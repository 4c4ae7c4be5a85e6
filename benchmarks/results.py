"""What a run found: medians over its rounds, ratios to the limit, and which goal was missed."""

from __future__ import annotations

import json
import statistics
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks import machine
from benchmarks.measurement import Sample
from benchmarks.operations import BY_NAME, OPERATIONS

MEMORY_GOAL = 90.0  # MiB a worker


@dataclass(frozen=True, slots=True)
class Cell:
    """ratio: server CPU as a multiple of the limit's at the same operation in the same run; None without it."""

    peer: str
    operation: str
    ratio: float | None
    yards: float
    cpu: float
    db: float
    statements: float | None
    rate: float
    p50: float
    p99: float
    memory: float

    @property
    def is_slow(self) -> bool:
        goal = BY_NAME[self.operation].goal
        return goal is not None and self.ratio is not None and self.ratio > goal


class Results:
    def __init__(self) -> None:
        self.samples: dict[tuple[str, str], list[Sample]] = defaultdict(list)
        self.statements: dict[tuple[str, str], float] = {}

    def add(self, sample: Sample, counted: float | None) -> None:
        key = sample.peer, sample.operation
        self.samples[key].append(sample)
        if counted is not None:
            self.statements[key] = counted

    def median(self, peer: str, operation: str, figure: str) -> float:
        figures: list[float] = [getattr(sample, figure) for sample in self.samples[peer, operation]]
        return statistics.median(figures)

    def cell(self, peer: str, operation: str) -> Cell | None:
        """None where this peer was not measured at it."""
        if not self.samples.get((peer, operation)):
            return None
        figures = {
            name: self.median(peer, operation, name) for name in ("yards", "cpu", "db", "rate", "p50", "p99", "memory")
        }
        limit = self.median("limit", operation, "yards") if self.samples.get(("limit", operation)) else None
        ratio = None if limit is None else figures["yards"] / limit
        return Cell(peer, operation, ratio, statements=self.statements.get((peer, operation)), **figures)

    def cells(self) -> list[Cell]:
        peers = dict.fromkeys(peer for peer, _ in self.samples)
        found = (self.cell(peer, operation.name) for operation in OPERATIONS for peer in peers)
        return [cell for cell in found if cell is not None]

    def of_hub(self) -> list[Cell]:
        return [cell for cell in self.cells() if cell.peer == "hub"]

    def slow(self) -> list[Cell]:
        """Where the Hub did not reach its goal."""
        return [cell for cell in self.of_hub() if cell.is_slow]

    def missed(self, layers: Mapping[str, Sequence[str]]) -> list[str]:
        """A sentence for each goal of the Hub's that was not reached, or that none was looked at.

        layers: operation -> those that take most of its time.
        """
        cells = self.of_hub()
        if all(cell.ratio is None for cell in cells):
            return ["nothing was compared: that takes hub and limit in one run."]
        slow = [sentence(cell, layers.get(cell.operation, ())) for cell in self.slow()]
        large = [
            f"memory: {cell.memory:.0f} MiB a worker, the goal is {MEMORY_GOAL:.0f}."
            for cell in cells
            if cell.memory > MEMORY_GOAL
        ]
        return [*slow, *large[:1]]

    def write(self, path: Path, missed: Sequence[str]) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        whole = {
            "machine": machine.described(),
            "cells": [asdict(cell) for cell in self.cells()],
            "missed": missed,
        }
        path.write_text(json.dumps(whole, indent=1) + "\n")


def sentence(cell: Cell, layers: Sequence[str]) -> str:
    takes = f" Most of it takes: {', '.join(layers)}." if layers else ""
    return f"{cell.operation}: {cell.ratio:.2f} × the limit, the goal is {BY_NAME[cell.operation].goal}.{takes}"
