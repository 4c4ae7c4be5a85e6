"""From a person's page in the admin to the apps that the person has connected.

A host's own page for its users takes it in front of its class: ``class PeopleAdmin(ConnectedAppsLink, UserAdmin)``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode

from hub_oauth.models import Consent
from hub_oauth.models.consents import STANDS

if TYPE_CHECKING:
    Pages = admin.ModelAdmin[Any]
else:
    Pages = admin.ModelAdmin


class ConnectedAppsLink(Pages):
    """The link stands beside "History", with the number of apps; for those who may see consents. One query."""

    change_form_template = "hub_oauth/admin/user_change_form.html"

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        more = connected_apps(object_id) if request.user.has_perm("hub_oauth.view_consent") else {}
        return super().change_view(request, object_id, form_url, {**more, **(extra_context or {})})


def connected_apps(object_id: str) -> dict[str, Any]:
    """The number of live consents of a person, and the list of them; nothing for what is no key."""
    user = Consent._meta.get_field("user").related_model
    try:
        key = user._meta.pk.to_python(object_id)
    except ValidationError:
        return {}
    query = urlencode({f"user__{user._meta.pk.name}__exact": object_id, "status": "live"})
    return {
        "connected_apps": Consent.objects.filter(STANDS, user=key).count(),
        "connected_apps_url": f"{reverse('admin:hub_oauth_consent_changelist')}?{query}",
    }
