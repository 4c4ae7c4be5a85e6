"""The pages that links from e-mails open."""

from __future__ import annotations

from allauth.account import views
from django.http import HttpRequest


class SignsOutByForm:
    """Opening a link signs nobody out who is signed in as somebody else; sending the form of its page does."""

    request: HttpRequest

    def logout(self) -> None:
        if self.request.method == "POST":
            super().logout()  # type: ignore[misc]  # of the view


class ResetPasswordView(SignsOutByForm, views.PasswordResetFromKeyView):  # type: ignore[misc]  # allauth ships no types
    pass


class ConfirmAddressView(SignsOutByForm, views.ConfirmEmailView):  # type: ignore[misc]
    pass
