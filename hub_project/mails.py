"""The e-mails about accounts. Their words live here once; a template each for text and HTML gives them their form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from hub_oauth.conf import conf

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Text = str | _StrPromise

Context = Mapping[str, Any]


def to_confirm(context: Context) -> str:
    return reverse("account_confirm_email", args=[context["key"]])


def to_new_password(context: Context) -> str:
    kwargs = {"uidb36": context["uid"], "key": context["key"]}
    return reverse("account_reset_password_from_key", kwargs=kwargs)


def to_reset(context: Context) -> str:
    return reverse("account_reset_password")


def to_security(context: Context) -> str:
    return reverse("mfa_index")


@dataclass(frozen=True, slots=True)
class Mail:
    """says, ends: before and after the link; %(name)s stands for a value that ``values`` gives."""

    subject: Text
    says: Text
    ends: Text
    link: Callable[[Context], str]
    label: Text


def notice(subject: Text, says: Text) -> Mail:
    """That something about an account was changed."""
    ends = _("That was on %(when)s UTC, from the address %(ip)s.")
    return Mail(subject, says, ends, to_security, _("Wasn't it you? Change your password, then check the rest:"))


# The name that allauth has for an e-mail -> the e-mail
MAILS: Final[dict[str, Mail]] = {
    "email_confirmation_signup": Mail(
        _("Confirm your e-mail address"),
        _("Somebody, probably you, created a %(site)s account with this address."),
        _("If it wasn't you, do nothing: without this link nobody can use the account."),
        to_confirm,
        _("Confirm that the address is yours:"),
    ),
    "email_confirmation": Mail(
        _("Confirm your e-mail address"),
        _("Somebody, probably you, wants to use this address for a %(site)s account."),
        _("If it wasn't you, do nothing: without this link the address is not used."),
        to_confirm,
        _("Confirm that the address is yours:"),
    ),
    "password_reset_key": Mail(
        _("Reset your password"),
        _("Somebody, probably you, wants a new password for the %(site)s account “%(username)s”."),
        _("The link works once, for %(minutes)s minutes. If it wasn't you, do nothing: your password stays as it is."),
        to_new_password,
        _("Choose a new password:"),
    ),
    "unknown_account": Mail(
        _("There is no account with this address"),
        _("Somebody, probably you, wants a new password for this address, but no %(site)s account has it."),
        _("If it wasn't you, do nothing."),
        to_reset,
        _("If you have an account, try another address of yours:"),
    ),
    "account_already_exists": Mail(
        _("You have an account already"),
        _("Somebody, probably you, wants to create a %(site)s account with this address, but there is one already."),
        _("If it wasn't you, do nothing: nothing was changed."),
        to_reset,
        _("If you forgot your password, reset it:"),
    ),
    "password_changed": notice(_("Your password was changed"), _("The password of your %(site)s account was changed.")),
    "password_set": notice(_("Your password was set"), _("Your %(site)s account has a password now.")),
    "password_reset": notice(
        _("Your password was reset"), _("The password of your %(site)s account was reset by a link from an e-mail.")
    ),
    "email_changed": notice(
        _("Your e-mail address was changed"),
        _("The e-mail address of your %(site)s account is now %(to_email)s; it was %(from_email)s."),
    ),
    "email_deleted": notice(
        _("An e-mail address was removed"), _("%(deleted_email)s was removed from your %(site)s account.")
    ),
    "totp_activated": notice(
        _("An authenticator app was added"), _("Signing in to your %(site)s account needs a code from it now.")
    ),
    "totp_deactivated": notice(
        _("Your authenticator app was removed"),
        _("Signing in to your %(site)s account needs no code from an authenticator app any more."),
    ),
    "webauthn_added": notice(
        _("A passkey or security key was added"), _("Your %(site)s account has one more key to sign in with.")
    ),
    "webauthn_removed": notice(
        _("A passkey or security key was removed"), _("Your %(site)s account has one key less to sign in with.")
    ),
    "recovery_codes_generated": notice(
        _("You have new recovery codes"), _("Your %(site)s account has new recovery codes; the former ones are void.")
    ),
}


def render(name: str, to: str, context: Context) -> EmailMultiAlternatives:
    """The e-mail, as text and as HTML. name, context: as allauth gives them."""
    mail, given = MAILS[name.rpartition("/")[2]], values(context)
    parts = {
        "subject": mail.subject,
        "says": mail.says % given,
        "label": mail.label,
        # The issuer, never the host of the request: who asks for a reset must not choose where its link leads.
        "link": conf.issuer + mail.link(context),
        "ends": mail.ends % given,
        "site_name": conf.site_name,
    }
    message = EmailMultiAlternatives(str(mail.subject), render_to_string("mail.txt", parts), to=[to])
    message.attach_alternative(render_to_string("mail.html", parts).strip(), "text/html")
    return message


def values(context: Context) -> dict[str, Any]:
    """What the sentences name. The browser is left out: its name is whatever the sender of a request likes."""
    given = {name: context.get(name, "") for name in ("username", "from_email", "to_email", "deleted_email", "ip")}
    when = date_format(context.get("timestamp") or timezone.now(), "DATETIME_FORMAT")
    return {**given, "site": conf.site_name, "when": when, "minutes": settings.PASSWORD_RESET_TIMEOUT // 60}
