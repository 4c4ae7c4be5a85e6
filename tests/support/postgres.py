"""A PostgreSQL cluster of the tests' own; ``python -m tests.support.postgres -- CMD`` runs CMD beside one."""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from time import sleep
from typing import Any, Final, Self

import psycopg
from psycopg import sql

from tests.support import accounts, needs, ports
from tests.support.processes import LocalServer, ServerError, ended

# It holds nothing that must survive, so it need not wait for the disk.
SETTINGS = {
    "listen_addresses": ports.LOOPBACK,
    "unix_socket_directories": "",
    "max_connections": "200",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}
LOCALE = "C.UTF-8"
GRACE = 10
ATTEMPTS: Final = 1000


class Cluster:
    """A throwaway cluster on a free loopback port, reached as ``postgres`` without a password.

    settings: PostgreSQL's own, beside or instead of SETTINGS. It and its folder go with stop() or at exit.
    Raises LookupError where PostgreSQL is not installed.
    """

    def __init__(self, **settings: str) -> None:
        programs = needs.postgres_programs()
        if programs is None:
            raise LookupError(needs.missing_postgres())
        self.programs, self.settings = programs, SETTINGS | settings
        self.folder: Path | None = None
        self.server: LocalServer | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()

    def start(self) -> None:
        """Make it and wait until it answers. Raises ServerError."""
        atexit.register(self.stop)
        try:
            self.folder = accounts.make_folder("hub-postgres-")
            self.initialize(self.folder)
            self.server = self.new_server(self.folder)
            self.server.start()
        except BaseException:
            self.stop()
            raise

    def initialize(self, folder: Path) -> None:
        options = ["-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale", LOCALE]
        self.run("initdb", "-D", str(folder / "data"), *options, folder=folder)

    def run(self, program: str, *arguments: str, folder: Path) -> None:
        """One of PostgreSQL's programs, as its account. Raises ServerError with what it said."""
        done = subprocess.run(
            [str(self.programs / program), *arguments],
            check=False,
            env=environment(),
            cwd=folder,
            capture_output=True,
            text=True,
            **accounts.arguments(),
        )
        if done.returncode:
            raise ServerError(done.stdout + done.stderr)

    def new_server(self, folder: Path) -> LocalServer:
        port = ports.free_port()
        options = [f"--{name}={value}" for name, value in (self.settings | {"port": str(port)}).items()]
        return LocalServer(
            [str(self.programs / "postgres"), "-D", str(folder / "data"), *options],
            environment(),
            port,
            log=folder / "log",
            cwd=folder,
            user=accounts.unprivileged(),
            ready=self.accepts_connections,
            stop_with=signal.SIGINT,  # fast: it does not wait for clients
        )

    def stop(self) -> None:
        """Stop it and remove its folder. Safe to call twice."""
        if self.server is not None:
            self.server.stop()
        if self.folder is not None:
            shutil.rmtree(self.folder)
        self.server = self.folder = None
        # Last: interrupted above, it is tried again at exit.
        atexit.unregister(self.stop)

    @contextmanager
    def crashed(self) -> Iterator[None]:
        """Ended at once, without a checkpoint; afterwards it has recovered, and answers at its old address."""
        self.running.stop(signal.SIGQUIT)
        try:
            yield
        finally:
            self.running.start()

    def kill(self) -> None:
        """All of its processes at once, as when the machine goes; only its folder is left."""
        os.kill(self.running.pid, signal.SIGSTOP)  # first: no child is born after this
        for pid in self.running.children:
            os.kill(pid, signal.SIGKILL)
        self.running.stop(signal.SIGKILL)

    def frozen(self) -> AbstractContextManager[None]:
        """All of its processes stand still: the kernel goes on accepting and acknowledging, and nobody answers."""
        os.kill(self.running.pid, signal.SIGSTOP)  # first: no child is born after this
        return stopped([self.running.pid, *self.running.children])

    def frozen_connections(self, name: str) -> AbstractContextManager[None]:
        """The processes of those that there are to a database stand still; who connects anew is served.

        None stands still in the middle of a transaction: nobody could take its locks away.
        """
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            found = connection.execute("SELECT pid FROM pg_stat_activity WHERE datname = %s", [name]).fetchall()
            for (pid,) in found:
                stop_between_transactions(connection, pid)
        return stopped([pid for (pid,) in found])

    @property
    def running(self) -> LocalServer:
        """Raises LookupError while it does not run."""
        if self.server is None:
            raise LookupError("the cluster does not run")
        return self.server

    def accepts_connections(self) -> bool:
        """Whether it answers queries: its port accepts connections before it does."""
        try:
            psycopg.connect(self.url("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def url(self, name: str) -> str:
        """The address of a database, as DATABASE_URL takes it. Raises LookupError while it does not run."""
        return f"postgres://postgres@{ports.LOOPBACK}:{self.running.port}/{name}"

    def create_database(self, name: str) -> str:
        """Make an empty database; gives its address."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return self.url(name)


class Replica(Cluster):
    """A copy of a cluster that runs: it follows that one, and only reads, until it is promoted."""

    def __init__(self, primary: Cluster, **settings: str) -> None:
        super().__init__(**settings)
        self.primary = primary

    def initialize(self, folder: Path) -> None:
        address = f"host={ports.LOOPBACK} port={self.primary.running.port} user=postgres"
        options = ["--write-recovery-conf", "--checkpoint=fast", "--no-sync"]
        self.run("pg_basebackup", "-D", str(folder / "data"), "-d", address, *options, folder=folder)

    def must_have_every_commit(self) -> None:
        """From here on the primary answers none that is not kept here. Raises TimeoutError."""
        with psycopg.connect(self.primary.url("postgres"), autocommit=True) as server:
            server.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
            server.execute("SELECT pg_reload_conf()")
            for _ in range(ATTEMPTS):
                if server.execute("SELECT sync_state FROM pg_stat_replication").fetchall() == [("sync",)]:
                    return
                sleep(0.01)
        raise TimeoutError("the replica does not follow")

    def promote(self) -> None:
        """It takes over; it writes when this returns."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as server:
            assert server.execute("SELECT pg_promote()").fetchall() == [(True,)]


@contextmanager
def stopped(pids: Sequence[int]) -> Iterator[None]:
    try:
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        yield
    finally:
        for pid in reversed(pids):  # the children first, so that none has ended before its turn
            os.kill(pid, signal.SIGCONT)


def stop_between_transactions(connection: psycopg.Connection[Any], pid: int) -> None:
    """Raises TimeoutError where it is never between two."""
    for _ in range(ATTEMPTS):
        os.kill(pid, signal.SIGSTOP)
        state = connection.execute("SELECT state FROM pg_stat_activity WHERE pid = %s", [pid]).fetchone()
        if state == ("idle",):
            return
        os.kill(pid, signal.SIGCONT)
        sleep(0.01)
    raise TimeoutError(f"process {pid} was in a transaction {ATTEMPTS} times")


def environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": LOCALE, "TZ": "UTC"}


def run(argv: Sequence[str]) -> int:
    """Run a command beside a cluster; gives its exit code."""
    with Cluster() as cluster:
        command = subprocess.Popen(argv, env={**os.environ, "HUB_TEST_DATABASE_URL": cluster.create_database("hub")})
        signal.signal(signal.SIGTERM, lambda *_: command.terminate())
        try:
            return command.wait()
        except KeyboardInterrupt:
            return end(command)


def end(command: subprocess.Popen[bytes]) -> int:
    """Let a command end after Ctrl-C: a terminal sends it to the command too, ``kill -INT`` does not."""
    if not ended(command, GRACE):
        command.terminate()
    if not ended(command, GRACE):
        command.kill()
    return command.wait()


def main(arguments: Sequence[str]) -> int:
    """``-- CMD…``; gives the exit code. Without PostgreSQL, one line, and 1 only where HUB_TEST_REQUIRE names it."""
    if arguments[:1] != ["--"] or len(arguments) == 1:
        sys.exit("usage: python -m tests.support.postgres -- COMMAND [ARGUMENT…]")
    if line := needs.missing_postgres():
        sys.stdout.write(f"{line}\n")
        return int("postgres" in needs.required())
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    code = run(arguments[1:])
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
