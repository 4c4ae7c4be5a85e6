"""Whether a person may let an app have what it asks for: the host's decision, HUB_OAUTH["CAN_GRANT"]."""

from __future__ import annotations

from collections.abc import Sequence

from hub_oauth.conf import conf
from hub_oauth.dot.applications import Application
from hub_oauth.errors import Refusal
from hub_oauth.people import Person


def check(user: Person, client: Application, scopes: Sequence[str]) -> None:
    """Refusal("not_permitted") unless the policy answers True; a sentence that it answers instead is for the person."""
    answer = conf.can_grant(user, client, scopes)
    if answer is not True:
        raise Refusal("not_permitted", policy=name(), reason=str(answer or ""))


def name() -> str:
    policy = conf["CAN_GRANT"]
    return policy if isinstance(policy, str) else str(getattr(policy, "__qualname__", policy))
