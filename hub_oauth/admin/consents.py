"""Consents: who lets which app do what; revoked here, never edited."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hub_oauth import activity
from hub_oauth import scopes as registry
from hub_oauth.admin import searches
from hub_oauth.admin.app_filter import AppFilter
from hub_oauth.admin.consent_filters import (
    LastUsedFilter,
    ScopeFilter,
    SensitiveFilter,
    StaffFilter,
    StatusFilter,
)
from hub_oauth.admin.consent_revocation import ConsentRevocation
from hub_oauth.admin.large_lists import LargeListAdmin
from hub_oauth.models import Consent
from hub_oauth.models.consents import STANDS


@admin.register(Consent)
class ConsentAdmin(ConsentRevocation, LargeListAdmin):
    change_form_template = "hub_oauth/admin/consent_change_form.html"
    list_display = ("user", "application", "permissions", "granted_at", "last_used_at", "status")
    list_filter = (StatusFilter, AppFilter, ScopeFilter, SensitiveFilter, LastUsedFilter, StaffFilter)
    search_fields = ("user", "application")  # that there is a box; get_search_results reads it
    search_help_text = _("Beginning of a person's user name or e-mail, part of an app's name, or client ID")
    date_hierarchy = "granted_at"
    ordering = ("-granted_at", "-id")
    sortable_by = ("granted_at",)
    list_select_related = ("user", "application")
    fields = (
        "user",
        "application",
        "permissions",
        "granted_at",
        "updated_at",
        "ends_at",
        "last_used_at",
        "status",
        "revoked_at",
        "revoked_by",
    )

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return super().changelist_view(request, {"title": _("Consents"), **(extra_context or {})})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """With what happened between the two, for those who may read the log; and a way to end it."""
        consent = self.get_object(request, object_id)
        may_read = request.user.has_perm("hub_oauth.view_auditevent")
        more = {
            "may_revoke": bool(consent and consent.stands and self.has_revoke_permission(request)),
            "events": activity.latest(consent.user, consent.application) if consent and may_read else None,
        }
        return super().change_view(request, object_id, form_url, {**more, **(extra_context or {})})

    def get_queryset(self, request: HttpRequest) -> QuerySet[Consent]:
        everything: QuerySet[Consent] = super().get_queryset(request)
        return everything.annotate(stands=STANDS)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Consent], search_term: str
    ) -> tuple[QuerySet[Consent], bool]:
        """Every word is of the person or of the app."""
        for word in searches.words_of(search_term):
            person, app = searches.people(word), searches.apps(word)
            queryset = queryset.filter(searches.among("user", person) | searches.among("application", app))
        return queryset, False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Not on these pages. Elsewhere as Django has it, or an account with consents could not be deleted."""
        match = request.resolver_match
        if match is None or (match.url_name or "").startswith("hub_oauth_consent_"):
            return False
        return admin.ModelAdmin.has_delete_permission(self, request, obj)

    @admin.display(description=_("permissions"))
    def permissions(self, consent: Consent) -> SafeString:
        labels = ((scope.label,) for scope in registry.in_order(consent.scope_names))
        return format_html_join(" ", '<span class="hub-chip">{}</span>', labels)

    @admin.display(description=_("status"))
    def status(self, consent: Any) -> str:
        if consent.stands:
            return gettext("Live")
        return str(consent.get_revoked_reason_display() or Consent.Reason.EXPIRED.label)
