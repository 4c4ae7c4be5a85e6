from __future__ import annotations

from django.http import Http404
from django.urls.converters import PathConverter
from rest_framework.request import Request
from rest_framework.response import Response

from hub_oauth.api import Operation, bodies, etags
from hub_oauth.problems import Problem
from hub_teams import members, memberships
from hub_teams.api import fields, shapes
from hub_teams.api.members import EXAMPLE, OF_BODIES, OF_KEYS, representation
from hub_teams.api.views import TeamResource
from hub_teams.idempotency import Answer
from hub_teams.members import Check
from hub_teams.models import Membership
from hub_teams.standing import Standing

REFUSED = ("role_insufficient", "last_owner", "precondition_failed")


class UserNameConverter(PathConverter):
    """``<member:username>``: a name may hold a slash, and a server hands it on decoded; whatever else was sent for one
    gets an answer for programs, too."""

    regex = r"[\s\S]+"


class MemberView(TeamResource):
    """``/api/teams/{id}/members/{username}``: one member."""

    parameters = (shapes.TEAM_ID, shapes.MEMBER_NAME)
    operations = {
        "GET": Operation(
            "member",
            "One member",
            {200: shapes.MEMBER, 304: None},
            parameters=(shapes.IF_NONE_MATCH,),
            headers={"ETag": "Changes with the representation."},
            example=EXAMPLE,
        ),
        "PATCH": Operation(
            "change_role",
            "Give a member another role",
            {200: shapes.MEMBER},
            body=shapes.NEW_ROLE,
            examples={"make an admin": {"role": "admin"}},
            parameters=(shapes.IF_MATCH, shapes.IDEMPOTENCY_KEY),
            problems=(*OF_BODIES, *OF_KEYS, *REFUSED),
            headers={"ETag": "Of the member as it is now."},
            example=EXAMPLE | {"role": "admin"},
        ),
        "DELETE": Operation(
            "remove_member",
            "Remove a member, or leave",
            {204: None},
            parameters=(shapes.IF_MATCH, shapes.IDEMPOTENCY_KEY),
            problems=(*OF_KEYS, *REFUSED),
        ),
    }

    @property
    def username(self) -> str:
        return str(self.kwargs["username"])

    def get(self, request: Request, **address: str) -> Response:
        if not memberships.is_name(self.username):
            raise Http404
        found = memberships.of_team(self.bearer, self.team).filter(memberships.named(self.username)).first()
        if found is None:
            raise Http404
        return etags.tagged(request, representation(found))

    def patch(self, request: Request, **address: str) -> Response:
        body = bodies.read(request, ("role",))
        role = fields.role(body)
        if role is None:
            raise Problem("field_missing", name="role")
        return self.change(request, lambda here: changed(here, self.username, role, self.check(request)), body)

    def delete(self, request: Request, **address: str) -> Response:
        """204 too where nobody of this name is in the team: then it is done. Who left gets 404 from then on."""
        return self.change(request, lambda here: removed(here, self.username, self.check(request)))

    def check(self, request: Request) -> Check:
        def match(found: Membership | None) -> None:
            etags.check_match(request, representation(found) if found else None)

        return match


def changed(standing: Standing, username: str, role: str, check: Check) -> Answer:
    membership = members.change_role(standing, username, role, check)
    if membership is None:
        raise Http404
    shown = representation(membership)
    return Answer(200, shown, {"ETag": etags.tag(shown)})


def removed(standing: Standing, username: str, check: Check) -> Answer:
    members.remove(standing, username, check)
    return Answer(204)
