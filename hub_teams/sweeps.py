"""What ``manage.py hub_cleanup`` removes of teams."""

from __future__ import annotations

from functools import partial
from typing import Final

from hub_oauth import cleanup
from hub_oauth.cleanup import Sweep
from hub_teams import idempotency, invitations
from hub_teams.models import Invitation, StoredAnswer


def delete_invitations(keys: list[int]) -> None:
    """The team's history stays, without them."""
    Invitation.objects.filter(pk__in=keys).delete()


SWEEPS: Final = (
    Sweep(
        "stored_answers",
        lambda: idempotency.outdated().count(),
        lambda: cleanup.batches(idempotency.outdated(), partial(cleanup.delete, StoredAnswer)),
    ),
    Sweep(
        "invitations",
        lambda: invitations.outdated().count(),
        lambda: cleanup.batches(invitations.outdated(), delete_invitations),
    ),
)
