"""Where the parts of the demonstration listen: three ports of 127.0.0.1."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Final

HOST: Final = "127.0.0.1"
VARIABLES: Final = {"hub": ("HUB_PORT", "8000"), "sample": ("SAMPLE_PORT", "9000"), "page": ("PAGE_PORT", "9001")}


class PortError(Exception):
    """A port cannot be used; the message says which, and how to choose another."""


@dataclass(frozen=True, slots=True)
class Ports:
    hub: int
    sample: int
    page: int

    def __iter__(self) -> Iterator[tuple[str, int]]:
        """The variable that chooses each port, and the port."""
        for field in fields(self):
            yield VARIABLES[field.name][0], getattr(self, field.name)


def read(environ: Mapping[str, str]) -> Ports:
    """The ports that the environment names, or the usual ones; raises PortError for what is no port."""
    return Ports(**{part: number(name, environ.get(name) or usual) for part, (name, usual) in VARIABLES.items()})


def number(name: str, given: str) -> int:
    if not (given.isascii() and given.isdecimal() and 0 < int(given) < 65536):
        raise PortError(f"{name} is {given}, which is not a port from 1 to 65535.")
    return int(given)


def check_free(ports: Ports) -> None:
    """Raises PortError for the first port that somebody else has, or that is asked for twice."""
    taken: set[int] = set()
    for name, port in ports:
        if port in taken or not is_free(port):
            raise PortError(f"Port {port} is in use; stop what uses it, or set {name} to another one.")
        taken.add(port)


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        # Else connections of the last run, which are closing still, would count as somebody.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True
