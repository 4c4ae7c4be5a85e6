from __future__ import annotations

import re
from typing import Any, Final

from rest_framework.exceptions import NotFound
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request

from hub_oauth.conf import conf

WRITTEN: Final = re.compile(r"[A-Za-z0-9+/]{1,100}={0,2}")  # the decoder skips whatever else it meets
POSITION: Final = re.compile(r"[0-9]{1,18}")


class Pages(CursorPagination):
    """Cursor pages of 100; their links stand on the issuer, never on the Host that a request claims.

    Subclasses name an ``ordering`` whose values are unique numbers.
    """

    page_size = 100
    invalid_cursor_message = "cursor is not one that a page of this list gave; start without it."

    def decode_cursor(self, request: Request) -> Any:
        """The cursor, or None without one; NotFound for one that was not made here."""
        given = request.query_params.getlist(self.cursor_query_param)
        if given and not (len(given) == 1 and WRITTEN.fullmatch(given[0])):
            raise NotFound(self.invalid_cursor_message)
        cursor = super().decode_cursor(request)
        # REST framework hands any text on to the database, where one that is no number fails.
        if cursor is not None and not POSITION.fullmatch(str(cursor.position or "")):
            raise NotFound(self.invalid_cursor_message)
        return cursor

    def link_after(self, request: Request, position: int) -> str:
        """Where the page behind this value of the ordering is."""
        self.base_url = conf.issuer + request.get_full_path()
        link: str = self.encode_cursor(Cursor(offset=0, reverse=False, position=position))
        return link

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any] | None:
        page: list[Any] | None = super().paginate_queryset(queryset, request, view)
        self.base_url = conf.issuer + request.get_full_path()
        return page


class TeamPages(Pages):
    ordering = "team_id"  # unique for one person


class MemberPages(Pages):
    ordering = "id"
