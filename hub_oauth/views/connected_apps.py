"""``/account/apps``: the apps that may use one's account, and removing one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from hub_oauth import consents
from hub_oauth import scopes as registry
from hub_oauth.conf import conf
from hub_oauth.models import Consent
from hub_oauth.views.acts import act_of, person_of
from hub_oauth.views.csrf import csrf_protect
from hub_oauth.views.pages import own_forms_only, page
from hub_oauth.views.session_only import session_only


@page
@own_forms_only
@session_only
@require_safe
@login_required
def connected_apps(request: HttpRequest) -> HttpResponse:
    """Every live consent of the person, the last used first."""
    connections = [connection(consent) for consent in consents.live_of(person_of(request))]
    return render(request, "hub_oauth/connected_apps.html", {"site_name": conf.site_name, "connections": connections})


def connection(consent: Consent) -> dict[str, Any]:
    client = consent.application
    return {
        "client": client,
        "profile": client.hub_profile,
        "summary": [scope.label for scope in registry.in_order(consent.scope_names)],
        "granted_at": consent.granted_at,
        "last_used_at": consent.last_used_at,
        "remove_url": reverse("hub_oauth:remove_app", args=[client.client_id]),
    }


# A host's ATOMIC_REQUESTS would hold back the revocation until the page is drawn; its CSRF middleware would read any
# body to its end: the same check is made below, once the size is known.
@transaction.non_atomic_requests
@csrf_exempt
@page
@own_forms_only
@session_only
@require_http_methods(["GET", "HEAD", "POST"])
@csrf_protect
@login_required
def remove_app(request: HttpRequest, client_id: str) -> HttpResponse:
    """Ask, then end the consent and everything below it. Somebody else's app, or none, is a 404."""
    connected = consents.live_of(person_of(request))
    # Not looked up in the database: PostgreSQL would raise for a NUL in the address.
    consent = next((one for one in connected if one.application.client_id == client_id), None)
    if consent is None:
        raise Http404
    if request.method != "POST":
        return render(request, "hub_oauth/remove_app.html", {"site_name": conf.site_name, **connection(consent)})
    consents.withdraw(consent, reason=Consent.Reason.REMOVED, act=act_of(request, person_of(request)))
    say_removed(request, consent.application.name)
    return redirect("hub_oauth:connected_apps")


def say_removed(request: HttpRequest, name: str) -> None:
    """A host without the messages framework sees the shorter list; that must do."""
    messages.success(request, _("%(app)s can no longer use your account.") % {"app": name}, fail_silently=True)
