"""Hosts as people read them, beside how they are written in a URI."""

from __future__ import annotations

from hub_oauth.protocol.alphabets import is_legible, is_mixed


def in_letters(host: str) -> str:
    """What a host in punycode (xn--) says in its own letters; empty where it says nothing else, or nothing legible."""
    try:
        read = host.encode("ascii").decode("idna")
    except UnicodeError:
        return ""
    return read if read != host and is_legible(read) else ""


def may_deceive(read: str) -> bool:
    """Whether a label of it mixes alphabets, so that one letter may pass for another."""
    return any(map(is_mixed, read.split(".")))
