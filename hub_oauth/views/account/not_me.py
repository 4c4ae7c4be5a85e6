from __future__ import annotations

from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import NoReverseMatch

from hub_oauth import consents, withdrawals
from hub_oauth.conf import conf
from hub_oauth.views.account.connections import connection, frame
from hub_oauth.views.account.personal import personal
from hub_oauth.views.acts import act_of, person_of

# allauth's name and Django's own.
USUAL_NAMES: Final = ("account_change_password", "password_change")


@personal("GET", "HEAD", "POST")
def not_me(request: HttpRequest, client_id: str) -> HttpResponse:
    """Where our e-mails lead: ask, end what somebody else allowed, and say to change the password.

    Also for an app that is gone already, since the e-mail stays; one that was never connected is a 404.
    """
    consent = consents.latest_with(person_of(request), client_id)
    if consent is None:
        raise Http404
    if request.method == "POST":
        withdrawals.disown(consent, act=act_of(request, person_of(request)))
        return redirect("hub_oauth:not_me", client_id)
    context = {**frame(request), **connection(consent), "password_url": password_url()}
    return render(request, "hub_oauth/not_me.html", context)


def password_url() -> str | None:
    """Where this site lets people change their password, if anywhere."""
    for name in filter(None, (conf.password_change_url, *USUAL_NAMES)):
        try:
            return resolve_url(name)
        except NoReverseMatch:
            continue
    return None
