"""``manage.py hub_create_docs_client``: the app behind “Authorize” in the API reference, and behind the playground."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError, CommandParser

from hub_oauth.audit import Act
from hub_oauth.management import command
from hub_project.developers import client


class Command(command.Command):
    """Idempotent: an app that is there is brought up to date with the issuer and the scopes that are named."""

    help = "Makes, or brings up to date, the public app that the pages for developers work with."

    def add_arguments(self, parser: CommandParser) -> None:
        known = ", ".join(client.DEFAULT_SCOPES)
        what = f"what people may let it do; repeat for more. Without any: {known}"
        parser.add_argument("--scope", action="append", default=[], dest="scopes", metavar="SCOPE", help=what)

    def handle(self, *args: Any, scopes: list[str], **options: Any) -> None:
        scopes = scopes or list(client.DEFAULT_SCOPES)
        try:
            made = client.ensure(scopes, act=Act(reference="hub_create_docs_client"))
        except ValidationError as broken:
            raise CommandError(" ".join(broken.messages)) from None
        said = "Made" if made else "Found, and brought up to date:"
        self.stdout.write(f"{said} {client.CLIENT_ID}, which may ask for {' '.join(scopes)}.")
        self.stdout.writelines(f"redirect URI: {uri}\n" for uri in client.redirect_uris())
