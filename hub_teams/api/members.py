from __future__ import annotations

from typing import Any, Final

from django.http import Http404
from django.urls import reverse
from rest_framework.request import Request
from rest_framework.response import Response

from hub_oauth.api import Operation, bodies, etags
from hub_oauth.conf import conf
from hub_oauth.problems import Problem
from hub_teams import invitations, members, memberships
from hub_teams.api import fields, shapes
from hub_teams.api.pages import MemberPages
from hub_teams.api.views import TeamResource
from hub_teams.idempotency import Answer
from hub_teams.models import Membership
from hub_teams.standing import Standing

FIELDS: Final = ("username", "email", "role")
OF_BODIES: Final = ("unsupported_media_type", "malformed_json", "unknown_field", "field_missing", "field_invalid")
OF_KEYS: Final = ("idempotency_key_invalid", "idempotency_key_in_use", "idempotency_key_reused")
EXAMPLE: Final = {"id": "12", "username": "bob", "display_name": "Bob Okafor", "role": "member"}


class MembersView(TeamResource):
    """``/api/teams/{id}/members``: who is in a team, and one more."""

    parameters = (shapes.TEAM_ID,)
    operations = {
        "GET": Operation(
            "members",
            "Who is in a team",
            {200: shapes.MEMBERS},
            parameters=(shapes.CURSOR,),
            example={"next": None, "previous": None, "results": [EXAMPLE]},
        ),
        "POST": Operation(
            "add_member",
            "Add a person",
            {200: shapes.ADDED, 201: shapes.MEMBER, 202: shapes.INVITATION},
            body=shapes.NEW_MEMBER,
            examples={"by user name": {"username": "bob", "role": "member"}, "by e-mail": {"email": "bob@example.org"}},
            parameters=(shapes.IDEMPOTENCY_KEY,),
            problems=(*OF_BODIES, *OF_KEYS, "role_insufficient", "role_differs", "person_unavailable"),
            headers={"Location": "Of the member, where one was added.", "ETag": "Of the member."},
            example=EXAMPLE,
        ),
    }

    def get(self, request: Request, **address: str) -> Response:
        pages = MemberPages()
        page = pages.paginate_queryset(memberships.of_team(self.bearer, self.team), request, view=self) or []
        if not page and not memberships.visible_to(self.bearer).filter(team=self.team).exists():
            raise Http404
        return pages.get_paginated_response([representation(one) for one in page])

    def post(self, request: Request, **address: str) -> Response:
        body = bodies.read(request, FIELDS)
        if ("username" in body) == ("email" in body):
            raise Problem("field_missing", name="One of username and email, and not both,")
        role = fields.role(body)
        if "email" in body:
            email = fields.email(body)
            return self.change(request, lambda here: invited(here, email, role), body)
        username = fields.username(body)
        return self.change(request, lambda here: added(here, username, role), body)


def added(standing: Standing, username: str, role: str | None) -> Answer:
    membership, is_new = members.add(standing, username, role)
    shown = representation(membership)
    headers = {"ETag": etags.tag(shown)}
    if is_new:
        headers["Location"] = address_of(membership)
    return Answer(201 if is_new else 200, shown, headers)


def invited(standing: Standing, email: str, role: str | None) -> Answer:
    """The same whether or not the address belongs to somebody: it is theirs to say, by accepting."""
    invitation, is_new = invitations.invite(standing, email, role)
    shown = {
        "email": invitation.email,
        "role": invitation.role,
        "expires_at": invitation.expires_at.isoformat().replace("+00:00", "Z"),
    }
    return Answer(202 if is_new else 200, shown)


def representation(membership: Membership) -> dict[str, Any]:
    """What members see of each other; nobody's e-mail address."""
    user = membership.user
    return {
        "id": str(user.pk),
        "username": user.get_username(),
        "display_name": conf.display_name(user),
        "role": membership.role,
    }


def address_of(membership: Membership) -> str:
    where = {"id": membership.team_id, "username": membership.user.get_username()}
    return conf.issuer + reverse("hub_teams:member", kwargs=where)
