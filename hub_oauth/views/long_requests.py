"""Requests too long to be carried through sign-in in an address: the session keeps them, a short address leads to them.

Django follows no ``next`` of more than 2,048 characters, and a state, encoded twice there, may pass what servers take.
"""

from __future__ import annotations

import hashlib
from typing import Final
from urllib.parse import quote

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from hub_oauth.errors import Refusal

KEPT: Final = "hub_long_requests"  # in the session
AT_MOST: Final = 5
LONGEST: Final = 2000  # characters, encoded once more
NAME: Final = "hub_request"


def shortened(request: HttpRequest, target: str) -> str:
    """The address of an authorization request, or a short one that leads to it in this session."""
    if len(quote(target)) <= LONGEST or request.method == "HEAD":  # which never writes
        return target
    key = hashlib.sha256(target.encode()).hexdigest()[:32]
    others = {name: kept for name, kept in request.session.get(KEPT, {}).items() if name != key}
    request.session[KEPT] = dict([*others.items(), (key, target)][-AT_MOST:])
    return f"{reverse('hub_oauth:authorize')}?{NAME}={key}"


def whole(request: HttpRequest, target: str) -> str:
    """What a short address stands for; any other one as it is. Refusal where this session does not know it any more."""
    path, _, query = target.partition("?")
    if not query.startswith(f"{NAME}=") or path != reverse("hub_oauth:authorize"):
        return target
    try:
        return str(request.session.get(KEPT, {})[QueryDict(query)[NAME]])
    except KeyError:
        raise Refusal("form_expired") from None
