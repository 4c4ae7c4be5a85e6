"""``manage.py hub_cleanup``: remove what is dead; safe to run twice at once and while serving."""

from __future__ import annotations

import json
from argparse import ArgumentTypeError
from datetime import timedelta
from typing import Any, Final

from django.core.management.base import CommandParser

from hub_oauth.cleanup import SWEEPS, Sweep, audit_older_than
from hub_oauth.management import command
from hub_oauth.management.progress import Progress

LONGEST: Final = 36_501  # a hundred years


class Command(command.Command):
    help = (
        "Delete unused codes, ended and expired grants, old refused requests and audit events past retention, in small "
        "transactions. Run it every day; it may run twice at once and while the site serves."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count what would go, and change nothing")
        parser.add_argument(
            "--audit-days",
            type=days,
            metavar="DAYS",
            help="how long audit events are kept, this once instead of AUDIT_RETENTION",
        )
        parser.add_argument("--json", action="store_true", dest="as_json", help="print one line of JSON")

    def handle(
        self, *args: Any, dry_run: bool, as_json: bool, audit_days: timedelta | None = None, **options: Any
    ) -> None:
        sweeps = [audit_older_than(audit_days) if sweep.name == "audit" else sweep for sweep in SWEEPS]
        counts = {sweep.name: sweep.count() if dry_run else self.run(sweep) for sweep in sweeps}
        self.stdout.write(json.dumps({**counts, "dry_run": dry_run}) if as_json else in_words(counts, dry_run))

    def run(self, sweep: Sweep) -> int:
        """Run the batches with a bar on a terminal; how many rows they had."""
        with Progress(sweep.name, sweep.count, self.stderr) as progress:
            for size in sweep.run():
                progress.advance(size)
        return progress.done


def days(given: str) -> timedelta:
    """Whole days, at least one: an audit log of today is nothing to clean up."""
    if not given.isdecimal() or not 0 < int(given) < LONGEST:
        raise ArgumentTypeError(f"{given!r} is no number of days from 1 to {LONGEST - 1}.")
    return timedelta(days=int(given))


def in_words(counts: dict[str, int], dry_run: bool) -> str:
    found = ", ".join(f"{number} {name.replace('_', ' ')}" for name, number in counts.items())
    return f"{'Would clean up' if dry_run else 'Cleaned up'}: {found}."
