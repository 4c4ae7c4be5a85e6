"""A disk of so many MB, in memory: full without filling the machine's own. It takes root."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from tests.support import accounts


@contextmanager
def small_disk(megabytes: int) -> Iterator[Path]:
    """A folder of its own, which server programs may write to. Raises CalledProcessError where it can't be mounted."""
    folder = accounts.make_folder("hub-disk-")
    uid, gid = accounts.unprivileged() or (os.geteuid(), os.getegid())
    options = f"size={megabytes}m,uid={uid},gid={gid},mode=700"
    try:
        run("mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder))
        try:
            yield folder
        finally:
            run("umount", str(folder))
    finally:
        folder.rmdir()


def run(*argv: str) -> None:
    subprocess.run(argv, check=True, capture_output=True)


@cache
def can_be_mounted() -> bool:
    if shutil.which("mount") is None:
        return False
    try:
        with small_disk(1):
            return True
    except subprocess.CalledProcessError:
        return False
