"""The audit log, to be read."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from hub_oauth.admin.read_only import ReadOnlyAdmin
from hub_oauth.models import AuditEvent


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    list_display = ("at", "event", "outcome", "actor", "person", "app", "reference", "address")
    list_filter = ("outcome", "at")
    search_fields = (
        "event__startswith",
        "actor_label",
        "user_label",
        "client_label",
        "client_id__exact",
        "address__startswith",
        "reference__exact",
    )
    search_help_text = _("Event, person, app, client ID, address or reference code")
    ordering = ("-id",)
    show_full_result_count = False  # the log only grows, and counting all of it takes as long as reading it
    fields = ("at", "event", "outcome", "reason", "actor", "person", "app", "client_id", "address", "reference", "more")

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return super().changelist_view(request, {"title": _("Audit log"), **(extra_context or {})})

    @admin.display(description=_("actor"))
    def actor(self, event: AuditEvent) -> str:
        return labelled(event.actor_label, event.actor_id)

    @admin.display(description=_("person"))
    def person(self, event: AuditEvent) -> str:
        return labelled(event.user_label, event.user_id)

    @admin.display(description=_("app"))
    def app(self, event: AuditEvent) -> str:
        return event.client_label or event.client_id

    @admin.display(description=_("details"))
    def more(self, event: AuditEvent) -> SafeString:
        written = json.dumps(event.details, indent=2, sort_keys=True, ensure_ascii=False)
        return format_html('<pre class="hub-pre">{}</pre>', written)


def labelled(label: str, number: str) -> str:
    """The label may be erased; the number stays."""
    return " ".join(filter(None, [label, f"(#{number})" if number else ""]))
