"""The Hub as examples/deployment ships it: nginx, a socket that outlives the processes behind it, and gunicorn."""

from __future__ import annotations

import re
import sys
from typing import Final

from tests.support.nginx import SHIPPED, Nginx, listener
from tests.support.server import WITHOUT_THROTTLES, HubServer

WORKERS: Final = 2
# What systemd does for a service with a socket: the socket is file 3, and the environment says for whom.
ACTIVATE: Final = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="1")
os.execv(sys.argv[2], sys.argv[2:])
"""


class Deployment(HubServer):
    """A HubServer whose address is nginx's. throttles: as in HUB_THROTTLES, those that are not off."""

    def __init__(self, database_url: str, throttles: str = "") -> None:
        off = ",".join(filter(None, [WITHOUT_THROTTLES["HUB_THROTTLES"], throttles]))
        super().__init__(database_url, debug=False, HUB_PROXIES="1", WEB_CONCURRENCY=str(WORKERS), HUB_THROTTLES=off)
        self.folder.chmod(0o711)  # nginx reads the static files
        self.nginx = Nginx(self.port, self.folder)
        self.listener = listener(self.nginx.socket)
        self.server.fds = (self.listener.fileno(),)
        self.server.argv = [sys.executable, "-c", ACTIVATE, str(self.listener.fileno()), *as_shipped()]

    def start(self) -> None:
        """nginx first: whether the Hub responds is asked through it."""
        try:
            self.nginx.start()
        except BaseException:
            self.stop()
            raise
        super().start()

    def stop(self) -> None:
        self.nginx.stop()
        super().stop()
        self.listener.close()

    def log(self) -> str:
        return super().log() + (self.nginx.logs()[-4000:] if self.nginx.folder.exists() else "")


def as_shipped() -> list[str]:
    """The command of hub.service, with the Python of the tests."""
    found = re.search(r"^ExecStart=\S+/gunicorn (.+)$", (SHIPPED / "hub.service").read_text(), re.MULTILINE)
    assert found, "hub.service starts no gunicorn"
    return [sys.executable, "-m", "gunicorn", *found[1].split()]
