from __future__ import annotations

from typing import Any, Final

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from hub_oauth.conf import conf
from hub_oauth.protocol import tokens
from hub_oauth.references import reference_of
from hub_oauth.views.account.personal import personal
from hub_oauth.views.acts import act_of, person_of
from hub_oauth.views.pages import page
from hub_teams import invitations
from hub_teams.models import Invitation, Team

DIGEST: Final = "hub_invitation"  # of the token; where the session keeps it
JOINED: Final = "hub_joined_team"


@login_not_required
@page
@require_safe
def invitation_link(request: HttpRequest, token: str) -> HttpResponse:
    """Where the e-mail leads: put the token away, so that no address of a page, referrer or sign-in carries it.

    It refuses nothing: what is refused is logged, with its address. Of a link that is none no session is made.
    """
    digest = tokens.digest(token)
    for kept in (DIGEST, JOINED):
        request.session.pop(kept, None)
    if invitations.find(digest):
        request.session[DIGEST] = digest.hex()
    return redirect("hub_teams:invitation")


@personal("GET", "HEAD", "POST")
def invitation(request: HttpRequest) -> HttpResponse:
    """Show who asks whom into which team; join when the person says so."""
    if request.method == "POST":
        return join(request)
    found = invitations.find(digest_of(request))
    status = 200 if found or joined(request) else 404
    return render(request, "hub_teams/invitation.html", context_of(request, found), status=status)


def join(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    membership = invitations.accept(digest_of(request), person, act=act_of(request, person))
    if membership is not None:
        del request.session[DIGEST]
        request.session[JOINED] = membership.team_id
    return redirect("hub_teams:invitation")


def digest_of(request: HttpRequest) -> bytes:
    return bytes.fromhex(request.session.get(DIGEST, ""))


def joined(request: HttpRequest) -> Team | None:
    """The team that this session joined last, as long as the person is in it."""
    team = request.session.get(JOINED)
    return Team.objects.filter(pk=team, memberships__user=person_of(request)).first() if team else None


def context_of(request: HttpRequest, found: Invitation | None) -> dict[str, Any]:
    return {
        "site_name": conf.site_name,
        "reference": reference_of(request),
        "invitation": found,
        "inviter": conf.display_name(found.invited_by) if found and found.invited_by else "",
        "person": person_of(request),
        "team": joined(request) if found is None else None,
    }
