from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from hub_oauth import consents
from hub_oauth.models import Consent
from hub_oauth.views.account.connections import connection, frame
from hub_oauth.views.account.personal import personal
from hub_oauth.views.acts import person_of

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

SHOWN: Final = 100
WHY: Final[dict[str, _StrPromise]] = {
    Consent.Reason.REMOVED.value: _("You removed its access."),
    Consent.Reason.ADMINISTRATOR.value: _("An administrator removed its access."),
}
AT_ITS_END: Final = _("Its access reached the end date.")


@personal("GET", "HEAD")
def removed_apps(request: HttpRequest) -> HttpResponse:
    """``/account/apps/removed``: what could use the account earlier, the latest first."""
    ended = consents.ended_of(person_of(request))[:SHOWN]
    context = {**frame(request), "connections": [ended_connection(consent) for consent in ended]}
    return render(request, "hub_oauth/removed_apps.html", context)


def ended_connection(consent: Consent) -> dict[str, Any]:
    over = {"ended_at": consent.revoked_at or consent.ends_at, "why": WHY.get(consent.revoked_reason, AT_ITS_END)}
    return {**connection(consent), **over}
