"""``manage.py hub_client``: client applications from the command line."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError, CommandParser

from hub_oauth import clients, secrets
from hub_oauth.audit import Act
from hub_oauth.dot.applications import Application
from hub_oauth.management import client_report, command
from hub_oauth.models import ClientProfile

# What the rules call it -> the option it came from.
OPTIONS: Final = {
    "name": "--name",
    "kind": "--kind",
    "redirect_uris": "--redirect-uri",
    "origins": "--origin",
    "scopes": "--scope",
    "support_email": "--support-email",
}
ACT: Final = Act(reference="hub_client")


class Command(command.Command):
    """Bad input: exit 1 and one line that names the value and the rule it breaks."""

    help = "Registers, shows and switches client applications."
    requires_system_checks = ()  # their warnings would stand beside the one line that scripts read

    def add_arguments(self, parser: CommandParser) -> None:
        self.verbs = parser.add_subparsers(dest="command", required=True)
        self.add_create(self.verb("create", self.create, "Register an app; print its client_id, and its secret once."))
        self.verb("list", self.list, "Every app, one a line.")
        self.add_client_id(self.verb("show", self.show, "All that is kept of an app; of its secrets, the ends."))
        rotate = self.add_client_id(self.verb("rotate-secret", self.rotate, "Make a new secret and print it once."))
        rotate.add_argument("--overlap", metavar="HOURS", help="how long the secret before it goes on: 0 to 168")
        disable = self.add_client_id(self.verb("disable", self.disable, "Turn an app off, its tokens too, at once."))
        disable.add_argument("--reason", default="", help="for other administrators, at most 200 characters")
        disable.add_argument("--quiet", action="store_true", help="do not tell the people who connected it")
        enable = self.add_client_id(self.verb("enable", self.enable, "Turn an app on again."))
        enable.add_argument("--reason", default="", help="for the audit log, at most 200 characters")

    def verb(self, name: str, run: Callable[[argparse.Namespace], None], explained: str) -> CommandParser:
        parser: CommandParser = self.verbs.add_parser(name, help=explained)
        parser.set_defaults(run=run)
        parser.add_argument("--json", action="store_true", dest="as_json", help="print JSON, in one line")
        command.refuse_in_one_line(parser)
        return parser

    def add_client_id(self, parser: CommandParser) -> CommandParser:
        parser.add_argument("client_id", help="as hub_client list prints it")
        return parser

    def add_create(self, parser: CommandParser) -> None:
        add = parser.add_argument
        add("--name", default="", help="as people will read it")
        add("--redirect-uri", action="append", default=[], dest="redirect_uris", metavar="URI", help="repeat for more")
        add("--scope", action="append", default=[], dest="scopes", metavar="SCOPE", help="repeat for more")
        add("--origin", action="append", default=[], dest="origins", metavar="ORIGIN", help="of a single-page app")
        add("--support-email", default="", metavar="ADDRESS", help="where people and administrators can write to")
        add("--kind", default="", help="web (confidential, the default), spa or native (public)")
        add("--public", action="store_true", help="it keeps no secret: spa where an --origin is given, else native")

    def handle(self, *args: Any, run: Any, **options: Any) -> None:
        try:
            run(argparse.Namespace(**options))
        except ValidationError as broken:
            raise CommandError(in_one_line(broken)) from None
        except ClientProfile.DoesNotExist:
            raise CommandError("The app was deleted meanwhile.") from None

    def create(self, options: argparse.Namespace) -> None:
        registered = clients.register(
            name=options.name,
            kind=kind_of(options),
            redirect_uris=options.redirect_uris,
            origins=options.origins,
            scopes=options.scopes,
            support_email=options.support_email,
            act=ACT,
        )
        told = client_report.credentials(registered.application, registered.secret)
        self.tell(options, told, f"Registered {registered.application.name}.")

    def list(self, options: argparse.Namespace) -> None:
        rows = [client_report.line_of(one) for one in clients.with_profiles().order_by("name", "pk")]
        self.stdout.write(json.dumps(rows) if options.as_json else client_report.as_table(rows))

    def show(self, options: argparse.Namespace) -> None:
        self.tell(options, client_report.details_of(found(options.client_id)))

    def rotate(self, options: argparse.Namespace) -> None:
        application = found(options.client_id)
        raw = secrets.create(application, act=ACT, overlap=overlap_of(options.overlap))
        self.tell(options, client_report.credentials(application, raw), f"A new secret for {application.name}.")

    def disable(self, options: argparse.Namespace) -> None:
        application = found(options.client_id)
        clients.disable(application, act=ACT, reason=reason_of(options.reason), notify=not options.quiet)
        self.show(options)

    def enable(self, options: argparse.Namespace) -> None:
        clients.enable(found(options.client_id), act=ACT, reason=reason_of(options.reason))
        self.show(options)

    def tell(self, options: argparse.Namespace, told: dict[str, Any], heading: str = "") -> None:
        self.stdout.write(json.dumps(told) if options.as_json else client_report.as_text(told, heading))


def found(client_id: str) -> Application:
    application = clients.find(client_id)
    if application is None:
        raise CommandError(f"{client_id!a} is no app here; hub_client list has them all.")
    return application


def reason_of(written: str) -> str:
    """In one line, as the admin keeps it."""
    if len(written) > 200:
        raise CommandError(f"--reason: it has {len(written)} characters; 200 are allowed.")
    return " ".join(written.split())


def overlap_of(written: str | None) -> timedelta | None:
    if written is None:
        return None
    if not re.fullmatch(r"[0-9]{1,4}", written):
        raise CommandError(f"--overlap: {written!a} is not a number of hours; 0 to 168 are allowed.")
    return timedelta(hours=int(written))


def kind_of(options: argparse.Namespace) -> str:
    """web, spa or native; raises CommandError for a public web app. Any other word is left to the rules."""
    if options.public and options.kind == ClientProfile.Kind.WEB:
        raise CommandError("--public --kind web: a web app keeps a secret; leave --public out, or use spa or native.")
    if options.public and not options.kind:
        return ClientProfile.Kind.SPA if options.origins else ClientProfile.Kind.NATIVE
    return options.kind or ClientProfile.Kind.WEB


def in_one_line(broken: ValidationError) -> str:
    """Every sentence with the option it is about; on the command line there are no lines to count."""
    fields = broken.message_dict if hasattr(broken, "error_dict") else {"": broken.messages}
    sentences = [
        f"{OPTIONS.get(field, field)}: {re.sub(r'^Line [0-9]+: ', '', sentence)}" if field else sentence
        for field, found in fields.items()
        for sentence in found
    ]
    return "".join(letter if letter.isprintable() else "?" for letter in " ".join(sentences))
