"""``manage.py hub_demo``: fill an empty Hub with people, teams and two apps to try it with."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, ProgrammingError, transaction

from hub_oauth import name_lock
from hub_oauth.audit import SYSTEM
from hub_project.demo import clients, people, teams
from hub_project.developers import client as developers


class Command(BaseCommand):
    """Idempotent: what is there is found again. Raises CommandError while DEBUG is off."""

    help = "Makes demonstration users, teams and two apps, and prints the users' passwords. Needs DEBUG."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", type=Path, default=None, help="for the apps' credentials; .demo by default")
        parser.add_argument("--web", default="http://127.0.0.1:9000", help="address of the sample web app")
        parser.add_argument("--page", default="http://127.0.0.1:9001", help="origin of the sample single-page app")

    def handle(self, *, folder: Path | None, web: str, page: str, **_options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("hub_demo makes accounts with known passwords, so it runs only while DEBUG is on.")
        folder = folder or Path(settings.BASE_DIR) / ".demo"
        try:
            users = seed(folder, web, page)
        except (OperationalError, ProgrammingError) as error:
            raise CommandError(f"The database is not ready ({error}); run manage.py migrate first.") from error
        self.stdout.write(people.table(users))


@transaction.atomic
def seed(folder: Path, web: str, page: str) -> Mapping[str, Any]:
    name_lock.take()  # before any app is locked, as ``clients.register`` wants it
    users = people.seed()
    teams.seed(users)
    clients.seed_web(folder, web)
    clients.seed_page(folder, page)
    developers.ensure(clients.SCOPES, act=SYSTEM)
    return users
