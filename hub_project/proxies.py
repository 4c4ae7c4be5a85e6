"""Who calls, where proxies of this site's own stand in front of it."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from hub_oauth.people import remote_address


def client_address(request: HttpRequest) -> str | None:
    """The address that the outermost of our own proxies saw; without proxies, the peer's.

    Each proxy adds at the end of ``X-Forwarded-For`` whom it heard from. Only the last ``HUB_PROXIES`` entries are
    ours; what stands before them anybody may have written.
    """
    count: int = settings.HUB_PROXIES  # type: ignore[misc]  # of this site's settings
    hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    return hops[-count].strip() if 0 < count <= len(hops) else remote_address(request)
