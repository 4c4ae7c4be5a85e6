"""psycopg's connections, which give up where PostgreSQL stands still while a request waits."""

from __future__ import annotations

from types import ModuleType
from typing import Any, Final, Self, TypeVar

import psycopg
from psycopg.abc import PQGen, PQGenConn
from psycopg.errors import ConnectionTimeout, IdleInTransactionSessionTimeout, ReadOnlySqlTransaction

from hub_project.postgresql import patience
from hub_project.postgresql.patience import GaveUp, Patience

Result = TypeVar("Result")

# To psycopg these are defects of what was asked. But the server ended the transaction by itself, or is a replica now,
# and the next connection leads to the one that took over.
OF_THE_SERVER: Final = (IdleInTransactionSessionTimeout, ReadOnlySqlTransaction)
OUTDATED: Final = "RevalidateCachedQuery"  # where PostgreSQL notices it; its sentence depends on its language
GRACE: Final = 0.5  # seconds in which a server that works stops what it was told to stop


class Connection(psycopg.Connection[Any]):
    def wait(self, gen: PQGen[Result], *args: Any, **kwargs: Any) -> Result:
        """Raises QueryCanceled where the server works and was stopped, GaveUp where it was not, or does not answer.

        And OperationalError in the place of others that are no defects of what was asked.
        """
        try:
            return self.wait_with_patience(gen, *args, **kwargs)
        except psycopg.Error as refused:
            if not is_of_the_server(refused):
                raise
            self.pgconn.finish()
            raise psycopg.OperationalError(str(refused)) from refused

    def wait_with_patience(self, gen: PQGen[Result], *args: Any, **kwargs: Any) -> Result:
        try:
            return super().wait(patience.limited(gen), *args, **kwargs)
        except GaveUp:
            self.stop(gen)
            raise

    def stop(self, steps: PQGen[Any]) -> None:
        """Let the server stop what it does: else it would go on for nobody, and hold its locks and the connection.

        What it had done after all counts as not done: a COMMIT that waits for its replica succeeds when it is told to
        stop, without the replica.
        """
        try:
            self.cancel_in_time()
            super().wait(Patience(GRACE).limit(steps))
        except psycopg.OperationalError as error:
            if error.sqlstate is not None:  # so it answers
                raise
            patience.silence.begins()
            self.pgconn.finish()

    def cancel_in_time(self) -> None:
        if not psycopg.capabilities.has_cancel_safe():  # before libpq 17 this would wait for ever itself
            raise GaveUp("PostgreSQL can't be told to stop.")
        self.cancel_safe(timeout=GRACE)

    @classmethod
    def connect(cls, conninfo: str = "", **kwargs: Any) -> Self:
        """Once a server did not answer at any of its addresses, it is left alone for a while."""
        patience.silence.refuse_to_ask()
        try:
            return super().connect(conninfo, **kwargs)
        except (GaveUp, ConnectionTimeout):
            patience.silence.begins()
            raise

    @classmethod
    def _connect_gen(cls, *args: Any, **kwargs: Any) -> PQGenConn[Any]:
        """One address; half of the time, for there may be others. psycopg's own limit is two whole seconds at least."""
        return (yield from patience.limited(super()._connect_gen(*args, **kwargs), share=0.5))


def is_of_the_server(error: psycopg.Error) -> bool:
    """Or of a statement that was prepared before its table changed: on this connection it would fail for ever."""
    return isinstance(error, OF_THE_SERVER) or error.diag.source_function == OUTDATED


class Driver(ModuleType):
    """The module psycopg as Django asks for it, but for the connections that it makes."""

    connect = Connection.connect

    def __getattr__(self, name: str) -> Any:
        return getattr(psycopg, name)


driver: Final = Driver("psycopg")
