"""The page of an app that says who uses it and why it fails."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from hub_oauth import usage
from hub_oauth.admin import client_findings
from hub_oauth.admin.bar_chart import draw
from hub_oauth.admin.client_pages import ClientPages
from hub_oauth.admin.remedies import remedy_for

PERMISSION: Final = "hub_oauth.view_clientprofile"


class ClientActivity(ClientPages):
    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(self.activity)
        return [path("<int:pk>/activity/", page, name="hub_oauth_clientprofile_activity"), *super().get_urls()]

    def activity(self, request: HttpRequest, pk: int) -> HttpResponse:
        profile = self.client_for(request, pk, PERMISSION)
        context = {
            "title": _("Activity of %(app)s") % {"app": profile},
            "findings": client_findings.of(profile),
            "usage": usage.of_app(profile.application),
            "chart": draw(usage.connections(profile.application)),
            "failures": [(one, remedy_for(one.cause)) for one in usage.failures(profile.application)],
            "may_see_consents": request.user.has_perm("hub_oauth.view_consent"),
            "may_see_log": request.user.has_perm("hub_oauth.view_auditevent"),
        }
        return self.page(request, "hub_oauth/admin/activity.html", profile, context)
