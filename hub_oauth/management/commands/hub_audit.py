"""``manage.py hub_audit seal | verify | erase``: the hash chain over the audit log."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError, CommandParser

from hub_oauth import audit_chain, audit_retention
from hub_oauth.audit import SYSTEM
from hub_oauth.management import command
from hub_oauth.management.progress import Progress


class Command(command.Command):
    help = "Seal the audit log into its hash chain, verify it, or erase a person's names and addresses from it."

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        seal = acts.add_parser("seal", help="seal what is older than a minute; run it every few minutes")
        verify = acts.add_parser("verify", help="exit 1 and name each row that was changed or removed since its seal")
        erase = acts.add_parser("erase", help="for a person who asked to be forgotten; the chain still verifies")
        erase.add_argument("user_id", help="the person's primary key, as the audit log shows it")
        for one in (seal, verify, erase):
            command.refuse_in_one_line(one)

    def handle(self, *args: Any, act: str, **options: Any) -> None:
        {"seal": self.seal, "verify": self.verify, "erase": self.erase}[act](**options)

    def seal(self, **options: Any) -> None:
        with Progress("sealed", lambda: audit_chain.unsealed().count(), self.stderr) as progress:
            for size in audit_chain.seal():
                progress.advance(size)
        self.stdout.write(f"Sealed {progress.done} events. The chain ends at {audit_chain.head()}.")

    def verify(self, **options: Any) -> None:
        flaws = 0
        with Progress("verified", audit_chain.length, self.stderr) as progress:
            for batch in audit_chain.verify():
                progress.advance(batch.size)
                flaws += len(batch.flaws)
                for flaw in batch.flaws:
                    self.stderr.write(str(flaw))
        if flaws:
            raise CommandError(f"{flaws} flaws: the audit log is not what was sealed.")
        self.stdout.write(f"The audit log is what was sealed. The chain ends at {audit_chain.head()}.")

    def erase(self, *, user_id: str, **options: Any) -> None:
        if not user_id.isprintable():
            raise CommandError(f"{user_id!a} is not the id of a person.")
        if not (count := audit_retention.erase(user_id, act=SYSTEM)):
            raise CommandError(f"No audit event names the person with id '{user_id}'.")
        self.stdout.write(f"Erased names and addresses in {count} events.")
