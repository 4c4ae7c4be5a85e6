"""The page of an app: what it links to, and the change that its form makes."""

from __future__ import annotations

from typing import Any, Final

from django.core.exceptions import BadRequest
from django.db import router, transaction
from django.http import HttpRequest, HttpResponse

from hub_oauth import clients, name_lock
from hub_oauth.admin import reasons
from hub_oauth.admin.client_confirmation import ClientConfirmation
from hub_oauth.admin.client_fieldsets import is_of_document
from hub_oauth.admin.client_removal import PERMISSION as REMOVAL
from hub_oauth.admin.client_secrets import PERMISSION as SECRETS
from hub_oauth.admin.client_switch import PERMISSION as SWITCH
from hub_oauth.conf import conf
from hub_oauth.models import ClientProfile
from hub_oauth.views.acts import act_of, person_of

SAVE_AS_NEW: Final = "_saveasnew"  # a button of Django's
# What the page of an app links to -> the permission that shows the link.
TOOLS: Final = {
    "may_switch": SWITCH,
    "may_manage_secrets": SECRETS,
    "may_remove": REMOVAL,
    "may_see_consents": "hub_oauth.view_consent",
    "may_see_log": "hub_oauth.view_auditevent",
}


class ClientChange(ClientConfirmation):
    def has_change_permission(self, request: HttpRequest, obj: ClientProfile | None = None) -> bool:
        """Of an app known by its own document all is as that says; it can be turned off like any other."""
        return not is_of_document(obj) and super().has_change_permission(request, obj)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if SAVE_AS_NEW in request.POST:  # Django would register an app, whether the page offers that or not
            raise BadRequest
        try:
            return self.changing_view(request, object_id, form_url, extra_context)
        except ClientProfile.DoesNotExist:  # deleted meanwhile: asked again, Django says so and goes to the index
            return super().change_view(request, object_id, form_url, extra_context)

    def changing_view(self, request: HttpRequest, object_id: str, form_url: str, extra_context: Any) -> HttpResponse:
        """A form is asked about and saved under the lock, so that what is read of the app is what it then changes."""
        if request.method != "POST":
            return self.asked_or_changed(request, object_id, form_url, extra_context)
        with transaction.atomic(using=router.db_for_write(self.model)):
            name_lock.take()
            return self.asked_or_changed(request, object_id, form_url, extra_context)

    def asked_or_changed(self, request: HttpRequest, object_id: str, form_url: str, extra_context: Any) -> HttpResponse:
        if asked := self.before_changing(request, object_id):
            return asked
        may = {name: request.user.has_perm(permission) for name, permission in TOOLS.items()}
        may["may_remove"] = may["may_remove"] and self.is_unused(request, object_id)
        return super().change_view(
            request, object_id, form_url, {**may, "playground_url": conf.playground_url, **(extra_context or {})}
        )

    def is_unused(self, request: HttpRequest, object_id: str) -> bool:
        profile: ClientProfile | None = self.get_object(request, object_id)
        return profile is not None and clients.resting_on(profile) is None

    def change(self, request: HttpRequest, profile: ClientProfile, form: Any) -> None:
        act = act_of(request, person_of(request))
        form.write()
        clients.change(profile.application, profile, act=act, reason=reasons.given(request))
