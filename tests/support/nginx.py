"""nginx as examples/deployment ships it, filled in for a loopback port."""

from __future__ import annotations

import os
import re
import shutil
import signal
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
    """The shipped file, in a folder of its own.

    port: where it listens; site: the folder that stands for /srv/hub; over: more to replace in the file; tls_port:
    where it speaks TLS, with a certificate of its own; without one the lines about TLS are left out.
    """

    def __init__(
        self, port: int, site: Path, over: Mapping[str, str] | None = None, tls_port: int | None = None
    ) -> None:
        self.folder = accounts.make_folder("hub-nginx-")
        self.socket, self.conf = self.folder / "hub.sock", self.folder / "nginx.conf"
        self.certificate = self.folder / "fullchain.pem"
        places = self.places(port, site) | dict(over or {})
        self.conf.write_text(filled(self.tls(tls_port) | places if tls_port else places, tls=bool(tls_port)))
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

    def tls(self, port: int) -> dict[str, str]:
        """Makes the certificate, too."""
        key = self.folder / "privkey.pem"
        make = [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "1",
        ]
        name = ["-subj", "/CN=hub", "-addext", f"subjectAltName=IP:{ports.LOOPBACK}"]
        files = ["-keyout", str(key), "-out", str(self.certificate)]
        subprocess.run([*make, *name, *files], check=True, capture_output=True, timeout=60)
        key.chmod(0o644)  # in a folder that nobody else can enter
        return {
            "/etc/letsencrypt/live/hub.example": str(self.folder),
            "listen 443 ": f"listen {ports.LOOPBACK}:{port} ",
        }

    def command(self, *options: str) -> list[str]:
        argv = [needs.nginx() or "nginx", "-p", str(self.folder), "-c", str(self.conf), "-e", "stderr"]
        return [*argv, "-g", "daemon off;", *options]

    def stop(self, stop_with: signal.Signals | None = None) -> None:
        """Its folder goes, too."""
        super().stop(stop_with)
        shutil.rmtree(self.folder, ignore_errors=True)

    def logs(self) -> str:
        """All that it wrote down anywhere."""
        return "".join(file.read_text(errors="replace") for file in self.folder.glob("*log"))

    def tested(self) -> subprocess.CompletedProcess[str]:
        """What ``nginx -t`` says."""
        command = self.command("-t")
        return subprocess.run(command, env=self.env, capture_output=True, text=True, check=False, timeout=60)


def filled(places: Mapping[str, str], *, tls: bool) -> str:
    """The shipped file with other places, each of which it has to name."""
    text = IPV6.sub("", (SHIPPED / "nginx.conf").read_text())
    text = text if tls else TLS.sub("", text)
    for old, new in {**places, "hub.example": ports.LOOPBACK}.items():
        assert old in text, f"nginx.conf has no {old!r}"
        text = text.replace(old, new)
    return text


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
