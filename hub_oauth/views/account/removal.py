from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from hub_oauth import withdrawals
from hub_oauth.models import Consent
from hub_oauth.views.account.connections import connection, frame
from hub_oauth.views.account.personal import consent_or_404, personal
from hub_oauth.views.acts import act_of, person_of


@personal("GET", "HEAD", "POST")
def remove_app(request: HttpRequest, client_id: str) -> HttpResponse:
    """Ask, then end the consent and everything below it."""
    consent = consent_or_404(request, client_id)
    if request.method != "POST":
        return render(request, "hub_oauth/remove_app.html", {**frame(request), **connection(consent)})
    withdrawals.withdraw(consent, reason=Consent.Reason.REMOVED, act=act_of(request, person_of(request)))
    return removed(request, consent)


def removed(request: HttpRequest, consent: Consent) -> HttpResponse:
    """Back to the list. A host without the messages framework sees the shorter list; that must do."""
    sentence = _("%(app)s can no longer use your account.") % {"app": consent.application.name}
    messages.success(request, sentence, fail_silently=True)
    return redirect("hub_oauth:connected_apps")
