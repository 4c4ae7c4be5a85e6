from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from hub_oauth.admin.lookups import ReadableLookups


class ReadOnlyAdmin(ReadableLookups):
    """Rows that nobody adds, changes or deletes here, superusers included."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
