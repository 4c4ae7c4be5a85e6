"""``python -m benchmarks [--quick] [--rounds N] [--peers NAMES]``: measure and print.

Exit code 1 where a goal is missed, or nothing was compared with the limit; a profile then says which layers take most.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks import chart, profiled, services, table
from benchmarks.peers import CONSTANT, DOT, HUB, LIMIT, PEERS, Peer
from benchmarks.plan import Bar, Plan, carry_out
from benchmarks.results import Results

OUT = Path(__file__).parent / "out"
QUICK = Plan((LIMIT, HUB, DOT, CONSTANT), rounds=1, slices=3, seconds=0.6, each=100)
FULL = Plan(tuple(PEERS.values()), rounds=5, slices=3, seconds=1.0, each=150)
PROFILED = 150  # requests of each operation that misses its goal


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench ARGS=…", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="the Hub, DOT and the limit only, one round")
    parser.add_argument("--rounds", type=int, help="how often each peer is measured")
    parser.add_argument("--peers", help="names with commas between them: " + ", ".join(PEERS))
    return parser.parse_args()


def plan_of(options: argparse.Namespace) -> Plan:
    plan = QUICK if options.quick else FULL
    peers = tuple(map(named, options.peers.split(","))) if options.peers else plan.peers
    return Plan(peers, options.rounds or plan.rounds, plan.slices, plan.seconds, plan.each)


def named(name: str) -> Peer:
    if name not in PEERS:
        sys.exit(f"--peers: {name!r} is not one of {', '.join(PEERS)}.")
    return PEERS[name]


def measure(plan: Plan) -> Results:
    results, bar = Results(), Bar(plan.measurements)
    with tempfile.TemporaryDirectory(prefix="hub-bench-") as folder, services.Services(Path(folder)) as beside:
        for number, sample, counted in carry_out(plan, beside, Path(folder)):
            results.add(sample, counted)
            bar.advance(f"round {number + 1}: {sample.peer} {sample.operation}")
    return results


def main() -> int:
    plan = plan_of(arguments())
    try:
        services.check()
    except services.Missing as missing:
        sys.exit(str(missing))
    results = measure(plan)
    missed = results.missed(profiled.apart([cell.operation for cell in results.slow()], PROFILED))
    results.write(OUT / "results.json", missed)
    (OUT / "chart.svg").write_text(chart.svg(results))
    (OUT / "table.md").write_text(table.markdown(results) + "\n")
    sys.stdout.write(table.text(results) + "\n")
    sys.stdout.write("".join(f"missed: {line}\n" for line in missed))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
