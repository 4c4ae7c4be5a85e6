from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.forms import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from hub_teams.models import Membership, Team
from hub_teams.roles import Role

if TYPE_CHECKING:
    Members = BaseInlineFormSet[Membership, Team, Any]
    MemberInline = admin.TabularInline[Membership, Team]
    Teams = admin.ModelAdmin[Team]
else:
    Members, MemberInline, Teams = BaseInlineFormSet, admin.TabularInline, admin.ModelAdmin


class MemberFormSet(Members):
    def clean(self) -> None:
        """A team with members keeps an owner: nobody else could manage it."""
        super().clean()
        roles = [form.cleaned_data["role"] for form in self.forms if self.stays(form)]
        if not any(self.errors) and roles and Role.OWNER not in roles:
            raise ValidationError(_("One of the members must be an owner."))

    def stays(self, form: Any) -> bool:
        given = getattr(form, "cleaned_data", {})
        return "role" in given and "user" in given and not given.get("DELETE")


class MembershipInline(MemberInline):
    model = Membership
    formset = MemberFormSet
    raw_id_fields = ("user",)
    verbose_name = _("member")
    verbose_name_plural = _("members")
    extra = 1


@admin.register(Team)
class TeamAdmin(Teams):
    list_display = ("name", "slug", "members")
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}
    inlines = (MembershipInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Team]:
        return super().get_queryset(request).annotate(member_count=Count("memberships"))

    @admin.display(description=_("members"), ordering="member_count")
    def members(self, team: Any) -> int:
        return int(team.member_count)
