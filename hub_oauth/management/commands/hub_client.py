"""``manage.py hub_client``: client applications from the command line."""

from __future__ import annotations

import argparse
import json
import re
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError, CommandParser

from hub_oauth import clients
from hub_oauth.audit import Act
from hub_oauth.clients import Registered
from hub_oauth.management import command
from hub_oauth.models import ClientProfile

# What the rules call it -> the option it came from.
OPTIONS: Final = {
    "name": "--name",
    "kind": "--kind",
    "redirect_uris": "--redirect-uri",
    "origins": "--origin",
    "scopes": "--scope",
}


class Command(command.Command):
    """Bad input: exit 1 and one line that names the value and the rule it breaks."""

    help = "Registers client applications."
    requires_system_checks = ()  # their warnings would stand beside the one line that scripts read

    def add_arguments(self, parser: CommandParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        create = commands.add_parser("create", help="Register an app and print its client_id, and its secret once.")
        create.set_defaults(run=self.create)
        command.refuse_in_one_line(create)
        add = create.add_argument
        add("--name", default="", help="as people will read it")
        add("--redirect-uri", action="append", default=[], dest="redirect_uris", metavar="URI", help="repeat for more")
        add("--scope", action="append", default=[], dest="scopes", metavar="SCOPE", help="repeat for more")
        add("--origin", action="append", default=[], dest="origins", metavar="ORIGIN", help="of a single-page app")
        add("--kind", default="", help="web (confidential, the default), spa or native (public)")
        add("--public", action="store_true", help="it keeps no secret: spa where an --origin is given, else native")
        add("--json", action="store_true", dest="as_json", help="print one line of JSON")

    def handle(self, *args: Any, run: Any, **options: Any) -> None:
        run(argparse.Namespace(**options))

    def create(self, options: argparse.Namespace) -> None:
        kind = kind_of(options)
        try:
            registered = clients.register(
                name=options.name,
                kind=kind,
                redirect_uris=options.redirect_uris,
                origins=options.origins,
                scopes=options.scopes,
                act=Act(reference="hub_client"),
            )
        except ValidationError as broken:
            raise CommandError(in_one_line(broken)) from None
        self.stdout.write(as_json(registered) if options.as_json else as_text(registered))


def kind_of(options: argparse.Namespace) -> str:
    """web, spa or native; raises CommandError for a public web app. Any other word is left to the rules."""
    if options.public and options.kind == ClientProfile.Kind.WEB:
        raise CommandError("--public --kind web: a web app keeps a secret; leave --public out, or use spa or native.")
    if options.public and not options.kind:
        return ClientProfile.Kind.SPA if options.origins else ClientProfile.Kind.NATIVE
    return options.kind or ClientProfile.Kind.WEB


def in_one_line(broken: ValidationError) -> str:
    """Every sentence with the option it is about; on the command line there are no lines to count."""
    sentences = [
        f"{OPTIONS.get(field, field)}: {re.sub(r'^Line [0-9]+: ', '', sentence)}"
        for field, found in broken.message_dict.items()
        for sentence in found
    ]
    return "".join(letter if letter.isprintable() else "?" for letter in " ".join(sentences))


def as_json(registered: Registered) -> str:
    secret = {} if registered.secret is None else {"client_secret": registered.secret}
    return json.dumps({"client_id": registered.application.client_id, **secret})


def as_text(registered: Registered) -> str:
    lines = [f"Registered {registered.application.name}.", f"client_id: {registered.application.client_id}"]
    if registered.secret is not None:
        lines += [f"client_secret: {registered.secret}", "The secret is shown this once; keep it now."]
    return "\n".join(lines)
