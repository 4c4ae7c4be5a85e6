"""``python -m tests.yardstick FOLDER``: the table of what was recorded there; exit 1 where a row does not hold."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.yardstick.verdicts import Judged, judge, read


def main(argv: list[str]) -> int:
    options = parse(argv)
    judged, defects = judge(read(options.folder))
    sys.stdout.writelines(f"{line}\n" for line in table(judged, defects))
    return int(bool(defects) or not all(holds(each, options.may_skip) for each in judged))


def parse(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.yardstick", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the runs were recorded (HUB_YARDSTICK)")
    parser.add_argument(
        "--may-skip",
        nargs="*",
        metavar="ROW",
        help="rows whose tests this machine skips are no failure: these, or any where none is named",
    )
    return parser.parse_args(argv)


def holds(judged: Judged, may_skip: list[str] | None) -> bool:
    """may_skip: None for no row, empty for any."""
    forgiven = may_skip is not None and (not may_skip or judged.row.id in may_skip)
    return judged.verdict in ("passed", "later") or (judged.verdict == "skipped" and forgiven)


def table(judged: list[Judged], defects: list[str]) -> Iterator[str]:
    for each in judged:
        yield f"{each.row.id:<4} {each.verdict:<8} {each.row.title}"
        if each.row.later:
            yield f"{'':13} later: {each.row.later}"
        yield from (f"{'':13} {line}" for line in tests_of(each))
    yield from defects
    yield summary(judged)


def tests_of(judged: Judged) -> Iterator[str]:
    """One line a test function, with how many cases it has, and the cases that did not pass."""
    cases = Counter(test.partition("[")[0] for test in judged.tests)
    yield from (f"{name.removeprefix('tests/')}{f' ({count})' if count > 1 else ''}" for name, count in cases.items())
    for test, outcomes in judged.tests.items():
        if "passed" not in outcomes or {"failed", None} & set(outcomes):
            yield f"-> {' and '.join(outcome or 'not run' for outcome in outcomes)}: {test}"


def summary(judged: list[Judged]) -> str:
    verdicts = Counter(each.verdict for each in judged)
    words = [f"{len(judged)} rows"]
    words += [f"{verdicts[verdict]} {verdict}" for verdict in ("passed", "later")]
    words += [f"{verdicts[verdict]} {verdict}" for verdict in ("failed", "skipped", "no test") if verdicts[verdict]]
    return ", ".join(words)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
