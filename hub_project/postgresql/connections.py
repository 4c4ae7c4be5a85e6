"""psycopg's connections, which give up where PostgreSQL stands still while a request waits."""

from __future__ import annotations

from types import ModuleType
from typing import Any, Final, TypeVar

import psycopg
from psycopg.abc import PQGen, PQGenConn
from psycopg.errors import IdleInTransactionSessionTimeout, QueryCanceled, ReadOnlySqlTransaction

from hub_project.postgresql import patience
from hub_project.postgresql.patience import GaveUp, Patience

Result = TypeVar("Result")

# To psycopg these are defects of what was asked. But the server ended the transaction by itself, or is a replica now,
# and the next connection leads to the one that took over.
OF_THE_SERVER: Final = (IdleInTransactionSessionTimeout, ReadOnlySqlTransaction)
GRACE: Final = 0.5  # seconds in which a server that works stops what it was told to stop


class Connection(psycopg.Connection[Any]):
    def wait(self, gen: PQGen[Result], *args: Any, **kwargs: Any) -> Result:
        """Raises QueryCanceled where the server works and had to be stopped, GaveUp where it does not answer at all.

        And OperationalError in the place of others that are no defects of what was asked.
        """
        try:
            return super().wait(patience.limited(gen), *args, **kwargs)
        except GaveUp:
            return self.stop(gen)
        except OF_THE_SERVER as refused:
            self.pgconn.finish()
            raise psycopg.OperationalError(str(refused)) from refused

    def stop(self, steps: PQGen[Result]) -> Result:
        """Let the server stop what it does: else it would go on for nobody, and hold its locks and the connection."""
        try:
            self.cancel_in_time()
            return super().wait(Patience(GRACE).limit(steps))
        except QueryCanceled:
            raise
        except psycopg.OperationalError as error:
            patience.silence.begins()
            self.pgconn.finish()
            raise GaveUp("PostgreSQL does not answer.") from error

    def cancel_in_time(self) -> None:
        if not psycopg.capabilities.has_cancel_safe():  # before libpq 17 this would wait for ever itself
            raise GaveUp("PostgreSQL can't be told to stop.")
        self.cancel_safe(timeout=GRACE)

    @classmethod
    def _connect_gen(cls, *args: Any, **kwargs: Any) -> PQGenConn[Any]:
        """psycopg's own limit is in whole seconds, two of them at least, for each address of the server."""
        patience.silence.refuse_to_ask()
        try:
            return (yield from patience.limited(super()._connect_gen(*args, **kwargs)))
        except GaveUp:
            patience.silence.begins()
            raise


class Driver(ModuleType):
    """The module psycopg as Django asks for it, but for the connections that it makes."""

    connect = Connection.connect

    def __getattr__(self, name: str) -> Any:
        return getattr(psycopg, name)


driver: Final = Driver("psycopg")
