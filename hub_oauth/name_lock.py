"""One app is registered or changed at a time, for its name is compared with every other one before it is written.

Two side by side would each read the names before the other's is committed. No constraint of the database could refuse
the second: what is read alike is a matter of rules (``hub_oauth.client_names``), not of equal values.
"""

from __future__ import annotations

from typing import Final

from django.db import connections, router

from hub_oauth.models import ClientProfile

# "HUB_NAME" in ASCII. Whatever else takes advisory locks in the same database must take other ones.
KEY: Final = 0x4855425F4E414D45


def take() -> None:
    """Wait for whoever holds it, then hold it until the end of the transaction; taken again, it is held all the same.

    Before the names are read, and before any row is locked: who holds an app's row and waits here could be waited for
    there. Outside of a transaction nothing is held.
    """
    connection = connections[router.db_for_write(ClientProfile)]
    if connection.vendor == "postgresql":  # on SQLite a transaction is the only one that writes, from its BEGIN (E014)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [KEY])
