"""Passkeys and security keys (WebAuthn)."""

from __future__ import annotations

from typing import Any, Final

from allauth.account.utils import passthrough_next_redirect_url
from allauth.mfa.webauthn import forms, views
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from hub_project.second_factors import SecondFactorAdapter

# What fido2 raises for an answer that no browser gave.
MALFORMED: Final = (
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)


class OfAnySender:
    """allauth and fido2 expect what browsers send; whatever else is sent is refused like a key that does not fit."""

    def full_clean(self) -> None:
        try:
            super().full_clean()  # type: ignore[misc]  # of the form
        except MALFORMED:
            self.add_error("credential", SecondFactorAdapter().validation_error("incorrect_code"))  # type: ignore[attr-defined]


class AddForm(OfAnySender, forms.AddWebAuthnForm):  # type: ignore[misc]  # allauth ships no types
    pass


class AuthenticateForm(OfAnySender, forms.AuthenticateWebAuthnForm):  # type: ignore[misc]
    pass


class SignInForm(OfAnySender, forms.LoginWebAuthnForm):  # type: ignore[misc]
    pass


class ReauthenticateForm(OfAnySender, forms.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    pass


class SignInView(views.LoginWebAuthnView):  # type: ignore[misc]
    def form_invalid(self, form: Any) -> HttpResponse:
        super().form_invalid(form)
        return again(self.request, "account_login")


class ReauthenticateView(views.ReauthenticateWebAuthnView):  # type: ignore[misc]
    def form_invalid(self, form: Any) -> HttpResponse:
        super().form_invalid(form)
        return again(self.request, "mfa_reauthenticate_webauthn")


def again(request: HttpRequest, name: str) -> HttpResponse:
    """Back to the page that asked, which still knows where the person goes on to."""
    return HttpResponseRedirect(passthrough_next_redirect_url(request, reverse(name), REDIRECT_FIELD_NAME))
