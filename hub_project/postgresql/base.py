from __future__ import annotations

import select

from django.db.backends.postgresql import base
from psycopg import OperationalError
from psycopg.pq import ConnStatus


class DatabaseWrapper(base.DatabaseWrapper):
    """With CONN_HEALTH_CHECKS, a kept connection is looked at before a request uses it.

    Django asks the server with a query, which costs as much as the one query of a request at the API. But a server that
    stopped has closed the connection, and that can be seen on this side: there is something to read where nobody asked.
    """

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
