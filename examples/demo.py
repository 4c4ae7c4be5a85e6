"""``make demo``: the Hub, and on other ports a web app and a single page of somebody else's, until Ctrl-C.

HUB_PORT, SAMPLE_PORT and PAGE_PORT choose other ports, DEMO_FOLDER another place for the apps' credentials, the logs
and the e-mails.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from typing import Final

import children
import ports as listening
from children import Child
from ports import PortError, Ports
from spa.serve import serve

HERE: Final = Path(__file__).resolve().parent
ROOT: Final = HERE.parent
LOCAL: Final = "http://127.0.0.1"
START_SECONDS: Final = 60
LOOK_EVERY: Final = 0.05
ENDING: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class DemoError(Exception):
    """Why the demonstration does not start or go on; the message is for the terminal."""


class Stop:
    """Whether somebody asked to stop: Ctrl-C, ``kill`` or a closed terminal."""

    def __init__(self) -> None:
        self.asked = False
        for number in ENDING:
            signal.signal(number, self.ask)

    def ask(self, *_received: object) -> None:
        # A flag and not an exception: nothing is torn in the middle, so no child is ever left behind.
        self.asked = True


def main() -> int:
    """Run it; the exit status."""
    folder = Path(os.environ.get("DEMO_FOLDER") or ROOT / ".demo").resolve()
    for number in ENDING:
        signal.signal(number, signal.default_int_handler)
    try:
        ports = listening.read(os.environ)
        listening.check_free(ports)
        users = seed(ports, folder)
        run(ports, folder, users)
    except KeyboardInterrupt:  # While nothing runs yet.
        print()
    except (PortError, DemoError) as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


def seed(ports: Ports, folder: Path) -> str:
    """Bring the database up to date and fill it; the table of users.

    In this process and not by manage.py, for each start of Django costs a second.
    """
    sys.path.insert(0, str(ROOT))
    os.environ.update(
        DJANGO_SETTINGS_MODULE="hub_project.settings",
        HUB_ISSUER=f"{LOCAL}:{ports.hub}",
        EMAIL_URL=f"filemail:///{mails(folder)}",
    )
    import django
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import CommandError, call_command
    from django.db import connections

    users = StringIO()
    try:
        django.setup()
        if not settings.DEBUG:  # Before the database is touched: it may be the real one.
            raise DemoError("The demonstration makes accounts with known passwords, so it runs only while DEBUG is on.")
        call_command("migrate", interactive=False, verbosity=0)
        web, page = f"{LOCAL}:{ports.sample}", f"{LOCAL}:{ports.page}"
        call_command("hub_demo", folder=folder, web=web, page=page, stdout=users)
    except (CommandError, ImproperlyConfigured) as error:
        raise DemoError(str(error)) from error
    connections.close_all()
    return users.getvalue()


def run(ports: Ports, folder: Path, users: str) -> None:
    """Start the servers, say where they are, and wait until somebody stops them."""
    stop = Stop()
    started: list[Child] = []
    try:
        started.append(start_hub(ports, folder))
        started.append(start_sample(ports, folder))
        serve(ports.page, folder / "board.json")
        wait_for_answers(started, stop)
        if not stop.asked:
            print(greeting(ports, folder, users), flush=True)
        while not stop.asked:
            check_alive(started)
            time.sleep(LOOK_EVERY)
    finally:
        children.stop(started)


def start_hub(ports: Ports, folder: Path) -> Child:
    command = (str(ROOT / "manage.py"), "runserver", "--noreload", "--skip-checks", f"127.0.0.1:{ports.hub}")
    return children.start("The Hub", ports.hub, command, {}, folder / "hub.log")


def start_sample(ports: Ports, folder: Path) -> Child:
    environ = {"ACME_CONFIG": str(folder / "acme.json"), "ACME_PORT": str(ports.sample)}
    command = (str(HERE / "flask-authlib" / "app.py"),)
    return children.start("Acme Planner", ports.sample, command, environ, folder / "acme.log")


def wait_for_answers(started: Sequence[Child], stop: Stop) -> None:
    give_up = time.monotonic() + START_SECONDS
    for child in started:
        while not stop.asked and not child.answers():
            check_alive(started)
            if time.monotonic() > give_up:
                raise DemoError(f"{child.name} does not answer. Its log: {child.log}")
            time.sleep(LOOK_EVERY)


def check_alive(started: Sequence[Child]) -> None:
    for child in started:
        if not child.is_alive:
            raise DemoError(f"{child.name} stopped: {child.last_words()}\nIts log: {child.log}")


def mails(folder: Path) -> Path:
    return folder / "mails"


def greeting(ports: Ports, folder: Path, users: str) -> str:
    return f"""
The Hub           {LOCAL}:{ports.hub}
  for its admin   {LOCAL}:{ports.hub}/admin/
  for developers  {LOCAL}:{ports.hub}/developers/
Acme Planner      {LOCAL}:{ports.sample}   press "Connect" here
Acme Board        {LOCAL}:{ports.page}   the same as a page without a server
E-mails           {mails(folder)}   what the Hub sends is written there

{users}
Ctrl-C stops all."""


if __name__ == "__main__":
    sys.exit(main())
