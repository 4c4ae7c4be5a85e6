"""What ``manage.py hub_cleanup`` removes of teams."""

from __future__ import annotations

from functools import partial
from typing import Final

from hub_oauth import cleanup
from hub_oauth.cleanup import Sweep
from hub_teams import idempotency
from hub_teams.models import StoredAnswer

SWEEPS: Final = (
    Sweep(
        "stored_answers",
        lambda: idempotency.outdated().count(),
        lambda: cleanup.batches(idempotency.outdated(), partial(cleanup.delete, StoredAnswer)),
    ),
)
