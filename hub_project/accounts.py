"""How django-allauth works here."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any, Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.account.utils import get_next_redirect_url
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AbstractUser
from django.core.mail import EmailMultiAlternatives
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hub_oauth.protocol.alphabets import is_mixed, passes_for_latin
from hub_oauth.views.acts import address_of
from hub_project import destinations, mails

logger = logging.getLogger(__name__)

MISMATCH: Final = _("That e-mail or user name and password don't match. Check them, or reset your password.")
NOT_SENT: Final = _("We can't send you an e-mail right now. Wait a few minutes, then try again.")
# Ours in the place of allauth's, which asks everybody.
STAGES: Final = {"allauth.account.stages.EmailVerificationStage": "hub_project.addresses.ConfirmationStage"}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    # One sentence for both, so that it does not tell which of them is known.
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": MISMATCH,
        "username_password_mismatch": MISMATCH,
        "too_many_login_attempts": _("Too many attempts. Try again in 5 minutes."),
        "rate_limited": _("Too many attempts. Try again in 5 minutes."),
        "incorrect_password": _("That is not your password."),
        "enter_current_password": _("That is not your password."),
        "username_like_address": _("A user name has no @ in it."),
        "duplicate_email": _("That is your e-mail address already."),
    }

    def is_safe_url(self, url: str | None) -> bool:
        """Where sign-in may lead to; allauth fails at a host that can't be read, as in https://[."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Whom limits count together; all whose address nobody knows are one."""
        return address_of(request) or "unknown"

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return bool(settings.HUB_SIGN_UP_IS_OPEN)  # type: ignore[misc]  # of this site's settings

    def get_login_stages(self) -> list[str]:
        return [STAGES.get(stage, stage) for stage in super().get_login_stages()]

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Where to go when the request itself does not say."""
        return destinations.kept(request) or str(super().get_login_redirect_url(request))

    def post_login(self, request: HttpRequest, user: AbstractUser, **details: Any) -> HttpResponseBase:
        response: HttpResponseBase = super().post_login(request, user, **details)
        destinations.forget(request)
        return response

    def respond_email_verification_sent(self, request: HttpRequest, user: AbstractUser | None) -> HttpResponseBase:
        destinations.keep(request, get_next_redirect_url(request))
        response: HttpResponseBase = super().respond_email_verification_sent(request, user)
        return response

    def clean_username(self, username: str, shallow: bool = False) -> str:  # allauth's
        """What somebody calls themselves must not read like the address, or the name, of somebody else."""
        if "@" in username:
            raise self.validation_error("username_like_address")
        if is_mixed(username) or passes_for_latin(username):
            raise self.validation_error("username_blacklisted")
        return str(super().clean_username(username, shallow))

    def clean_email(self, email: str) -> str:
        """Cut to what a column holds it would be another address, and one that nobody is asked to confirm."""
        MaxLengthValidator(EmailAddress._meta.get_field("email").max_length)(email)
        return str(super().clean_email(email))

    def can_delete_email(self, email_address: EmailAddress) -> bool:
        """Only a change that waits: without any address nobody resets a password, or hears of anything."""
        return not email_address.verified

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("mfa_index")

    def render_mail(
        self, template_prefix: str, email: str, context: Mapping[str, Any], headers: Mapping[str, str] | None = None
    ) -> EmailMultiAlternatives:
        return mails.render(template_prefix, email, context)

    def send_mail(self, template_prefix: str, email: str, context: Mapping[str, Any]) -> None:
        """What the e-mail is about has happened; a server that does not take it undoes nothing."""
        try:
            self.render_mail(template_prefix, email, context).send()
        except OSError as error:  # smtplib's are OSErrors too; what they say may quote an address
            logger.error("An e-mail (%s) could not be sent: %s", template_prefix, type(error).__name__)  # noqa: TRY400
            self.add_message(self.request, messages.ERROR, message=NOT_SENT)
