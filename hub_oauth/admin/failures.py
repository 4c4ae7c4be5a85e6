"""Refused requests: the list of them, and the page that explains one."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from hub_oauth.admin.large_lists import LargeListAdmin
from hub_oauth.admin.remedies import remedy_for
from hub_oauth.admin.request_doctor import PERMISSION, RequestDoctor
from hub_oauth.models import RequestFailure


@admin.register(RequestFailure)
class RequestFailureAdmin(RequestDoctor, LargeListAdmin):
    change_list_template = "hub_oauth/admin/failures_change_list.html"
    list_display = ("at", "endpoint", "meaning", "client_id", "reference", "address")
    list_filter = ("endpoint",)
    search_fields = ("client_id__exact", "reference__exact")
    search_help_text = _("Client ID or reference code")
    ordering = ("-id",)
    fields = (
        "at",
        "endpoint",
        "meaning",
        "advice",
        "error",
        "cause",
        "description",
        "client_id",
        "reference",
        "address",
        "details",
    )

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may see apps may see why they fail."""
        return bool(request.user.has_perm(PERMISSION) or super().has_view_permission(request, obj))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        more = {"title": _("Refused requests"), "may_examine": request.user.has_perm(PERMISSION)}
        return super().changelist_view(request, {**more, **(extra_context or {})})

    @admin.display(description=_("what happened"))
    def meaning(self, failure: RequestFailure) -> str:
        return str(remedy_for(failure.cause).meaning)

    @admin.display(description=_("what to do"))
    def advice(self, failure: RequestFailure) -> str:
        return str(remedy_for(failure.cause).advice)
