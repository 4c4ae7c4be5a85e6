"""How PostgreSQL finds what each request needs among many grants, and which index nothing used.

    python -m benchmarks.plans [--grants 1000000] [--write]

Prints each statement of each operation with the indexes that it went through, and how often each index was used since
the tables were filled; writes the plans as text to benchmarks/out/plans.txt, and with --write docs/plans.md and
plans.txt beside it anew. Exit
code 1 where a statement reads all of a large table, or nothing uses an index of one that holds no rule.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Final

from benchmarks import client, crowd, explained, indexes, people, reports, services
from benchmarks.crowded import Crowded
from benchmarks.explained import Log, Plan
from benchmarks.indexes import Index, Table
from benchmarks.plan import Bar
from benchmarks.servers import ROOT, Running

GRANTS: Final = 1_000_000
POSTGRES: Final = {"shared_buffers": "1GB", "max_wal_size": "8GB", **crowd.POSTGRES, **explained.POSTGRES}
OF_WORLD: Final = ("me", "teams", "unknown", "code", "refresh", "revoke", "introspect")
OF_PEOPLE: Final = tuple(f"{operation}-many" for operation in people.OPERATIONS)
WARM_UP: Final = 12  # for the two workers to have compiled what they send
LARGE: Final = 1000  # rows
REPORT: Final = """\
# Plans

`make bench-plans ARGS=--write` filled a database with {grants:,} grants, had PostgreSQL explain every statement of one
request of each kind, and wrote this: milliseconds in the database, pages of 8 KiB that were touched, and how often each
index was used by requests, pages of administrators and the clean-up. [The plans themselves](plans.txt) stand beside it.

```text
{statements}```

```text
{indexes}```
"""


def plans_of(server: Running, operation: str, log: Log) -> list[Plan]:
    """The statements of one request."""
    requests = (server.requests(operation) * (WARM_UP + 1))[: WARM_UP + 1]
    client.run(server.port, requests[:WARM_UP], connections=1)
    log.begin()
    client.run(server.port, requests[WARM_UP:], connections=1)
    return log.end()


def measure(grants: int) -> tuple[dict[str, list[Plan]], list[Index], list[Table]]:
    operations = (*OF_WORLD, *OF_PEOPLE)
    bar = Bar(crowd.steps(grants) + len(operations) + 2)
    with (
        tempfile.TemporaryDirectory(prefix="hub-plans-") as folder,
        services.Services(Path(folder), **POSTGRES) as beside,
        # Its sizes are told, too: an index that was made at once is up to a half smaller than one that grew.
        Crowded(beside, Path(folder), grants, 50, advance=bar.advance, row_by_row=True) as server,
    ):
        people.fill(server.database_url)
        people.write_requests(server.folder)
        sizes = indexes.tables(server.database_url)
        indexes.forget(server.database_url)
        bar.advance("people with many grants are made")
        log, found = Log(beside.cluster), {}
        for operation in operations:
            found[operation] = plans_of(server, operation, log)
            bar.advance(f"plans of {operation}")
        server.run("-m", "benchmarks.sites.visits")
        bar.advance("pages of administrators, clean-up")
        return found, indexes.of_hub(server.database_url), sizes


def whole_tables(plans: Mapping[str, list[Plan]], sizes: list[Table]) -> list[str]:
    large = {table.name for table in sizes if table.rows >= LARGE}
    return [
        f"{operation} reads all of {table}"
        for operation, found in plans.items()
        for plan in found
        for table in large
        if f"all of {table}" in plan.paths
    ]


def unused(found: list[Index], sizes: list[Table]) -> list[str]:
    """Those of large tables that nothing went through, and that are no rule of their own."""
    filled = {table.name for table in sizes if table.rows >= LARGE}
    return [
        f"nothing used {index.name} of {index.table}, {index.bytes >> 20} MiB: {index.definition}"
        for index in found
        if not index.scans and not index.is_unique and index.table in filled
    ]


def indexes_text(found: list[Index]) -> str:
    used = [(index.table, index.name, index.scans, index.bytes >> 20, "rule" * index.is_unique) for index in found]
    return reports.table(("table", "index", "scans", "MiB", ""), used, names=2)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--grants", type=int, default=GRANTS)
    parser.add_argument("--write", action="store_true", help="write docs/plans.md anew")
    return parser.parse_args()


def main() -> int:
    options = arguments()
    grants: int = options.grants
    try:
        services.check()
        crowd.check_disk(grants)
    except (services.Missing, crowd.NoRoom) as missing:
        sys.exit(str(missing))
    plans, found, sizes = measure(grants)
    reports.OUT.mkdir(exist_ok=True)
    (reports.OUT / "plans.txt").write_text(explained.whole(plans))
    statements, used = explained.table(plans), indexes_text(found)
    if options.write:
        report = REPORT.format(grants=grants, statements=statements, indexes=used)
        (ROOT / "docs" / "plans.md").write_text(report)
        (ROOT / "docs" / "plans.txt").write_text(explained.whole(plans))
    whole = {
        "grants": grants,
        "plans": {operation: [asdict(plan) for plan in listed] for operation, listed in plans.items()},
        "indexes": [asdict(index) for index in found],
        "tables": [asdict(table) | {"each": table.each} for table in sizes],
    }
    wrong = whole_tables(plans, sizes) + unused(found, sizes)
    return reports.publish("plans", whole, f"{statements}\n{used}", wrong)


if __name__ == "__main__":
    sys.exit(main())
