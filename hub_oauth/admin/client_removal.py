"""Deleting an app: only one that is off and that nothing rests on, and only by typing its name."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from hub_oauth import clients
from hub_oauth.admin import in_use, reasons, recent_sign_in
from hub_oauth.admin.client_pages import ClientPages, gone_is_not_found
from hub_oauth.models import ClientProfile
from hub_oauth.views.acts import act_of, person_of

PERMISSION: Final = "hub_oauth.delete_clientprofile"


class ClientRemoval(ClientPages):
    """In place of Django's own pages, which would take whole rows away, many at once, and by one click."""

    def has_delete_permission(self, request: HttpRequest, obj: ClientProfile | None = None) -> bool:
        return False

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        number = int(object_id) if object_id.isdecimal() and len(object_id) < 19 else 0
        profile = self.client_for(request, number, PERMISSION)
        if problem := clients.undeletable(profile):
            status = HTTPStatus.CONFLICT if request.method == "POST" else HTTPStatus.OK
            return self.removal_page(request, profile, {"refused": problem}, status)
        if asked := recent_sign_in.ask(self, request):
            return asked
        if request.method != "POST":
            return self.removal_page(request, profile, {})
        if request.POST.get("name", "").strip() != str(profile):
            problem = _("That is not the name of the app. Nothing was deleted.")
            return self.removal_page(request, profile, {"problem": problem}, HTTPStatus.BAD_REQUEST)
        return self.removed(request, profile)

    def removal_page(
        self, request: HttpRequest, profile: ClientProfile, more: dict[str, Any], status: HTTPStatus = HTTPStatus.OK
    ) -> HttpResponse:
        context = {
            "title": _("Delete %(app)s?") % {"app": profile},
            "in_use": in_use.of_app(profile),
            "reason": reasons.given(request),
            **more,
        }
        return self.page(request, "hub_oauth/admin/remove.html", profile, context, status)

    def removed(self, request: HttpRequest, profile: ClientProfile) -> HttpResponse:
        """Another administrator may have been quicker: then nothing is deleted here, and no history says so."""
        name = str(profile)
        try:
            with gone_is_not_found():
                self.remove(request, profile)
        except ValidationError as refused:
            return self.removal_page(request, profile, {"refused": refused.messages[0]}, HTTPStatus.CONFLICT)
        self.message_user(request, _("%(app)s is deleted.") % {"app": name}, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:hub_oauth_clientprofile_changelist"))

    @transaction.atomic
    def remove(self, request: HttpRequest, profile: ClientProfile) -> None:
        self.log_deletions(request, self.get_queryset(request).filter(pk=profile.pk))
        act = act_of(request, person_of(request))
        clients.delete(profile.application, reason=reasons.given(request), act=act)
