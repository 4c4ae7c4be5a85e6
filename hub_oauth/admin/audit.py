"""The audit log, to be read and exported; changed by nobody."""

from __future__ import annotations

import json
from ipaddress import ip_address
from typing import Any, Final

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from hub_oauth import audit_events
from hub_oauth.admin import searches
from hub_oauth.admin.app_filter import AppFilter
from hub_oauth.admin.audit_export import PERMISSION, AuditExport
from hub_oauth.admin.large_lists import LargeListAdmin
from hub_oauth.models import AuditEvent

NAMED: Final = 50  # people and apps that one word of a search may mean


class EventFilter(admin.SimpleListFilter):
    title = _("event")
    parameter_name = "event"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(name, name) for name in audit_events.names()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[AuditEvent]) -> QuerySet[AuditEvent]:
        return queryset.filter(event=self.value()) if self.value() else queryset


@admin.register(AuditEvent)
class AuditEventAdmin(AuditExport, LargeListAdmin):
    change_list_template = "hub_oauth/admin/audit_change_list.html"
    list_display = ("at", "event", "outcome", "actor", "person", "app", "reference", "address")
    list_filter = ("outcome", "at", EventFilter, AppFilter)
    search_fields = ("user_id", "client_id")  # that there is a box; get_search_results reads it
    search_help_text = _(
        "Whole values: user name, e-mail or #number of a person, client ID, address, reference code; part of an event "
        "or of an app's name"
    )
    date_hierarchy = "at"
    ordering = ("-id",)
    sortable_by = ()
    fields = ("at", "event", "outcome", "reason", "actor", "person", "app", "client_id", "address", "reference", "more")

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        more = {"title": _("Audit log"), "may_export": request.user.has_perm(PERMISSION)}
        return super().changelist_view(request, {**more, **(extra_context or {})})

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[AuditEvent], search_term: str
    ) -> tuple[QuerySet[AuditEvent], bool]:
        """Every word is one of the things that the log can be asked for by index."""
        for word in searches.words_of(search_term):
            queryset = queryset.filter(meaning(word))
        return queryset, False

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


def meaning(word: str) -> Q:
    """Whatever a word may be: a part of an event, a person, an app, an address, a reference code."""
    people = [word[1:]] if word.startswith("#") else list(map(str, keys(searches.people_named(word), "pk")))
    found = Q(event__in=[name for name in audit_events.names() if word.lower() in name])
    found |= Q(user_id__in=people) | Q(actor_id__in=people)
    found |= Q(client_id__in=[word, *keys(searches.apps(word), "client_id")]) | Q(reference=word.upper())
    return found | Q(address=word) if is_address(word) else found


def keys(rows: Any, name: str) -> list[Any]:
    return list(rows.values_list(name, flat=True)[:NAMED])


def is_address(word: str) -> bool:
    try:
        ip_address(word)
    except ValueError:
        return False
    return True


def labelled(label: str, number: str) -> str:
    """The label may be erased; the number stays."""
    return " ".join(filter(None, [label, f"(#{number})" if number else ""]))
