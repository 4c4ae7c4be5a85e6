from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hub_oauth import audit
from hub_oauth.admin.lookups import ReadableLookups
from hub_oauth.views.acts import act_of, person_of
from hub_teams import changes
from hub_teams.admin.invitations import InvitationInline
from hub_teams.admin.members import LISTED, MembershipInline
from hub_teams.changes import Doer
from hub_teams.models import Invitation, Membership, Team, TeamChange
from hub_teams.models.changes import What

if TYPE_CHECKING:
    Teams = admin.ModelAdmin[Team]
else:
    Teams = ReadableLookups

SHOWN: Final = 50
# What was done to whom, with which role; of an invitation, to nobody yet.
Done = tuple[What, Any, str]


@admin.register(Team)
class TeamAdmin(Teams):
    list_display = ("name", "slug", "members")
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}
    inlines = (MembershipInline, InvitationInline)

    class Media:
        css = {"all": ["hub_teams/admin.css"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Team]:
        return super().get_queryset(request).annotate(member_count=Count("memberships"))

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Team | None:
        """Locked before anything of it is read, where it is to be changed: its last owner must not go meanwhile."""
        if request.method == "POST":
            numbers = [int(object_id)] if object_id.isascii() and object_id.isdecimal() and len(object_id) < 19 else []
            Team.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=numbers).first()
        return super().get_object(request, object_id, from_field)

    def get_fields(self, request: HttpRequest, obj: Team | None = None) -> Any:
        large = ("listed",) if obj and self.members(obj) > LISTED else ()
        history = ("history",) if obj and self.may_see_changes(request) else ()
        return ("name", "slug", *large, *history)

    def get_readonly_fields(self, request: HttpRequest, obj: Team | None = None) -> Any:
        return ("listed", "history")

    def may_see_changes(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("hub_teams.view_teamchange"))

    @admin.display(description=_("members"), ordering="member_count")
    def members(self, team: Any) -> int:
        return int(team.member_count)

    @admin.display(description=_("members"))
    def listed(self, team: Team) -> str:
        sentence = gettext("%(count)d people are in this team. Only its owners and admins are listed below.")
        return sentence % {"count": self.members(team)}

    @admin.display(description=_("latest changes"))
    def history(self, team: Team) -> SafeString:
        latest = TeamChange.objects.filter(team=team).select_related("person", "member", "invitation")
        return render_to_string("hub_teams/admin/changes.html", {"changes": latest.order_by("-pk")[:SHOWN]})

    def save_model(self, request: HttpRequest, obj: Team, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if not change or form.changed_data:
            self.audit(request, "team.changed" if change else "team.created", obj)

    def delete_model(self, request: HttpRequest, obj: Team) -> None:
        self.audit(request, "team.deleted", obj)
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Team]) -> None:
        for team in queryset:
            self.audit(request, "team.deleted", team)
        super().delete_queryset(request, queryset)

    def audit(self, request: HttpRequest, event: str, team: Team) -> None:
        audit.record(event, act_of(request, person_of(request)), team=str(team.pk), slug=team.slug)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        super().save_formset(request, form, formset, change)
        doer = Doer(person_of(request), act_of(request, person_of(request)))
        for what, member, role in done_in(formset):
            changes.record(what, form.instance, doer, member=member, role=role)


def done_in(formset: Any) -> Iterator[Done]:
    """What saving a formset of this page did."""
    if formset.model is Invitation:
        yield from ((What.UNINVITED, None, gone.role) for gone in formset.deleted_objects)
    if formset.model is Membership:
        yield from ((What.ADDED, new.user, new.role) for new in formset.new_objects)
        yield from ((What.ROLE_CHANGED, one.user, one.role) for one, _ in formset.changed_objects)
        yield from ((What.REMOVED, gone.user, gone.role) for gone in formset.deleted_objects)
