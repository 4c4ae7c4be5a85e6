"""How many, how often and how large; and how long what was written down is kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from hub_oauth.conf.defaults import THROTTLES
from hub_oauth.conf.written import Written


class Limits(Written):
    @property
    def grants_per_user_and_client(self) -> int:
        return int(self["GRANTS_PER_USER_AND_CLIENT"])

    @property
    def codes_per_user_and_client(self) -> int:
        """How many codes may wait for their redemption."""
        return int(self["CODES_PER_USER_AND_CLIENT"])

    @property
    def body_limit(self) -> int:
        """Bytes a request may carry."""
        return int(self["BODY_LIMIT"])

    @property
    def throttles(self) -> Mapping[str, str | None]:
        """Name of a limit -> its rate, None for no limit."""
        given = self["THROTTLES"]
        return {**THROTTLES, **(given if isinstance(given, Mapping) else {})}

    @property
    def request_failures_per_client(self) -> int:
        return int(self["REQUEST_FAILURES_PER_CLIENT"])

    @property
    def ended_grant_retention(self) -> timedelta:
        """How long a grant that ended is kept, so that a replay of its code or token is known for what it is."""
        return self.seconds("ENDED_GRANT_RETENTION")

    @property
    def request_failure_retention(self) -> timedelta:
        return self.seconds("REQUEST_FAILURE_RETENTION")

    @property
    def audit_retention(self) -> timedelta:
        return self.seconds("AUDIT_RETENTION")

    @property
    def idempotency_retention(self) -> timedelta:
        """How long the answer to a request with an Idempotency-Key is kept for its repetitions."""
        return self.seconds("IDEMPOTENCY_RETENTION")

    @property
    def invitation_lifetime(self) -> timedelta:
        """How long an invitation into a team may be accepted."""
        return self.seconds("INVITATION_LIFETIME")

    @property
    def invitation_retention(self) -> timedelta:
        """How long an invitation is kept after its end: it holds somebody's address."""
        return self.seconds("INVITATION_RETENTION")
