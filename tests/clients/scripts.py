"""Clients in JavaScript: scripts for Node that ask for a person through their output and are answered by input."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.support import needs

SCRIPTS = Path(__file__).parent / "node"
SECONDS = 60


def run(name: str, allow: Callable[[str], str], **given: str | None) -> dict[str, Any]:
    """Run one of the scripts to its end, and give what it found out. allow: authorization URL -> where it leads back.

    Raises AssertionError with what the script printed where it failed.
    """
    for file in SCRIPTS.glob("*.mjs"):  # a module finds its packages beside itself and nowhere else
        shutil.copy(file, needs.node_folder() / file.name)
    argv = [*needs.node_command(), str(needs.node_folder() / f"{name}.mjs"), json.dumps(given)]
    with subprocess.Popen(
        argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as script:
        asked = message_of(script)
        if "authorize" in asked:
            assert script.stdin is not None
            script.stdin.write(allow(asked["authorize"]) + "\n")
            script.stdin.flush()
            asked = message_of(script)
        script.wait(SECONDS)
    found: dict[str, Any] = asked["done"]
    return found


def message_of(script: subprocess.Popen[str]) -> dict[str, Any]:
    assert script.stdout is not None
    assert script.stderr is not None
    line = script.stdout.readline()
    assert line, script.stderr.read()
    message: dict[str, Any] = json.loads(line)
    return message
