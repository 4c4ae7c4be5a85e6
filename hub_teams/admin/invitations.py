from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from hub_teams.models import Invitation, Team

if TYPE_CHECKING:
    Invitations = admin.TabularInline[Invitation, Team]
else:
    Invitations = admin.TabularInline


class InvitationInline(Invitations):
    """Who was invited and has not come yet; to take back here, to send by an app."""

    model = Invitation
    fields = readonly_fields = ("email", "role", "invited_by", "created_at", "expires_at")
    verbose_name_plural = _("open invitations")
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Invitation]:
        waiting = super().get_queryset(request).filter(accepted_at=None)
        return waiting.select_related("team", "invited_by").order_by("-pk")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
