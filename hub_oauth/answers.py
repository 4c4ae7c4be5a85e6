"""A consent form counts once, whichever way it is answered: of two answers at once the database lets one in."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.db import IntegrityError, transaction

from hub_oauth.authorization_requests import AuthorizationRequest
from hub_oauth.errors import Refusal
from hub_oauth.models import Answer

Result = TypeVar("Result")


def at_most_once(transact: Callable[[], Result], request: AuthorizationRequest) -> Result:
    """Run a transaction; two at once for the same pair meet in a unique constraint, and the loser goes again.

    Raises Refusal("form_answered") where the other one answered this very request.
    """
    for last in (False, False, True):
        try:
            with transaction.atomic(durable=True):
                return transact()
        except IntegrityError:
            if was_given(request):
                raise Refusal("form_answered") from None
            if last:
                raise
    raise AssertionError("unreachable")


def give(request: AuthorizationRequest) -> None:
    """The first thing that an answer writes: a second one waits here for the first, then fails if that was committed.

    Raises IntegrityError then, which at_most_once understands.
    """
    Answer.objects.create(request_id=request.request_id)


def was_given(request: AuthorizationRequest) -> bool:
    return Answer.objects.filter(request_id=request.request_id).exists()
