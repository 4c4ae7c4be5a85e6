from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, InterfaceError


class Command(BaseCommand):
    """What the Hub's commands have in common: a failure that is nobody's defect is one line, and exit 1."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        try:
            return super().execute(*args, **options)
        except KeyboardInterrupt:
            raise CommandError("Interrupted. Each batch before is done, and none is half done.") from None
        except (DatabaseError, InterfaceError) as error:
            sentence = str(error).partition("\n")[0]
            raise CommandError(f"The database refused: {sentence}. Is it there, and migrated?") from error
