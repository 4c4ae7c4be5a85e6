"""The lock under which a client is changed or switched."""

from __future__ import annotations

from hub_oauth.dot.applications import Application
from hub_oauth.models import ClientProfile


def hold(application: Application) -> ClientProfile:
    """The profile as it is, which until COMMIT nobody else changes or deletes; raises ClientProfile.DoesNotExist.

    Locked alone: a joined application would be read as it was before the wait.
    """
    return ClientProfile.objects.select_for_update(no_key=True, of=("self",)).get(application=application)
