"""Lists of tables that grow without end: nothing of them is ever counted to the end, or read to draw a link."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.contrib import admin
from django.core.paginator import Paginator
from django.utils.functional import cached_property

from hub_oauth.admin.read_only import ReadOnlyAdmin

if TYPE_CHECKING:
    Pages = Paginator[Any]
else:
    Pages = Paginator

COUNTED: Final = 10_000


class CappedPaginator(Pages):
    """Counts as far as COUNTED and one more; what lies beyond is reached by filters, dates and searches."""

    @cached_property
    def count(self) -> int:
        rows: Any = self.object_list
        return int(rows.order_by()[: COUNTED + 1].count())


class LargeListAdmin(ReadOnlyAdmin):
    paginator = CappedPaginator
    change_list_template = "hub_oauth/admin/large_change_list.html"
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_max_show_all = 0

    class Media:
        css = {"all": ("hub_oauth/admin.css", "hub_oauth/diagnosis.css")}
