"""``manage.py hub_revoke``: take an app away from everybody, or from one person."""

from __future__ import annotations

import json
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import CommandError, CommandParser
from django.db.models import QuerySet

from hub_oauth import audit, bulk_revocation, clients
from hub_oauth.audit import Act
from hub_oauth.management import command
from hub_oauth.management.progress import Progress
from hub_oauth.models import Consent
from hub_oauth.models.consents import STANDS


class Command(command.Command):
    help = (
        "Revoke every consent to an app, or one person's, with all sessions below them, in batches that each commit. "
        "People can connect the app again; to stop it for everybody, turn it off. Run it again where it was stopped."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--app", required=True, metavar="CLIENT_ID", help="the app's client_id")
        parser.add_argument("--user", metavar="NAME", help="only this person's, by user name")
        parser.add_argument("--reason", default="", metavar="TEXT", help="for the audit log; needed without --dry-run")
        parser.add_argument("--notify", action="store_true", help="tell each person by e-mail")
        parser.add_argument("--dry-run", action="store_true", help="count what would go, and change nothing")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print one line of JSON")

    def handle(self, *args: Any, dry_run: bool, as_json: bool, reason: str, **options: Any) -> None:
        chosen = selection(options["app"], options["user"])
        if not dry_run and not reason.strip():
            raise CommandError("--reason: say why, for the audit log; or use --dry-run.")
        count = chosen.count() if dry_run else self.run(chosen, reason.strip(), options["notify"])
        found = {"revoked": 0 if dry_run else count, "live": count if dry_run else 0, "dry_run": dry_run}
        self.stdout.write(json.dumps(found) if as_json else in_words(count, dry_run))

    def run(self, chosen: QuerySet[Consent], why: str, notify: bool) -> int:
        act = Act(reference="hub_revoke")
        with Progress("consents", chosen.count, self.stderr) as progress:
            for size in bulk_revocation.batches(chosen, act=act, why=why, notify=notify):
                progress.advance(size)
        audit.record("admin.bulk_revoke", act, why=why, consents=progress.done, notified=notify)
        return progress.done


def selection(client_id: str, username: str | None) -> QuerySet[Consent]:
    """The live consents that are meant; CommandError where there is no such app or person."""
    application = clients.find(client_id)
    if application is None:
        raise CommandError(f"--app: there is no app with the client_id {client_id!r}.")
    chosen = Consent.objects.filter(STANDS, application=application)
    if username is None:
        return chosen
    people = get_user_model()._default_manager
    person = people.filter(**{get_user_model().USERNAME_FIELD: username}).first()
    if person is None:
        raise CommandError(f"--user: there is nobody with the user name {username!r}.")
    return chosen.filter(user=person)


def in_words(count: int, dry_run: bool) -> str:
    return f"{'Would revoke' if dry_run else 'Revoked'} {count} consents."
