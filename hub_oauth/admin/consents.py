"""Consents: who lets which app do what; revoked here, never edited."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from hub_oauth import scopes as registry
from hub_oauth import withdrawals
from hub_oauth.admin import in_use, recent_sign_in
from hub_oauth.admin.read_only import ReadOnlyAdmin
from hub_oauth.models import Consent
from hub_oauth.models.consents import STANDS
from hub_oauth.views.acts import act_of, person_of

# Each is a field of the form, of which Django takes 1000.
AT_ONCE: Final = 500


class StatusFilter(admin.SimpleListFilter):
    title = _("status")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("live", _("Live")), ("over", _("Over"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Consent]) -> QuerySet[Consent]:
        rule = {"live": STANDS, "over": ~STANDS}.get(self.value() or "", Q())
        return queryset.filter(rule)


@admin.register(Consent)
class ConsentAdmin(ReadOnlyAdmin):
    list_display = ("user", "application", "permissions", "granted_at", "last_used_at", "status")
    list_filter = (
        StatusFilter,
        ("application", admin.RelatedOnlyFieldListFilter),
        ("user__is_staff", admin.BooleanFieldListFilter),
        "last_used_at",
    )
    search_help_text = _("Person's user name or e-mail, app or client ID")
    date_hierarchy = "granted_at"
    ordering = ("-granted_at", "-id")
    list_select_related = ("user", "application")
    actions = ("revoke_selected",)
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

    def get_queryset(self, request: HttpRequest) -> QuerySet[Consent]:
        everything: QuerySet[Consent] = super().get_queryset(request)
        return everything.annotate(stands=STANDS)

    def get_search_fields(self, request: HttpRequest) -> tuple[str, ...]:
        user = get_user_model()
        names = dict.fromkeys((user.USERNAME_FIELD, user.get_email_field_name()))
        return (*(f"user__{name}" for name in names), "application__name", "application__client_id__exact")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Not on these pages. Elsewhere as Django has it, or an account with consents could not be deleted."""
        match = request.resolver_match
        if match is None or (match.url_name or "").startswith("hub_oauth_consent_"):
            return False
        return admin.ModelAdmin.has_delete_permission(self, request, obj)

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("hub_oauth.revoke_consent"))

    @admin.display(description=_("permissions"))
    def permissions(self, consent: Consent) -> str:
        return ", ".join(str(scope.label) for scope in registry.in_order(consent.scope_names))

    @admin.display(description=_("status"))
    def status(self, consent: Any) -> str:
        if consent.stands:
            return gettext("Live")
        return str(consent.get_revoked_reason_display() or Consent.Reason.EXPIRED.label)

    @admin.action(description=_("Revoke selected consents"), permissions=["revoke"])
    @recent_sign_in.required
    def revoke_selected(self, request: HttpRequest, selected: QuerySet[Consent]) -> HttpResponse | None:
        live = selected.filter(STANDS)
        count = live.count()
        if problem := too_few_or_many(count):
            self.message_user(request, problem, messages.WARNING)
        elif "confirmed" not in request.POST:
            return self.ask(request, live)
        else:
            revoked = sum(map(self.revoker(request), live))
            self.message_user(request, revoked_sentence(revoked), messages.SUCCESS)
        return None

    def ask(self, request: HttpRequest, live: QuerySet[Consent]) -> TemplateResponse:
        """The page before it is done, with its effects in numbers."""
        context = {
            **self.admin_site.each_context(request),
            "title": _("Revoke consents?"),
            "opts": self.opts,
            "consents": live,
            "in_use": in_use.of_consents(live),
            "checkbox_name": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "hub_oauth/admin/revoke_consents.html", context)

    def revoker(self, request: HttpRequest) -> Any:
        act = act_of(request, person_of(request))
        return lambda consent: withdrawals.withdraw(consent, reason=Consent.Reason.ADMINISTRATOR, act=act)


def too_few_or_many(count: int) -> str | None:
    if count > AT_ONCE:
        return gettext(
            "%(count)d consents are selected; at most %(limit)d go at once. To stop an app for everybody, turn it off."
        ) % {"count": count, "limit": AT_ONCE}
    return None if count else gettext("None of the selected consents is live; nothing was revoked.")


def revoked_sentence(count: int) -> str:
    sentence = ngettext("%(count)d consent was revoked.", "%(count)d consents were revoked.", count)
    return sentence % {"count": count}
