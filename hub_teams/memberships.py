"""Memberships: what a person, and an app in that person's name, may know of them."""

from __future__ import annotations

from django.db.models import Exists, Q, QuerySet

from hub_oauth.access_tokens import Bearer
from hub_teams.models import Membership, TeamAccess


def visible_to(bearer: Bearer) -> QuerySet[Membership]:
    """The person's memberships in those teams that the app got with its consent, team joined; one query."""
    access = TeamAccess.objects.filter(pk=bearer.consent_id)
    all_of_them = Exists(access.filter(mode=TeamAccess.Mode.ALL))
    chosen = Q(team__in=access.filter(mode=TeamAccess.Mode.CHOSEN).values("teams"))
    return Membership.objects.filter(all_of_them | chosen, user=bearer.user).select_related("team")
