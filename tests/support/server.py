"""The Hub as it is deployed: real processes, a database and an environment of their own."""

from __future__ import annotations

import http.client
import itertools
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, Self

from hub_oauth.conf import THROTTLES
from tests.support import ports
from tests.support.app import READ_SCOPES, REDIRECT_URI, App
from tests.support.processes import LocalServer, ServerError

ROOT = Path(__file__).resolve().parents[2]
# The project's own settings, but static files are collected outside its folder.
DEPLOYED_SETTINGS = """\
from pathlib import Path

from hub_project.settings import *

STATIC_ROOT = Path(__file__).parent / "static"
"""
NUMBERS: Final = itertools.count(1)
WITHOUT_THROTTLES = {"HUB_THROTTLES": ",".join(f"{name}=off" for name in THROTTLES)}


class HubServer:
    """hub_project behind gunicorn on a free loopback port, migrated.

    database_url: a PostgreSQL database, or None for an SQLite file; workers: sync processes; debug: as a developer runs
    it, or as it is deployed, static files collected; preload: a worker that dies is back within a fraction of a second;
    throttles: the limits in force, off only where the load itself is what a test is about; host: the name that browsers
    know it by, in ``url``, its issuer; environ: more variables, or others.
    """

    def __init__(
        self,
        database_url: str | None = None,
        *,
        workers: int = 2,
        debug: bool = True,
        preload: bool = False,
        throttles: bool = True,
        host: str = ports.LOOPBACK,
        **environ: str,
    ) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="hub-server-"))
        self.port = ports.free_port()
        self.url = f"http://{host}:{self.port}"
        self.env = self.environment(database_url, debug) | ({} if throttles else WITHOUT_THROTTLES) | environ
        self.server = LocalServer(
            self.argv(workers, preload), self.env, self.port, log=self.folder / "log", cwd=ROOT, ready=self.responds
        )

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()

    def start(self) -> None:
        """Migrate, start and wait until a worker responds. Raises ServerError with the end of its log."""
        try:
            self.prepare()
            self.server.start()
        except BaseException:
            self.stop()
            raise

    def prepare(self) -> None:
        """Migrate, and beside it collect the static files of one that is deployed: neither needs the other."""
        (self.folder / "deployed.py").write_text(DEPLOYED_SETTINGS)
        with ThreadPoolExecutor() as beside:
            steps = [beside.submit(self.manage, "migrate", "--verbosity", "0")]
            if self.env["DJANGO_SETTINGS_MODULE"] == "deployed":
                steps.append(beside.submit(self.collect_static))
        for step in steps:
            step.result()

    def stop(self) -> None:
        """End it and remove its folder. Safe to call twice."""
        self.server.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def log(self) -> str:
        """The end of what the server printed; empty once its folder is gone."""
        return self.server.tail() if self.folder.exists() else ""

    def environment(self, database_url: str | None, debug: bool) -> dict[str, str]:
        return {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(self.folder),
            "PYTHONUNBUFFERED": "1",
            "PYTHONPATH": str(self.folder),
            "DJANGO_SETTINGS_MODULE": "hub_project.settings" if debug else "deployed",
            "SECRET_KEY": secrets.token_urlsafe(50),
            "DEBUG": str(debug),
            "ALLOWED_HOSTS": f"{ports.LOOPBACK},localhost",
            "DATABASE_URL": database_url or f"sqlite:///{self.folder}/hub.sqlite3",
            "CACHE_URL": "locmemcache://",
            "EMAIL_URL": f"filemail:///{self.folder}/mail",
            "HUB_ISSUER": self.url,
            "HUB_HELP_URL": "https://hub.example/help",
            "HUB_REPORT_URL": "mailto:abuse@hub.example?subject={client_id}",
        }

    def collect_static(self) -> str:
        return self.manage("collectstatic", "--no-input", "--verbosity", "0")

    def argv(self, workers: int, preload: bool) -> list[str]:
        bind = f"{ports.LOOPBACK}:{self.port}"
        gunicorn = [sys.executable, "-m", "gunicorn", "hub_project.wsgi", "--no-control-socket"]
        options = ["--bind", bind, "--workers", str(workers), "--graceful-timeout", "5"]
        return [*gunicorn, *options, *(["--preload"] if preload else [])]

    def responds(self) -> bool:
        """Whether a worker answers a request: the port is open before one has loaded the project."""
        connection = http.client.HTTPConnection(ports.LOOPBACK, self.port, timeout=5)
        try:
            connection.request("GET", "/.well-known/oauth-authorization-server")
            return connection.getresponse().status < 500
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def manage(self, *arguments: str, input: str | None = None) -> str:  # noqa: A002  # as in subprocess
        """Run a management command in the server's environment; gives what it prints. Raises ServerError."""
        done = subprocess.run(
            [sys.executable, "-m", "django", *arguments],
            check=False,
            env=self.env,
            cwd=ROOT,
            input=input,
            capture_output=True,
            text=True,
            timeout=120,
        )
        if done.returncode:
            raise ServerError(f"{' '.join(arguments)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
        return done.stdout

    def python(self, code: str) -> str:
        """Run code inside the project, in a process of its own; gives what it prints."""
        return self.manage("shell", "--no-imports", "--command", code)

    def create_user(self, username: str, password: str) -> None:
        """A person who can sign in."""
        email = f"{username}@example.org"
        self.python(
            "from django.contrib.auth import get_user_model\n"
            f"get_user_model().objects.create_user({username!r}, {email!r}, {password!r})"
        )

    def create_app(self, *arguments: str, redirect_uri: str = REDIRECT_URI, scopes: Sequence[str] = READ_SCOPES) -> App:
        """Register a client, confidential unless told otherwise; arguments: more of ``hub_client create``.

        Where they do not name it, it has a number: no two apps may be called alike.
        """
        named = ["--name", f"App {next(NUMBERS)}", "--redirect-uri", redirect_uri, *pairs("--scope", scopes)]
        answer = json.loads(self.manage("hub_client", "create", *named, *arguments, "--json"))
        return App(answer["client_id"], redirect_uri, answer.get("client_secret"), tuple(scopes))


def pairs(option: str, values: Sequence[str]) -> list[str]:
    return [word for value in values for word in (option, value)]
