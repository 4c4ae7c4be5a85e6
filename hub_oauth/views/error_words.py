"""What a refusal means to the person who meets it: a heading and a plain sentence for each cause."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from hub_oauth.errors import Refusal

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Text = str | _StrPromise
    # What says it in words: a refusal -> heading and sentence.
    Words = Callable[[Refusal], tuple[Text, Text]]

SET_UP_WRONGLY: Final = (
    _("This app is set up incorrectly"),
    _("You have not shared anything. Tell the app's developer."),
)
OUT_OF_DATE: Final = (_("This page is out of date"), _("Nothing was shared. Go back to the app and start again."))
# Cause of a refusal -> heading and sentence; what is not here is the app's fault.
FOR_PEOPLE: Final[dict[str, tuple[Text, Text]]] = {
    "client_unknown": (
        _("This app can't connect right now"),
        _("The link came from an app we don't recognise or that has been turned off. You have not shared anything."),
    ),
    "client_document": (
        _("This app can't connect right now"),
        _("What the app says about itself is wrong or can't be read. You have not shared anything."),
    ),
    "not_permitted": (
        _("You need an administrator's approval"),
        _("Your account may not connect this app by itself. Nothing was shared. Ask an administrator to allow it."),
    ),
    "authorization_header": (
        _("This page is for people"),
        _("It can't be used with an access token. Open it in your browser."),
    ),
    "form_expired": OUT_OF_DATE,
    "form_foreign": OUT_OF_DATE,
    "form_tampered": OUT_OF_DATE,
    "form_answered": (
        _("You have already answered"),
        _("Your first answer counts. Go back to the app; if it does not work, start again there."),
    ),
    "body_too_large": (_("That was too much"), _("Nothing was shared. Go back to the app and start again.")),
    "insecure_transport": (
        _("This page needs a secure connection"),
        _("Nothing was shared. Go back to the app and start again."),
    ),
    "temporarily_unavailable": (
        _("We can't do this right now"),
        _("Nothing was shared and nothing was changed. Wait a moment, then go back to the app and try again."),
    ),
    "server_error": (
        _("Something went wrong on our side"),
        _("We have a record of it. Try again; if it happens once more, tell us the reference code."),
    ),
}
OUT_OF_DATE_HERE: Final = (
    _("This page is out of date"),
    _("Nothing was changed. Open the page again and do it once more. Cookies must be allowed."),
)
# Where people look after their account, no app waits for an answer.
ON_ACCOUNT_PAGES: Final[dict[str, tuple[Text, Text]]] = {
    "form_expired": OUT_OF_DATE_HERE,
    "form_foreign": OUT_OF_DATE_HERE,
    "form_tampered": OUT_OF_DATE_HERE,
    "body_too_large": (_("That was too much"), _("Nothing was changed. Open the page again and do it once more.")),
    "temporarily_unavailable": (
        _("We can't do this right now"),
        _("Nothing was changed. Wait a moment, then open the page again."),
    ),
}


def words_for_account(refusal: Refusal) -> tuple[Text, Text]:
    """Heading and sentence on a page of the person's own account."""
    return ON_ACCOUNT_PAGES.get(refusal.cause) or words_for(refusal)


def words_for(refusal: Refusal) -> tuple[Text, Text]:
    """Heading and sentence."""
    if refusal.cause == "throttled":
        return too_many_tries(int(str(refusal.values["seconds"])))
    title, text = FOR_PEOPLE.get(refusal.cause, SET_UP_WRONGLY)
    reason = refusal.values.get("reason") if refusal.cause == "not_permitted" else None  # the policy's, for people
    return title, str(reason or text)


def too_many_tries(seconds: int) -> tuple[Text, Text]:
    title = ngettext("Too many tries. Wait %(seconds)d second.", "Too many tries. Wait %(seconds)d seconds.", seconds)
    return title % {"seconds": seconds}, _("Nothing was shared. After that, go back to the app and try again.")
