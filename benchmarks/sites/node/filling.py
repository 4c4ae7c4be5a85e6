"""Fill node-oidc-provider's table and write its requests: ``python -m benchmarks.sites.node.filling FOLDER N``."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks import world
from benchmarks.sites.node import installation


def described() -> dict[str, Any]:
    """The world, for a program that can't import it."""
    people = world.people()
    return {
        "bearers": world.BEARERS,
        "signedIn": world.SIGNED_IN,
        "people": [
            {"id": str(each.pk), "username": each.username, "email": each.email, "display_name": each.display_name}
            for each in people
        ],
        "teams": [{"id": number, "name": f"Team {number}"} for number in range(1, world.TEAMS + 1)],
        "members": [
            {"person": str(each.pk), "team": team, "role": role} for each in people for team, role in each.memberships
        ],
    }


def main(folder: Path, count: str) -> None:
    environment = os.environ | {"BENCH_WORLD": json.dumps(described())}
    script = installation.install() / "fill.mjs"
    subprocess.run(["node", str(script), str(folder), count], env=environment, check=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
