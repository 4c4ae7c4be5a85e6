"""Accounts that people make by themselves."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import SignupForm
from allauth.account.models import EmailAddress
from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.http import HttpRequest


class SignUpForm(SignupForm):  # type: ignore[misc]  # allauth ships no types
    def try_save(self, request: HttpRequest) -> Any:
        """The account, or the answer to somebody who has one; also where the name was taken a moment before."""
        try:
            return super().try_save(request)
        except IntegrityError:
            self.account_already_exists = True
            return super().try_save(request)

    @transaction.atomic
    def save(self, request: HttpRequest) -> AbstractBaseUser:
        """The account with the address to confirm, or neither: one without would pass for an administrator's work.

        allauth keeps no address that somebody else signed up with between the look at the form and now.
        """
        user: AbstractBaseUser = super().save(request)
        email = user.email.lower()  # type: ignore[attr-defined]  # of this site's users
        EmailAddress.objects.get_or_create(user=user, email=email, defaults={"primary": True})
        return user
