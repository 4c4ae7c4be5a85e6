"""What happened, for a host's own code. Sent with ``send_robust`` after COMMIT: a receiver can't undo the act.

Every signal carries ``user`` (or None), ``client`` (the application) and what is named beside it.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.dispatch import Signal

consent_granted = Signal()  # consent; added: scopes that the consent did not hold before; act
consent_narrowed = Signal()  # consent, scope
consent_denied = Signal()
consent_revoked = Signal()  # consent, reason; notify: False where an administrator wants nobody told
client_changed = Signal()  # changes: field -> [before, after]; act
client_disabled = Signal()  # notify: whether the people who connected it are to be told
client_enabled = Signal()
client_secret_created = Signal()
token_reuse_detected = Signal()  # grant


def announce(signal: Signal, **values: Any) -> None:
    """Send once the running transaction is committed; never, if it is rolled back."""
    transaction.on_commit(lambda: signal.send_robust(None, **values))
