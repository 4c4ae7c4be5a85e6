"""The end of a consent: what the page offers, what an answer means, and what it does to what was issued before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from hub_oauth.conf import conf
from hub_oauth.errors import Refusal
from hub_oauth.models import Consent

# Value of the form -> seconds from Allow on, the moment a consent ends already, or None for no end. Goes into JSON.
End = int | str | None
Offered = Mapping[str, End]
OPEN: Final = "open"
KEPT: Final = "kept"


def offered(consent: Consent | None) -> Offered:
    """The ends to choose from; where the consent has one, it can be kept."""
    durations = {OPEN if seconds is None else str(seconds): seconds for seconds in conf.consent_durations}
    ends_at = consent.ends_at if consent else None
    return durations if ends_at is None else {**durations, KEPT: ends_at.isoformat()}


def chosen_at_first(ends: Offered) -> str:
    """What is chosen before anybody chooses: the end there is already, or the last on offer."""
    return list(ends)[-1]


def moment(end: End, now: datetime) -> datetime | None:
    """When a consent allowed now ends. Refusal where the end to be kept came meanwhile."""
    if end is None:
        return None
    if isinstance(end, int):
        return now + timedelta(seconds=end)
    if (kept := datetime.fromisoformat(end)) <= now:
        raise Refusal("form_expired")
    return kept
