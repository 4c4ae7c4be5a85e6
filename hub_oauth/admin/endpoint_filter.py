"""Refused requests of one endpoint."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from hub_oauth.models import RequestFailure

LATEST: Final = 1000


class EndpointFilter(admin.SimpleListFilter):
    """Those that occur in the latest requests: to find every one, Django's own filter reads the whole table."""

    title = _("endpoint")
    parameter_name = "endpoint"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        latest = RequestFailure.objects.order_by("-id").values_list("endpoint", flat=True)[:LATEST]
        return [(name, name) for name in sorted({*latest, *filter(None, [self.chosen])})]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(endpoint=self.chosen) if self.chosen else queryset

    @property
    def chosen(self) -> str:
        return (self.value() or "").replace("\0", "")  # which PostgreSQL takes in no text
