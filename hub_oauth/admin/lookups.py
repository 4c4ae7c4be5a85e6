"""Lists whose filters stand in the URL, where anybody may write anything."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.db import DataError
from django.http import HttpRequest


class ReadableLookups(admin.ModelAdmin):  # type: ignore[type-arg]  # at run time it takes no parameter
    """A value that the database can't read (NUL, the year 99999) is a wrong filter, which the admin leaves out."""

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        try:
            return super().get_changelist_instance(request)
        except (DataError, ValueError) as error:
            raise IncorrectLookupParameters from error
