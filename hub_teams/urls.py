"""Mount at the root: ``path("", include("hub_teams.urls"))``."""

from __future__ import annotations

from django.urls import path, register_converter

from hub_teams.api.me import MeView
from hub_teams.api.member import MemberView, UserNameConverter
from hub_teams.api.members import MembersView
from hub_teams.api.team import TeamView
from hub_teams.api.user_teams import UserTeamsView
from hub_teams.views.invitation import invitation, invitation_link

app_name = "hub_teams"
register_converter(UserNameConverter, "member")

urlpatterns = [
    path("api/auth/me", MeView.as_view(), name="me"),
    path("api/user/teams", UserTeamsView.as_view(), name="user_teams"),
    path("api/teams/<str:id>", TeamView.as_view(), name="team"),
    path("api/teams/<str:id>/members", MembersView.as_view(), name="members"),
    path("api/teams/<str:id>/members/<member:username>", MemberView.as_view(), name="member"),
    path("account/invitation", invitation, name="invitation"),
    path("account/invitations/<str:token>", invitation_link, name="invitation_link"),
]
