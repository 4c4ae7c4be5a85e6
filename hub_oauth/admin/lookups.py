"""What names rows in a URL or a form, where anybody may write anything: filters, ticks, keys."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import BadRequest
from django.db import DataError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse


class ReadableLookups(admin.ModelAdmin):  # type: ignore[type-arg]  # at run time it takes no parameter
    """A value that nobody can read (NUL, the year 99999) is a wrong filter, which the admin leaves out."""

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        try:
            return super().get_changelist_instance(request)
        except (DataError, OverflowError, TypeError, ValueError) as error:
            raise IncorrectLookupParameters from error

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """The row whose key is written so, and no other way: Python also reads +1 and 1_0 as numbers.

        Or one row would have addresses that Django's view reads as its key, and what is asked before that does not.
        """
        found = super().get_object(request, object_id, from_field)
        return found if found is not None and str(found.serializable_value(from_field or "pk")) == object_id else None

    def response_action(
        self, request: HttpRequest, queryset: QuerySet[Any], *args: Any, **kwargs: Any
    ) -> HttpResponse | None:
        """Ticks that are no keys come from no list of ours."""
        try:
            queryset.filter(pk__in=request.POST.getlist(ACTION_CHECKBOX_NAME))
        except ValueError as error:
            raise BadRequest from error
        return super().response_action(request, queryset, *args, **kwargs)
