"""Filters of the list of apps: each choice is a rule over profiles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, Final

from django.contrib import admin
from django.db.models import Exists, F, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Concat, Now
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from hub_oauth import scopes as registry
from hub_oauth import secrets
from hub_oauth.consents import UNUSED_AFTER
from hub_oauth.models import ClientProfile, ClientSecret, Consent

OLD: Final = timedelta(days=365)


class RuleFilter(admin.SimpleListFilter):
    """rules: what stands in the URL -> its label and its rule."""

    rules: Mapping[str, tuple[Any, Any]] = {}

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, Any]]:
        return [(value, label) for value, (label, _rule) in self.rules.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[ClientProfile]) -> QuerySet[ClientProfile]:
        _label, rule = self.rules.get(self.value() or "", ("", Q()))
        return queryset.filter(rule)


class StatusFilter(RuleFilter):
    title, parameter_name = _("status"), "status"
    rules = {"on": (_("On"), Q(enabled=True)), "off": (_("Off"), Q(enabled=False))}


class VerifiedFilter(RuleFilter):
    title, parameter_name = _("verified"), "verified"
    rules = {"yes": (_("Yes"), Q(verified_at__isnull=False)), "no": (_("No"), Q(verified_at=None))}


class UseFilter(RuleFilter):
    title, parameter_name = _("use"), "use"
    used = Consent.objects.filter(application=OuterRef("application"), last_used_at__gte=Now() - UNUSED_AFTER)
    rules = {
        "unused": (_("Unused for 90 days"), ~Exists(used) & Q(application__created__lt=Now() - UNUSED_AFTER)),
        "used": (_("Used in the last 90 days"), Exists(used)),
    }


class SecretFilter(RuleFilter):
    title, parameter_name = _("secret"), "secret"
    live = ClientSecret.objects.filter(secrets.LIVE, application=OuterRef("application"))
    rules = {
        "old": (_("Older than a year"), Exists(live.filter(created_at__lt=Now() - OLD))),
        "none": (_("None that works"), Q(kind=ClientProfile.Kind.WEB) & ~Exists(live)),
    }


class ScopeFilter(admin.SimpleListFilter):
    title, parameter_name = _("permission"), "scope"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, Any]]:
        return [(scope.name, scope.label) for scope in registry.everything()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[ClientProfile]) -> QuerySet[ClientProfile]:
        if registry.find(self.value() or "") is None:
            return queryset
        space = Value(" ", output_field=TextField())
        padded = Concat(space, F("allowed_scopes"), space)  # scope names are whole words
        return queryset.alias(words=padded).filter(words__contains=f" {self.value()} ")
