"""Lists narrowed to one app."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from hub_oauth.dot.applications import application_model
from hub_oauth.models import Consent

APPS_LISTED: Final = 20


class AppFilter(admin.SimpleListFilter):
    """Named one by one where there are few; else only the one that a link from its page has chosen."""

    title = _("app")
    parameter_name = "app"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        registered = application_model().objects.filter(hub_profile__isnull=False).order_by("name")
        found = list(registered.values_list("client_id", "name")[: APPS_LISTED + 1])
        if len(found) <= APPS_LISTED:
            return found
        chosen = (self.value() or "").replace("\0", "")
        return list(registered.filter(client_id=chosen).values_list("client_id", "name")) if chosen else []

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.value()
        if not chosen:
            return queryset
        if queryset.model is not Consent:
            return queryset.filter(client_id=chosen)
        # By its key: of a joined app the database does not know how many rows it has.
        key = application_model().objects.filter(client_id=chosen).values_list("pk", flat=True).first()
        return queryset.filter(application=key or 0)
