from __future__ import annotations

import argparse
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, InterfaceError


class Command(BaseCommand):
    """What the Hub's commands have in common: a failure that is nobody's defect is one line, and exit 1."""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        refuse_in_one_line(parser)
        return parser

    def execute(self, *args: Any, **options: Any) -> str | None:
        try:
            return super().execute(*args, **options)
        except KeyboardInterrupt:
            raise CommandError("Interrupted. Each batch before is done, and none is half done.") from None
        except UnicodeEncodeError as error:  # a shell hands on any bytes; no database has them as text
            raise CommandError(f"{error.object[:100]!a} is not UTF-8.") from error
        except (DatabaseError, InterfaceError) as error:
            sentence = str(error).partition("\n")[0]
            raise CommandError(f"The database refused: {sentence}. Is it there, and migrated?") from error


def refuse_in_one_line(parser: argparse.ArgumentParser) -> None:
    """Make what argparse itself refuses look like every other refusal, without its usage text; for sub-parsers too."""

    def error(message: str) -> NoReturn:
        parser.exit(1, f"CommandError: {message}\n")

    parser.error = error  # type: ignore[method-assign]
