from __future__ import annotations

import select
from datetime import UTC
from typing import Any, Final

from django.db.backends.postgresql import base
from psycopg import OperationalError, adapters
from psycopg.pq import ConnStatus, Format

from hub_project.postgresql import connections, patience

# A worker may stand still as well, with locks in its hands; PostgreSQL then takes them away.
NOT_HELD_UP: Final = "SET idle_in_transaction_session_timeout = '10s'"
# psycopg's own. Django's puts the zone in by a second object, in Python: for the 17 times of a code exchange that takes
# as long as one of its statements.
TIMES: Final = adapters.get_loader(base.TIMESTAMPTZ_OID, Format.TEXT)


class DatabaseWrapper(base.DatabaseWrapper):
    """With CONN_HEALTH_CHECKS, a kept connection is looked at before a request uses it.

    Django asks the server with a query, which costs as much as the one query of a request at the API. But a server that
    stopped has closed the connection, and that can be seen on this side: there is something to read where nobody asked.
    One that stands still can't be told from one that is slow; so what waits in a request, waits with patience.
    """

    Database = connections.driver

    def init_connection_state(self) -> None:
        super().init_connection_state()
        # Behind a pool of transactions, which is without prepared statements, it would stay with the next one's.
        if patience.of_request.get() and "prepare_threshold" in self.settings_dict["OPTIONS"]:
            self.connection.execute(NOT_HELD_UP)

        if self.reads_times_in_utc:
            self.connection.adapters.register_loader(base.TIMESTAMPTZ_OID, TIMES)

    @property
    def reads_times_in_utc(self) -> bool:
        """As ``DATABASES`` has it unless somebody sets ``TIME_ZONE`` there; both options come together."""
        return self.timezone is UTC and bool(self.settings_dict["OPTIONS"].get("server_side_binding"))

    def create_cursor(self, name: str | None = None) -> Any:
        """The same cursor as Django's, which would look at the zone of its own loader."""
        if not self.reads_times_in_utc:
            return super().create_cursor(name)
        if name is None:
            return self.connection.cursor()
        return self.connection.cursor(name, scrollable=False, withhold=self.connection.autocommit)

    def is_usable(self) -> bool:
        """Whether the server was there until a moment ago; nothing is sent."""
        if self.connection is None or self.connection.closed:
            return False
        connection = self.connection.pgconn
        try:
            # A notice is read and done with; behind a farewell comes the end, which raises.
            while is_readable(connection.socket):
                connection.consume_input()
        except OperationalError:
            return False
        return bool(connection.status == ConnStatus.OK)


def is_readable(socket: int) -> bool:
    poll = select.poll()
    poll.register(socket, select.POLLIN | select.POLLHUP | select.POLLERR)
    return bool(poll.poll(0))
