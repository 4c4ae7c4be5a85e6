"""Passwords: typed once, and reset without losing the way."""

from __future__ import annotations

from typing import Any

from allauth.account import forms, views
from django.urls import reverse

from hub_project import destinations


class TypedOnce:
    """Nobody has to type it again: a slip is mended by a reset."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]  # type: ignore[attr-defined]  # of the form


class ChangePasswordForm(TypedOnce, forms.ChangePasswordForm):  # type: ignore[misc]  # allauth ships no types
    pass


class SetPasswordForm(TypedOnce, forms.SetPasswordForm):  # type: ignore[misc]
    pass


class ResetPasswordForm(TypedOnce, forms.ResetPasswordKeyForm):  # type: ignore[misc]
    pass


class RequestResetView(views.PasswordResetView):  # type: ignore[misc]
    """Keeps where the person was going until the link from the e-mail is opened in this browser."""

    def get_success_url(self) -> str:
        destinations.keep(self.request, self.get_next_url())
        return reverse("account_reset_password_done")
