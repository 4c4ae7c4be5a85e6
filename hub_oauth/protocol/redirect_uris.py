"""Redirect URIs at an authorization request: exact comparison, and what to do with the URI (RFC 9700 §2.1)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final
from urllib.parse import SplitResult, quote, urlsplit

LOOPBACK_HOSTS: Final = ("127.0.0.1", "::1", "localhost")
# RFC 8252 §7.3: the port is free for loopback addresses, and for nothing else; localhost is a name (§8.3).
LOOPBACK_PORT: Final = re.compile(r"(http://(?:127\.0\.0\.1|\[::1\]))(?::([1-9][0-9]{0,4}))?(?=[/?]|\Z)")
PORT: Final = re.compile(r":[0-9]*\Z")
PARTS: Final = ("scheme", "host", "port", "path", "query", "fragment")


def matches(registered: Iterable[str], requested: str, *, any_loopback_port: bool) -> bool:
    """Byte equality with one of the registered URIs; for native apps any port of a registered loopback address."""
    if requested in (known := list(registered)):
        return True
    portless = without_port(requested) if any_loopback_port else None
    return portless is not None and portless in map(without_port, known)


def without_port(uri: str) -> str | None:
    """A loopback URI less its port; None for any other URI, whose port means something."""
    found = LOOPBACK_PORT.match(uri)
    if found is None or int(found[2] or 1) > 65535:
        return None
    return found[1] + uri[found.end() :]


def difference(registered: Iterable[str], requested: str) -> str:
    """In which parts the requested URI differs from the nearest registered one; for the developer's eyes."""
    uri = nearest(registered, requested)
    names = ["everything"] if uri is None else differing_parts(uri, requested)
    return ", ".join(names) or "spelling"


def nearest(registered: Iterable[str], requested: str) -> str | None:
    """The registered URI that differs in the fewest parts; None where there is none."""
    return min(registered, key=lambda uri: len(differing_parts(uri, requested)), default=None)


def differing_parts(registered: str, requested: str) -> list[str]:
    one, other = parts_of(registered), parts_of(requested)
    names = [name for name in PARTS if one.get(name) != other.get(name)]
    trailing = one.get("path", "").rstrip("/") == other.get("path", "").rstrip("/")
    return ["trailing slash" if name == "path" and trailing else name for name in names]


def parts_of(uri: str) -> dict[str, str]:
    """The parts as written; what can't be taken apart has none, and so differs in everything."""
    try:
        split = urlsplit(uri)
    except ValueError:
        return {}
    host = PORT.sub("", split.netloc)
    return {
        "scheme": uri.partition(":")[0],
        "host": host,
        "port": split.netloc[len(host) :],
        "path": split.path,
        "query": "?" * ("?" in uri) + split.query,
        "fragment": "#" * ("#" in uri) + split.fragment,
    }


def split_of(uri: str) -> SplitResult:
    """The URI's parts; those of an empty one for what can't be taken apart."""
    try:
        return urlsplit(uri)
    except ValueError:
        return urlsplit("")


def origin_of(uri: str) -> str:
    """Where a browser would end up, for display: scheme, host and port, or the scheme of an app."""
    split = split_of(uri)
    return f"{split.scheme}://{split.netloc}" if is_web(uri) else f"{split.scheme}:"


def is_web(uri: str) -> bool:
    return split_of(uri).scheme in ("http", "https")


def is_https(uri: str) -> bool:
    return split_of(uri).scheme == "https"


def is_loopback(uri: str) -> bool:
    """Whether it stays on the person's own computer (RFC 8252 §7.3)."""
    split = split_of(uri)
    return is_web(uri) and split.hostname in LOOPBACK_HOSTS


def is_custom_scheme(uri: str) -> bool:
    """Whether an app on the person's device opens it (RFC 8252 §7.1)."""
    return not is_web(uri)


def with_parameters(uri: str, parameters: Mapping[str, str]) -> str:
    """The URI with parameters behind its own query, which stays byte for byte (RFC 6749 §4.1.2)."""
    added = "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in parameters.items())
    joint = "&" if "?" in uri and not uri.endswith(("?", "&")) else "" if "?" in uri else "?"
    return f"{uri}{joint}{added}"
