"""Who a person is to apps and pages, and from where a request came: the defaults a host may replace."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.http import HttpRequest

if TYPE_CHECKING:
    # Type checkers see the user model of their settings; at run time it is whatever AUTH_USER_MODEL names.
    from django.contrib.auth.models import User
else:
    from django.contrib.auth.models import AbstractBaseUser as User

__all__ = [
    "Person",
    "all_clients",
    "columns_of_person",
    "full_name_or_username",
    "language_unknown",
    "may_grant_anything",
    "remote_address",
    "time_zone_unknown",
]

Person = User


def columns_of_person(path: str) -> list[str]:
    """For ``only()``: all that a host's user model has but the password, for which no client's request has a use."""
    return [f"{path}__{field.name}" for field in get_user_model()._meta.concrete_fields if field.name != "password"]


def full_name_or_username(user: Person) -> str:
    """``get_full_name()`` where the user model has one and it is not blank, else the username."""
    full_name = getattr(user, "get_full_name", str)
    return str(full_name()).strip() or str(user.get_username())


def language_unknown(user: Person) -> str | None:
    """Django's user model knows no language; a host whose own does names a function that gives its code."""
    return None


def time_zone_unknown(user: Person) -> tzinfo | None:
    """Nor a time zone."""
    return None


def remote_address(request: HttpRequest) -> str | None:
    """The peer's address. Forwarded headers are not believed: whoever connects can write them."""
    return request.META.get("REMOTE_ADDR") or None


def all_clients(request: HttpRequest, clients: Any) -> Any:
    """Every administrator sees every app; a host with organisations narrows the queryset to the person's own."""
    return clients


def may_grant_anything(user: Person, application: Any, scopes: Sequence[str]) -> bool:
    """Everybody decides about the own account."""
    return True
