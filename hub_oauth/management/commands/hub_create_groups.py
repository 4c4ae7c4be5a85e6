"""``manage.py hub_create_groups``: the roles of the admin."""

from __future__ import annotations

from typing import Any

from hub_oauth import roles
from hub_oauth.management import command


class Command(command.Command):
    help = "Make the groups Integration viewer, operator, manager and auditor, with their permissions."

    def handle(self, *args: Any, **options: Any) -> None:
        for name, is_new in roles.create_groups().items():
            self.stdout.write(f"{name}: {'created' if is_new else 'there already, its permissions are complete'}.")
