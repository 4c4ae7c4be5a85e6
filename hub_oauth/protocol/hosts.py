"""Hosts as people read them, beside how they are written in a URI."""

from __future__ import annotations

from hub_oauth.protocol.alphabets import is_legible, is_mixed, passes_for_latin


def in_letters(host: str) -> str:
    """What a host in punycode (xn--) says in its own letters; empty where it says nothing else, or nothing legible."""
    try:
        read = host.encode("ascii").decode("idna")
    except UnicodeError:
        return ""
    return read if read != host and is_legible(read) else ""


def may_deceive(read: str) -> bool:
    """Whether a letter may pass for another: a label mixes alphabets, or all of it passes for Latin before ``.com``."""
    labels = read.split(".")
    before_latin = labels[:-1] if labels[-1].isascii() else []
    return any(map(is_mixed, labels)) or any(map(passes_for_latin, before_latin))
