"""Turning an app off and on again."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from hub_oauth import clients
from hub_oauth.admin import in_use, reasons, recent_sign_in
from hub_oauth.admin.client_pages import ClientPages, gone_is_not_found
from hub_oauth.models import ClientProfile
from hub_oauth.views.acts import act_of, person_of

PERMISSION: Final = "hub_oauth.disable_client"


class ClientSwitch(ClientPages):
    def get_urls(self) -> list[URLPattern]:
        off, on = self.admin_site.admin_view(self.turn_off), self.admin_site.admin_view(self.turn_on)
        own = [
            path("<int:pk>/turn-off/", off, name="hub_oauth_clientprofile_turn_off"),
            path("<int:pk>/turn-on/", on, name="hub_oauth_clientprofile_turn_on"),
        ]
        return own + super().get_urls()

    def turn_off(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask with the effects in numbers; the POST does it, effective with the next request of anybody."""
        profile = self.client_for(request, pk, PERMISSION)
        if asked := recent_sign_in.ask(self, request):
            return asked
        if request.method != "POST":
            title = _("Turn %(app)s off?") % {"app": profile}
            return self.page(
                request, "hub_oauth/admin/turn_off.html", profile, {"title": title, "in_use": in_use.of_app(profile)}
            )
        boxes = {"show_reason": "show_reason" in request.POST, "notify": "notify" in request.POST}
        act = act_of(request, person_of(request))
        with gone_is_not_found():
            clients.disable(profile.application, reason=reasons.given(request), act=act, **boxes)
        return self.switched(request, profile, _("%(app)s is off. None of its tokens works any more."), "Turned off.")

    def turn_on(self, request: HttpRequest, pk: int) -> HttpResponse:
        profile = self.client_for(request, pk, PERMISSION)
        if asked := recent_sign_in.ask(self, request):
            return asked
        if request.method != "POST":
            title = _("Turn %(app)s on?") % {"app": profile}
            return self.page(
                request, "hub_oauth/admin/turn_on.html", profile, {"title": title, "in_use": in_use.of_app(profile)}
            )
        act = act_of(request, person_of(request))
        with gone_is_not_found():
            clients.enable(profile.application, reason=reasons.given(request), act=act)
        return self.switched(request, profile, _("%(app)s is on. Its tokens that have not expired work."), "Turned on.")

    def switched(self, request: HttpRequest, profile: ClientProfile, sentence: str, entry: str) -> HttpResponse:
        self.log_change(request, profile, entry)
        self.message_user(request, sentence % {"app": profile}, messages.SUCCESS)
        return self.back_to(profile)
