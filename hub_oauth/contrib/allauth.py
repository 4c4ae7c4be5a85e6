"""django-allauth: who shows there once more who they are has signed in recently for the Hub, too."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.account.signals import authentication_step_completed
from django.core.exceptions import ValidationError
from django.dispatch import receiver
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from hub_oauth import sign_ins
from hub_oauth.people import Person
from hub_oauth.views.acts import person_of


@receiver(authentication_step_completed, dispatch_uid="hub_oauth.reauthentication")
def remember(sender: Any, request: HttpRequest, user: Person, **kwargs: Any) -> None:
    """Only what somebody who is signed in showed once more: the steps of a sign-in do not make one each."""
    if kwargs.get("reauthenticated"):
        sign_ins.note(request, user)


def reauthenticate(request: HttpRequest, password: str) -> bool:
    """Whether this is the person's password, as allauth has it, with its limits; then it is remembered there too."""
    try:
        known = bool(get_adapter(request).reauthenticate(person_of(request), password))
    except ValidationError:  # too many tries
        return False
    if known:
        reauthenticate_by_password(request)
    return known


def reauthentication_url(request: HttpRequest) -> str | None:
    """allauth's own page, which leads back here; None where the host does not have it, or it has no way for them."""
    if not get_adapter(request).get_reauthentication_methods(request.user):
        return None
    try:
        return f"{reverse('account_reauthenticate')}?{urlencode({'next': request.get_full_path()})}"
    except NoReverseMatch:
        return None
