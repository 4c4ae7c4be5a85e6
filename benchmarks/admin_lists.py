"""The lists of the admin over 1,000 apps, 200,000 consents and 1,000,000 audit rows, on a PostgreSQL of its own.

    python -m benchmarks.admin_lists [--beside] [--tenth] [--json] [--plans]

Prints for each page the milliseconds that the database took (the middle of five visits) and the number of statements;
exit code 1 where a page took more than 300 ms. With --beside the same pages are visited over 1,000 rows of each table
in turn, and it is 1 as well where a page, or the database for it, took more than 1.15 times as long as over those.
With --plans PostgreSQL explains every statement of each page, in benchmarks/out/admin_lists.txt.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Final

from benchmarks import explained, reports
from benchmarks.admin_pages import addresses
from benchmarks.admin_rows import FEW, FULL, TENTH, Size
from benchmarks.admin_visits import Site, Visit, middle, rounds
from benchmarks.explained import Log, Plan
from tests.support.postgres import Cluster

LIMIT: Final = 300  # milliseconds
GROWTH: Final = 1.15
PLANS: Final = reports.OUT / "admin_lists.txt"


@dataclass(frozen=True, slots=True)
class Figure:
    """One page. few: the same over few rows, where it was asked for; ratios: how many times as long what took."""

    page: str
    full: Visit
    few: Visit | None
    ratios: dict[str, float]

    @property
    def is_slow(self) -> bool:
        return self.full.database > LIMIT


def measure(sites: list[Site]) -> Iterator[Figure]:
    """The first of the sites is the full one."""
    places = [addresses(site) for site in sites]
    for page in places[0]:
        yield figure(page, rounds(sites, [of_site[page] for of_site in places]))


def figure(page: str, taken: list[list[Visit]]) -> Figure:
    """Ratios are of one round, the middle of them."""
    full, *few = map(middle, zip(*taken, strict=True))
    if not few:
        return Figure(page, full, None, {})
    page_took = statistics.median(one.whole / beside.whole for one, beside in taken)
    database_took = statistics.median(one.database / beside.database for one, beside in taken)
    return Figure(page, full, few[0], {"the database": database_took, "the page": page_took})


def text(figures: list[Figure]) -> str:
    head = ("page", "statements", "database ms", "page ms", "rows shown")
    beside = ("few: database ms", "few: page ms", "few: rows", "ratio: database", "ratio: page")
    few = any(one.few for one in figures)
    return reports.table(head + beside * few, (cells(one) for one in figures))


def cells(one: Figure) -> tuple[object, ...]:
    found = (one.page, one.full.statements, *taken_by(one.full))
    ratios = (f"{ratio:.2f}" for ratio in one.ratios.values())
    return (*found, *taken_by(one.few), *ratios) if one.few else found


def taken_by(visit: Visit) -> tuple[object, ...]:
    return f"{visit.database:.1f}", f"{visit.whole:.1f}", visit.rows


def missed(figures: list[Figure]) -> list[str]:
    slow = [f"{one.page}: {one.full.database:.0f} ms, the goal is {LIMIT}." for one in figures if one.is_slow]
    grown = [
        f"{one.page}: {what} took {ratio:.2f} times as long, with {one.full.rows} rows shown beside {one.few.rows}, "
        f"the goal is {GROWTH}."
        for one in figures
        for what, ratio in one.ratios.items()
        if one.few and ratio > GROWTH
    ]
    return slow + grown


def report(figures: list[Figure], plans: Mapping[str, Sequence[Plan]], as_json: bool) -> None:
    """Of the plans a line for the longest of each page."""
    if as_json:
        sys.stdout.write(json.dumps([asdict(one) for one in figures]) + "\n")
        return
    if plans:
        sys.stdout.write(explained.table({page: found[:1] for page, found in plans.items()}) + "\n")
    sys.stdout.write(text(figures) + "".join(f"missed: {line}\n" for line in missed(figures)))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--beside", action="store_true", help="visit the same pages over 1,000 rows, and compare")
    parser.add_argument("--tenth", action="store_true", help="a tenth of the rows, to try it")
    parser.add_argument("--json", action="store_true", help="print one line of JSON")
    parser.add_argument("--plans", action="store_true", help="have PostgreSQL explain the full ones as well")
    return parser.parse_args()


def main() -> int:
    options = arguments()
    sizes = [TENTH if options.tenth else FULL] + [FEW] * options.beside
    with Cluster(shared_buffers="256MB", work_mem="16MB", **(explained.POSTGRES if options.plans else {})) as cluster:
        sites = list(made(cluster, sizes))
        figures = list(measure(sites))
        plans = plans_of(sites[0], Log(cluster)) if options.plans else {}
        if plans:
            write(plans)
        report(figures, plans, options.json)
        for site in sites:
            site.connection.close()
    return 1 if missed(figures) else 0


def plans_of(site: Site, log: Log) -> dict[str, list[Plan]]:
    """The longest statement of each page first."""
    found = {}
    for page, address in addresses(site).items():
        log.begin()
        site.visit(address)
        found[page] = sorted(log.end(), key=lambda plan: -plan.milliseconds)
    return found


def write(plans: Mapping[str, Sequence[Plan]]) -> None:
    PLANS.parent.mkdir(exist_ok=True)
    PLANS.write_text(explained.whole(plans))


def made(cluster: Cluster, sizes: list[Size]) -> Iterator[Site]:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    for number, size in enumerate(sizes):
        os.environ["HUB_TEST_DATABASE_URL"] = cluster.create_database(f"hub{number}")
        django.setup()
        yield Site(f"hub{number}", size)


if __name__ == "__main__":
    sys.exit(main())
