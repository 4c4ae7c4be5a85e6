"""The account that server programs run as which refuse root."""

from __future__ import annotations

import os
import pwd
import tempfile
from pathlib import Path
from typing import Any


def unprivileged() -> tuple[int, int] | None:
    """(uid, gid) of postgres or nobody when root runs the tests; None: whoever runs them will do."""
    if os.geteuid() != 0:
        return None
    accounts = {entry.pw_name: entry for entry in pwd.getpwall()}
    account = accounts.get("postgres") or accounts["nobody"]
    return account.pw_uid, account.pw_gid


def arguments() -> dict[str, Any]:
    """The same as arguments of subprocess; the groups of root are left behind."""
    found = unprivileged()
    return {} if found is None else {"user": found[0], "group": found[1], "extra_groups": [found[1]]}


def make_folder(prefix: str) -> Path:
    """A new temporary folder that only this account can read."""
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    if found := unprivileged():
        os.chown(folder, *found)
    return folder
