"""The e-mails that a HubServer wrote to its folder."""

from __future__ import annotations

import email
import re
from email import policy

from tests.support.server import HubServer

LINK = re.compile(r"https?://\S+")


def newest_mail(hub: HubServer) -> str:
    """The text of the last one, decoded. Raises ValueError where there is none."""
    file = max((hub.folder / "mail").iterdir(), key=lambda found: found.stat().st_mtime_ns)
    raw = file.read_bytes().split(b"\n" + b"-" * 79 + b"\n")[0]
    body = email.message_from_bytes(raw, policy=policy.default).get_body(("plain",))
    return "" if body is None else str(body.get_content())


def newest_link(hub: HubServer, part: str) -> str:
    """The link of the last one in whose address this stands. Raises StopIteration where there is none."""
    links: list[str] = LINK.findall(newest_mail(hub))
    return next(link for link in links if part in link)
