"""Orders to the fail-points of a server (hub_oauth.testing.fail_points)."""

from __future__ import annotations

from pathlib import Path
from typing import Final

# Of the four acts: before anything is written, between two writes, before COMMIT, after COMMIT before sending.
UNCOMMITTED: Final = ("write:1", "write:2", "commit")
COMMITTED: Final = "committed"


class Orders:
    """trigger: the file that HUB_FAIL_POINT names."""

    def __init__(self, trigger: Path) -> None:
        self.trigger = trigger

    def give(self, order: str, path: str) -> None:
        """``give("kill commit", "/api/oauth/token")``: to be carried out once. The file appears whole or not at all."""
        draft = self.trigger.with_suffix(".draft")
        draft.write_text(f"{order} {path}")
        draft.rename(self.trigger)

    @property
    def was_carried_out(self) -> bool:
        return not self.trigger.exists()

    def withdraw(self) -> None:
        self.trigger.unlink(missing_ok=True)
