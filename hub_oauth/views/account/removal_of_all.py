from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext

from hub_oauth import consents, withdrawals
from hub_oauth.models import Consent
from hub_oauth.views.account.connections import frame
from hub_oauth.views.account.personal import personal
from hub_oauth.views.acts import act_of, person_of


@personal("GET", "HEAD", "POST")
def remove_all_apps(request: HttpRequest) -> HttpResponse:
    """Ask, then end every consent of the person, all or none."""
    person = person_of(request)
    if request.method == "POST":
        count = withdrawals.withdraw_all(person, reason=Consent.Reason.REMOVED, act=act_of(request, person))
        return removed(request, count)
    names = [name for name, *_ in consents.known_of(person).values()]
    if not names:
        return redirect("hub_oauth:connected_apps")
    return render(request, "hub_oauth/remove_all_apps.html", {**frame(request), "names": names})


def removed(request: HttpRequest, count: int) -> HttpResponse:
    sentence = ngettext(
        "%(count)d app can no longer use your account.", "%(count)d apps can no longer use your account.", count
    )
    messages.success(request, sentence % {"count": count}, fail_silently=True)
    return redirect("hub_oauth:connected_apps")
