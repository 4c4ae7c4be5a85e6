from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from hub_oauth import scopes as registry
from hub_oauth import withdrawals
from hub_oauth.models import Consent
from hub_oauth.views.account.connected_app import removable
from hub_oauth.views.account.personal import consent_or_404, personal
from hub_oauth.views.account.removal import removed
from hub_oauth.views.acts import act_of, person_of


@personal("POST")
def take_back(request: HttpRequest, client_id: str) -> HttpResponse:
    """Take one optional permission back, at once; what the app needs is taken back with all of its access."""
    consent = consent_or_404(request, client_id)
    names = request.POST.getlist("scope")
    if len(names) != 1 or names[0] not in removable(consent):
        raise Http404
    withdrawals.take_back(consent, names[0], act=act_of(request, person_of(request)))
    if consent.scope_names == (names[0],):
        return removed(request, consent)
    return said(request, consent, names[0])


def said(request: HttpRequest, consent: Consent, name: str) -> HttpResponse:
    label = ", ".join(str(scope.label) for scope in registry.in_order([name]))
    words = {"app": consent.application.name, "permission": label}
    messages.success(request, _("You took back from %(app)s: %(permission)s.") % words, fail_silently=True)
    return redirect("hub_oauth:connected_app", consent.application.client_id)
