"""What a run found: medians over its rounds, ratios to the limit, and which goal was missed."""

from __future__ import annotations

import json
import statistics
from collections import defaultdict
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks import machine
from benchmarks.measurement import Sample
from benchmarks.operations import BY_NAME, OPERATIONS, Operation

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

    def missed(self) -> list[str]:
        """A sentence for each goal of the Hub's that was not reached, or that none was looked at."""
        cells = [cell for cell in self.cells() if cell.peer == "hub"]
        if all(cell.ratio is None for cell in cells):
            return ["nothing was compared: that takes hub and limit in one run."]
        slow = [sentence(cell, BY_NAME[cell.operation]) for cell in cells]
        large = [
            f"memory: {cell.memory:.0f} MiB a worker, the goal is {MEMORY_GOAL:.0f}."
            for cell in cells
            if cell.memory > MEMORY_GOAL
        ]
        return [*filter(None, slow), *large[:1]]

    def write(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        whole = {
            "machine": machine.described(),
            "cells": [asdict(cell) for cell in self.cells()],
            "missed": self.missed(),
        }
        path.write_text(json.dumps(whole, indent=1) + "\n")


def sentence(cell: Cell, operation: Operation) -> str:
    if operation.goal is None or cell.ratio is None or cell.ratio <= operation.goal:
        return ""
    return f"{operation.name}: {cell.ratio:.2f} × the limit, the goal is {operation.goal}."
