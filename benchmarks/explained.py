"""What PostgreSQL did for a request: its statements with their plans, as auto_explain writes them to the log."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, LiteralString

import psycopg

from benchmarks import reports
from tests.support.postgres import Cluster

# For the cluster. The threshold is not among them: what stands in the command line no ALTER SYSTEM changes.
POSTGRES: Final = {
    "shared_preload_libraries": "pg_stat_statements,auto_explain",
    "auto_explain.log_analyze": "on",
    "auto_explain.log_buffers": "on",
    "auto_explain.log_parameter_max_length": "0",  # what tokens become stands in no report
}
ENTRY: Final = re.compile(r"duration: ([\d.]+) ms  plan:\n\tQuery Text: (.*?)\n\t(\S.*?)(?=\n[^\t]|\Z)", re.DOTALL)
BUFFERS: Final = re.compile(r"Buffers: (.*)")
ACCESS: Final = re.compile(
    r"(?:Index Only Scan|Index Scan|Bitmap Index Scan)(?: Backward)? (?:using|on) (\w+)|(Seq Scan) on (\w+)"
)


@dataclass(frozen=True, slots=True)
class Plan:
    """One statement as it ran. milliseconds: in the database; text: the plan with what it touched."""

    sql: str
    milliseconds: float
    text: str

    @property
    def subject(self) -> str:
        """What it does with which table."""
        verb, tables = self.sql.split(maxsplit=1)[0], re.search(r'(?:FROM|INTO|UPDATE)(?: ONLY)? "?([\w."]+)', self.sql)
        return f"{verb} {tables[1].replace(chr(34), '') if tables else ''}".strip()

    @property
    def paths(self) -> list[str]:
        """Each index by its name, and each table that was read as a whole."""
        found = (match[1] or f"all of {match[3]}" for match in ACCESS.finditer(self.text))
        return list(dict.fromkeys(found))

    @property
    def pages(self) -> int:
        """Pages of 8 KiB that it touched."""
        first = BUFFERS.search(self.text)
        counted = re.findall(r"(?:hit|read)=(\d+)", first[1].split("temp")[0]) if first else ()
        return sum(map(int, counted))


class Log:
    """The cluster's log, from where it was read last."""

    def __init__(self, cluster: Cluster) -> None:
        if cluster.folder is None:
            raise LookupError("the cluster does not run")
        self.cluster, self.path, self.start = cluster, Path(cluster.folder) / "log", 0

    def begin(self) -> None:
        self.say("0")
        self.start = self.path.stat().st_size

    def end(self) -> list[Plan]:
        """What ran since begin, in its order; a statement that ran twice stands there twice."""
        self.say("-1")
        text = self.path.read_bytes()[self.start :].decode(errors="replace")
        plans = (
            Plan(match[2].replace("\t", ""), float(match[1]), match[3].replace("\n\t", "\n"))
            for match in ENTRY.finditer(text)
        )
        return [plan for plan in plans if "pg_reload_conf" not in plan.sql]

    def say(self, threshold: LiteralString) -> None:
        with psycopg.connect(self.cluster.url("postgres"), autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET auto_explain.log_min_duration = " + threshold)
            connection.execute("SELECT pg_reload_conf()")
        time.sleep(0.5)  # every backend reads it before its next statement


def table(plans: Mapping[str, Sequence[Plan]]) -> str:
    """A line for each statement of each operation."""
    rows = [
        (operation, plan.subject, f"{plan.milliseconds:.2f}", plan.pages, "  " + ", ".join(plan.paths))
        for operation, listed in plans.items()
        for plan in listed
    ]
    return reports.table(("operation", "statement", "ms", "pages", "  through"), rows, names=2)


def whole(plans: Mapping[str, Sequence[Plan]]) -> str:
    """Every statement with its plan."""
    parts = (
        f"{'=' * 8} {operation}\n\n" + "\n\n".join(f"{plan.sql}\n\n{plan.text}" for plan in listed)
        for operation, listed in plans.items()
    )
    return "\n\n".join(parts) + "\n"
