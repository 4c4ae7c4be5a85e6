"""``python -m tests.mutants``: seed each fault and say which test noticed; exit 1 where too many go unnoticed.

Without options, the share that CI has time for; ``--all``: everything; ``--only ID…``; ``--list``: what there is.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from time import monotonic
from typing import Final

from tests.mutants import seeded
from tests.mutants.bench import Bench, bench
from tests.mutants.mutant import Mutant, Vanished
from tests.mutants.workshop import LIMIT_OF_ALL, Run, Verdict, Workshop
from tests.support import needs

ROOT: Final = Path(__file__).resolve().parents[2]
ENOUGH: Final = 95.0  # per cent


def main(argv: list[str], *, root: Path = ROOT, known: Sequence[Mutant] = seeded.MUTANTS) -> int:
    options = parse(argv)
    chosen = choose(options, known)
    if options.list:
        sys.stdout.writelines(f"{mutant.id:<32} {mutant.file:<42} {mutant.says}\n" for mutant in chosen)
        return 0
    began = monotonic()
    try:
        with bench(root) as workshops:
            all_there(root, chosen)
            if problem := baseline(workshops, chosen):
                return fail(problem)
            runs = try_all(workshops, chosen)
    except Vanished as vanished:
        return fail(str(vanished))
    return summary(runs, monotonic() - began)


def parse(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--all", action="store_true", help="every mutant, also those that need servers")
    which.add_argument("--only", nargs="+", metavar="ID", help="these alone")
    parser.add_argument("--list", action="store_true", help="name them and try none")
    return parser.parse_args(argv)


def choose(options: argparse.Namespace, known: Sequence[Mutant]) -> list[Mutant]:
    """What the options name; without PostgreSQL, less what needs it, unless HUB_TEST_REQUIRE says that it must be."""
    if unknown := set(options.only or ()) - {mutant.id for mutant in known}:
        sys.exit(f"There is no mutant {', '.join(sorted(unknown))}; --list --all names them.")
    named = [
        mutant for mutant in known if options.all or mutant.id in (options.only or ()) or is_share(options, mutant)
    ]
    line = needs.missing_postgres()
    if not line or not any(mutant.servers for mutant in named):
        return named
    if "postgres" in needs.required():
        sys.exit(line)
    sys.stdout.write(f"{line}; mutants left out: {sum(mutant.servers for mutant in named)}\n")
    return [mutant for mutant in named if not mutant.servers]


def is_share(options: argparse.Namespace, mutant: Mutant) -> bool:
    return not options.only and mutant.share


def all_there(root: Path, mutants: Sequence[Mutant]) -> None:
    """Raises Vanished before an hour has gone by, and not after it."""
    for mutant in mutants:
        mutant.seed((root / mutant.file).read_text())


def baseline(workshops: Bench, mutants: Sequence[Mutant]) -> str:
    """What is wrong with the tests where there is no fault: red ones would kill every mutant. Empty where all pass."""
    without = sorted({test for mutant in mutants if not mutant.servers for test in mutant.tests})
    with_servers = sorted({test for mutant in mutants if mutant.servers for test in mutant.tests})
    parts = filter(None, (without[::2], without[1::2], with_servers))
    runs = workshops.each(list(parts), lambda workshop, tests: workshop.run(tests, LIMIT_OF_ALL))
    red = [run.output for _, run in runs if run.verdict is not Verdict.SURVIVED]
    return "\n".join([*red, "The tests do not pass without a fault, so they can't tell one."] if red else [])


def try_all(workshops: Bench, mutants: Sequence[Mutant]) -> list[Run]:
    """Each with its tests; a line as soon as one is decided. Those with servers first: they take longest."""
    number = count(1)
    runs = []
    for mutant, run in workshops.each(sorted(mutants, key=lambda one: not one.servers), Workshop.try_mutant):
        by = f" by {run.by.removeprefix('tests/')}" if run.by else ""
        say(f"{next(number):>3}/{len(mutants)} {run.verdict.value:<8} {mutant.id}{by}: {mutant.says}")
        if run.verdict in (Verdict.BROKEN, Verdict.HUNG):
            say(run.output[-2000:])
        runs.append(run)
    return runs


def summary(runs: Sequence[Run], seconds: float) -> int:
    killed = sum(run.verdict is Verdict.KILLED for run in runs)
    rate = 100 * killed / len(runs) if runs else 0
    line = f"{len(runs)} mutants, {killed} killed, {len(runs) - killed} survived: {rate:.1f} %"
    say(line)
    keep(f"{line}, {seconds:.0f} s")
    return int(rate < ENOUGH)


def keep(line: str) -> None:
    """In the folder HUB_SOAK_OUT, where that is set."""
    if folder := os.environ.get("HUB_SOAK_OUT"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        with (Path(folder) / "mutants.txt").open("a") as lines:
            lines.write(f"{line}\n")


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def fail(problem: str) -> int:
    say(problem)
    return 1


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
