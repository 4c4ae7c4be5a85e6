"""By what the list of consents can be narrowed, beside its search."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from hub_oauth import scopes as registry
from hub_oauth.models import Consent
from hub_oauth.models.consents import STANDS

Choices = list[tuple[str, Any]]


class ByRule(admin.SimpleListFilter, ABC):
    """Each choice is a condition."""

    @abstractmethod
    def rules(self) -> dict[str, Q]:
        """Choice -> the condition for it."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(self.rules().get(self.value() or "", Q()))


class StatusFilter(ByRule):
    title = _("status")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return [("live", _("Live")), ("over", _("Over"))]

    def rules(self) -> dict[str, Q]:
        return {"live": STANDS, "over": ~STANDS}


class LastUsedFilter(ByRule):
    title = _("last used")
    parameter_name = "used"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return [
            ("1", _("Within a day")),
            ("30", _("Within 30 days")),
            ("not90", _("Not for 90 days")),
            ("never", _("Never")),
        ]

    def rules(self) -> dict[str, Q]:
        def since(days: int) -> Any:
            return Now() - timedelta(days=days)

        return {
            "1": Q(last_used_at__gte=since(1)),
            "30": Q(last_used_at__gte=since(30)),
            "not90": Q(last_used_at__lt=since(90)) | Q(last_used_at=None, granted_at__lt=since(90)),
            "never": Q(last_used_at=None),
        }


class ScopeFilter(ByRule):
    title = _("permission")
    parameter_name = "scope"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return [(scope.name, scope.label) for scope in registry.everything()]

    def rules(self) -> dict[str, Q]:
        return {scope.name: holds(scope.name) for scope in registry.everything()}


class SensitiveFilter(ByRule):
    title = _("sensitive")
    parameter_name = "sensitive"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return [("yes", _("With a sensitive permission")), ("no", _("Without"))]

    def rules(self) -> dict[str, Q]:
        sensitive = Q(pk__in=[])
        for scope in registry.everything():
            sensitive |= holds(scope.name) if scope.sensitive else Q(pk__in=[])
        return {"yes": sensitive, "no": ~sensitive}


class StaffFilter(ByRule):
    """Of hosts whose people can be staff."""

    title = _("administrators")
    parameter_name = "staff"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return [("yes", _("Of administrators"))] if has_staff() else []

    def rules(self) -> dict[str, Q]:
        return {"yes": Q(user__is_staff=True)} if has_staff() else {}


def holds(scope: str) -> Q:
    """That the words of a consent's scopes have this one: a name within another is not it."""
    return (
        Q(scopes=scope)
        | Q(scopes__startswith=f"{scope} ")
        | Q(scopes__endswith=f" {scope}")
        | Q(scopes__contains=f" {scope} ")
    )


def has_staff() -> bool:
    user = Consent._meta.get_field("user").related_model
    return any(field.name == "is_staff" for field in user._meta.get_fields())
