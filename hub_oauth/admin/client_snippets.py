"""The page of an app that gives its developer code to begin with."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from hub_oauth.admin import env_files, snippets
from hub_oauth.admin.client_pages import ClientPages
from hub_oauth.views import metadata

PERMISSION: Final = "hub_oauth.view_clientprofile"


class ClientSnippets(ClientPages):
    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(self.snippets)
        return [path("<int:pk>/snippets/", page, name="hub_oauth_clientprofile_snippets"), *super().get_urls()]

    def snippets(self, request: HttpRequest, pk: int) -> HttpResponse:
        profile = self.client_for(request, pk, PERMISSION)
        context = {
            "title": _("Code to connect %(app)s") % {"app": profile},
            "discovery": metadata.url("authorization_server"),
            "environment": env_files.text_of(profile, "" if profile.is_confidential else None),
            "snippets": snippets.for_app(profile),
        }
        return self.page(request, "hub_oauth/admin/snippets.html", profile, context)
