"""Django's ``flush``, able to empty the audit tables of a test database; anywhere else their guard holds."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

from django.core.management.commands import flush
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.creation import TEST_DATABASE_PREFIX

from hub_oauth import audit_guard


class Command(flush.Command):
    def handle(self, **options: Any) -> None:
        guard = audit_guard.lifted() if is_test_database(connections[options["database"]]) else nullcontext()
        with guard:
            super().handle(**options)


def is_test_database(connection: BaseDatabaseWrapper) -> bool:
    """As the test runner names them: with the prefix, as told in TEST, or in memory."""
    name = str(connection.settings_dict["NAME"])
    given = connection.settings_dict["TEST"]["NAME"]
    return name.rpartition("/")[2].startswith(TEST_DATABASE_PREFIX) or name == given or "mode=memory" in name
