"""Whose e-mail address has to be confirmed before they sign in."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.account.stages import EmailVerificationStage
from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.http import HttpResponseBase


class ConfirmationStage(EmailVerificationStage):  # type: ignore[misc]  # allauth ships no types
    """A step of signing in: those who signed up by themselves confirm their address, whom an administrator made not."""

    def handle(self) -> tuple[HttpResponseBase | None, bool]:
        user = self.login.user
        if user is None or is_unconfirmed(user):  # None: the address has an account, and the page must not tell
            response, goes_on = super().handle()
            return response, goes_on
        vouch(user)
        return None, True


def is_unconfirmed(user: AbstractUser) -> bool:
    """Whether the person signed up and has not confirmed yet: the sign-up form alone makes such a row."""
    return bool(EmailAddress.objects.filter(user=user, primary=True, verified=False).exists())


@transaction.atomic
def vouch(user: AbstractUser) -> None:
    """Take the address that an administrator entered, or changed, for confirmed.

    allauth itself changes ``user.email`` only to what was confirmed. An address that is another's already stays as it
    is: it is nobody's to confirm.
    """
    email = user.email.lower()
    mine = EmailAddress.objects.filter(user=user)
    if not email or mine.filter(email=email, verified=True).exists():
        return
    address, _ = EmailAddress.objects.get_or_create(user=user, email=email)
    if address.can_set_verified():
        mine.exclude(pk=address.pk).delete()
        address.primary = address.verified = True
        address.save()
