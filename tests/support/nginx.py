"""nginx as examples/deployment ships it, filled in for a loopback port."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from tests.support import accounts, needs, ports
from tests.support.processes import LocalServer

SHIPPED: Final = Path(__file__).resolve().parents[2] / "examples" / "deployment"
IPV6: Final = re.compile(r"^ *listen \[::\]:.*\n", re.MULTILINE)  # not every machine has it
TLS: Final = re.compile(r"^ *(listen 443 |ssl_).*\n", re.MULTILINE)
# The folders that it makes, whether anything goes there or not.
TEMPORARY: Final = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


class Nginx(LocalServer):
    """The shipped file, in a folder of its own; in clear text unless there is a certificate.

    port: where it listens; site: the folder that stands for /srv/hub; over: more to replace in the file; tls: files of
    a certificate and its key, for the port after that.
    """

    def __init__(
        self, port: int, site: Path, over: Mapping[str, str] | None = None, tls: tuple[Path, Path] | None = None
    ) -> None:
        self.folder = accounts.make_folder("hub-nginx-")
        self.socket, self.conf = self.folder / "hub.sock", self.folder / "nginx.conf"
        self.conf.write_text(filled(self.places(port, site) | dict(over or {}), tls_of(port, tls)))
        user = accounts.unprivileged()
        super().__init__(self.command(), environment(), port, log=self.folder / "log", user=user)

    def places(self, port: int, site: Path) -> dict[str, str]:
        """What a person fills in, and what belongs to the machine."""
        temporary = "".join(f"    {name}_temp_path {self.folder}/{name};\n" for name in TEMPORARY)
        return {
            "user www-data;\n": "",  # it runs as somebody who may not choose
            "http {\n": f"http {{\n{temporary}",
            "listen 80 ": f"listen {ports.LOOPBACK}:{port} ",
            "/run/nginx.pid": f"{self.folder}/pid",
            "/run/hub.sock": str(self.socket),
            "/var/log/nginx": str(self.folder),
            "/srv/hub": str(site),
        }

    def command(self, *options: str) -> list[str]:
        argv = [needs.nginx() or "nginx", "-p", str(self.folder), "-c", str(self.conf), "-e", "stderr"]
        return [*argv, "-g", "daemon off;", *options]

    def stop(self) -> None:
        """Safe to call twice. Its folder goes, too."""
        super().stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def logs(self) -> str:
        """All that it wrote down anywhere."""
        return "".join(file.read_text(errors="replace") for file in self.folder.glob("*log"))

    def tested(self) -> subprocess.CompletedProcess[str]:
        """What ``nginx -t`` says."""
        command = self.command("-t")
        return subprocess.run(command, env=self.env, capture_output=True, text=True, check=False, timeout=60)


def filled(places: Mapping[str, str], tls: Mapping[str, str]) -> str:
    """The shipped file with other places, each of which it has to name; without tls, without the lines about it."""
    text = IPV6.sub("", (SHIPPED / "nginx.conf").read_text())
    if not tls:
        text = TLS.sub("", text)
    for old, new in {**tls, **places, "hub.example": ports.LOOPBACK}.items():
        assert old in text, f"nginx.conf has no {old!r}"
        text = text.replace(old, new)
    return text


def tls_of(port: int, files: tuple[Path, Path] | None) -> dict[str, str]:
    if files is None:
        return {}
    named = ("fullchain.pem", "privkey.pem")
    places = {f"/etc/letsencrypt/live/hub.example/{name}": str(file) for name, file in zip(named, files, strict=True)}
    return {**places, "listen 443 ": f"listen {ports.LOOPBACK}:{port + 1} "}


def environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8"}


def listener(path: Path) -> socket.socket:
    """A socket as systemd opens it, for the account of nginx alone."""
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(str(path))
    path.chmod(0o600)
    if found := accounts.unprivileged():
        os.chown(path, *found)
    listening.listen(4096)
    return listening
