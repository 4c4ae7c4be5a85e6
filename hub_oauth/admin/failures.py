"""Refused requests: the list of them, and the page that explains one."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from hub_oauth import error_uris
from hub_oauth.admin.endpoint_filter import EndpointFilter
from hub_oauth.admin.failure_list import FailureList, linked, with_apps
from hub_oauth.admin.large_lists import LargeListAdmin
from hub_oauth.admin.remedies import remedy_for
from hub_oauth.admin.request_doctor import PERMISSION, RequestDoctor
from hub_oauth.models import RequestFailure


@admin.register(RequestFailure)
class RequestFailureAdmin(RequestDoctor, LargeListAdmin):
    change_list_template = "hub_oauth/admin/failures_change_list.html"
    list_display = ("at", "endpoint", "meaning", "app", "reference", "address")
    list_filter = (EndpointFilter,)
    search_fields = ("client_id__exact", "reference__exact")
    search_help_text = _("Client ID or reference code")
    ordering = ("-id",)
    fields = (
        "at",
        "endpoint",
        "meaning",
        "advice",
        "explanation",
        "error",
        "cause",
        "description",
        "app",
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

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[FailureList]:
        return FailureList

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        failure = super().get_object(request, object_id, from_field)
        return failure and with_apps(request, [failure])[0]

    @admin.display(description=_("app"), empty_value="-")
    def app(self, failure: Any) -> SafeString | None:
        return linked(failure.profile) if failure.profile else None

    @admin.display(description=_("for the app's developer"), empty_value="-")
    def explanation(self, failure: RequestFailure) -> SafeString | None:
        address = error_uris.address_of(failure.cause)
        return format_html('<a href="{}">{}</a>', address, address) if address else None

    @admin.display(description=_("what happened"))
    def meaning(self, failure: RequestFailure) -> str:
        return str(remedy_for(failure.cause).meaning)

    @admin.display(description=_("what to do"))
    def advice(self, failure: RequestFailure) -> str:
        return str(remedy_for(failure.cause).advice)
