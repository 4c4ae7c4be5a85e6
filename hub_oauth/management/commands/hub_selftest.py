"""``manage.py hub_selftest --url U``: whether a live installation does what it must, seen from outside."""

from __future__ import annotations

import json
from typing import Any, Final

from django.core.management.base import CommandError, CommandParser

from hub_oauth import scopes as registry
from hub_oauth.management import command
from hub_oauth.selftest import run, wire
from hub_oauth.selftest.checks import api, teams
from hub_oauth.selftest.run import Result
from hub_oauth.selftest.visitor import NoPerson, find_person, visitor
from hub_oauth.selftest.wire import Unreachable

WORDS: Final = {True: "ok", False: "FAILED"}


class Command(command.Command):
    """Exit 1 where a check fails, and for an address where no Hub is."""

    help = (
        "Drives the Hub at an address through its flow, and tries what must be refused. Run it on the server, with the "
        "settings of the site: it makes an app and a person in the database, and removes them at the end."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--url", required=True, help="where people and apps reach the Hub, as in https://hub.example"
        )
        parser.add_argument(
            "--user", default="", metavar="NAME", help="somebody who is there, in place of a new person"
        )
        parser.add_argument("--json", action="store_true", dest="as_json", help="print one JSON document")

    def handle(self, *args: Any, url: str, user: str, as_json: bool, **options: Any) -> None:
        url = url.rstrip("/")
        results = self.try_it(url, user, quiet=as_json)
        failed = sum(not result.passed for result in results)
        if as_json:
            self.stdout.write(json.dumps(document(url, results), indent=2))
        if failed:
            raise CommandError(f"{failed} of {len(results)} checks failed at {url}.")
        if not as_json:
            self.stdout.write(f"All {len(results)} checks passed at {url}.")

    def try_it(self, url: str, user: str, *, quiet: bool) -> list[Result]:
        if problem := wire.address_problem(url):
            raise CommandError(f"--url: {problem}")
        try:
            wire.send(url, "/")  # before anything is made
            with visitor(scopes(), find_person(user) if user else None) as made:
                return [self.tell(result, quiet=quiet) for result in run.each(url, made, scopes()[0])]
        except (Unreachable, NoPerson) as problem:
            raise CommandError(str(problem)) from None

    def tell(self, result: Result, *, quiet: bool) -> Result:
        """A line as soon as it is known; with --json on the terminal alone, beside the document."""
        line = f"{WORDS[result.passed]:8}{result.check.title}" + (f": {result.detail}" if result.detail else "")
        if not quiet:
            self.stdout.write(line)
        elif self.stderr.isatty():
            self.stderr.write(line, self.style.NOTICE)
        return result


def scopes() -> list[str]:
    """What the checks of the API need, the first of it at first; any other one on a site without.

    CommandError where there is none that needs no recent sign-in.
    """
    found = [scope.name for scope in registry.everything() if not scope.requires_recent_login]
    if not found:
        raise CommandError("This site registers no scope that an app could ask for.")
    return [name for name in (api.SCOPE, teams.SCOPE) if name in found] or found[:1]


def document(url: str, results: list[Result]) -> dict[str, Any]:
    checks = [
        {"name": result.check.name, "title": result.check.title, "passed": result.passed, "detail": result.detail}
        for result in results
    ]
    return {"url": url, "passed": all(result.passed for result in results), "checks": checks}
