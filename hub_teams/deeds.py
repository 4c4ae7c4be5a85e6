"""What an app did in teams, in plain words, for the person it did it for."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any, Final

from django.contrib.auth import get_user_model
from django.db.models import Model
from django.utils.translation import gettext, gettext_lazy

from hub_oauth.models import AuditEvent
from hub_teams.models import Team
from hub_teams.models.changes import What
from hub_teams.roles import Role

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

WORDS: Final[dict[str, _StrPromise]] = {
    What.ADDED: gettext_lazy("It added %(member)s to %(team)s as %(role)s"),
    What.ROLE_CHANGED: gettext_lazy("It changed the role of %(member)s in %(team)s to %(role)s"),
    What.REMOVED: gettext_lazy("It removed %(member)s from %(team)s"),
    What.LEFT: gettext_lazy("It took you out of %(team)s"),
    What.INVITED: gettext_lazy("It sent an invitation to %(team)s, as %(role)s"),
}


def tell(events: Collection[AuditEvent]) -> dict[int, str]:
    """The sentence for each event that has one; two queries, for the names as they are now."""
    teams = names(Team, (event.details.get("team") for event in events))
    people = names(get_user_model(), (event.details.get("member") for event in events))
    return {
        event.pk: str(WORDS[event.event])
        % {
            "team": teams.get(event.details.get("team", "")) or gettext("a team that is gone"),
            "member": people.get(event.details.get("member", "")) or gettext("somebody who is gone"),
            "role": label(event.details.get("role", "")),
        }
        for event in events
        if event.event in WORDS
    }


def names(model: type[Model], ids: Iterable[Any]) -> dict[str, str]:
    wanted = {one for one in ids if one}
    return {str(found.pk): str(found) for found in model._default_manager.filter(pk__in=wanted)} if wanted else {}


def label(role: str) -> str:
    return str(Role(role).label) if role in Role.values else role
