"""The audit log as a file: what the list shows with its filters, streamed, and kept in the log itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _

from hub_oauth import audit, audit_export
from hub_oauth.views.acts import act_of, person_of

if TYPE_CHECKING:
    Pages = admin.ModelAdmin[Any]
else:
    Pages = admin.ModelAdmin

PERMISSION: Final = "hub_oauth.export_auditevent"
FORMATS: Final = {
    "csv": (audit_export.as_csv, "text/csv; charset=utf-8"),
    "ndjson": (audit_export.as_ndjson, "application/x-ndjson"),
}


class AuditExport(Pages):
    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(self.export)
        return [path("export/", page, name="hub_oauth_auditevent_export"), *super().get_urls()]

    def export(self, request: HttpRequest) -> HttpResponseBase:
        """Ask in which format; the POST, with the list's own filters in its address, gives the file."""
        if not (self.has_view_permission(request) and request.user.has_perm(PERMISSION)):
            raise PermissionDenied
        try:
            rows = self.get_changelist_instance(request)
        except IncorrectLookupParameters:  # a filter that nobody set: the list leaves it out, too
            return HttpResponseRedirect(request.path)
        if request.method != "POST" or request.POST.get("format") not in FORMATS:
            return self.export_page(request, rows)
        return self.file(request, request.POST["format"], rows)

    def export_page(self, request: HttpRequest, rows: Any) -> HttpResponseBase:
        context = {
            **self.admin_site.each_context(request),
            "title": _("Export the audit log"),
            "opts": self.opts,
            "cl": rows,
            "query": request.GET.urlencode(),
            "filters": [(name, value) for name, value in request.GET.items() if value],
        }
        return TemplateResponse(request, "hub_oauth/admin/export.html", context)

    def file(self, request: HttpRequest, name: str, rows: Any) -> HttpResponseBase:
        write, content_type = FORMATS[name]
        # The names of the filters alone: a search may be for a person, who may be erased.
        audit.record("admin.exported", act_of(request, person_of(request)), format=name, filters=sorted(request.GET))
        # A cursor of the database, so that neither side holds more than some thousand rows at once.
        lines = write(rows.queryset.iterator(chunk_size=audit_export.CHUNK))
        response = StreamingHttpResponse(lines, content_type=content_type)
        response["Content-Disposition"] = f'attachment; filename="audit-{timezone.localdate():%Y-%m-%d}.{name}"'
        return response
