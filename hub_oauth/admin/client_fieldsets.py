"""Which fields the form of an app has, for whom, and what is shown in their place."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any, Final

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from hub_oauth.admin.client_form import left_out
from hub_oauth.admin.client_pages import ClientPages
from hub_oauth.client_rules import LIFETIMES
from hub_oauth.models import ClientProfile
from hub_oauth.views.acts import person_of

IDENTITY: Final = ("name", "description", "website", "publisher", "owner", "support_email", "privacy_url", "terms_url")
LOGO: Final = ("new_logo", "carried_logo")
SCOPES: Final = ("allowed_scopes", "optional_scopes", "scope_purposes", "may_introspect")
TRUST: Final = ("verified", "first_party")
# Shown of an app to whoever may not change it, in place of what the form alone has.
READ: Final = {
    "allowed_scopes": "allowed",
    "optional_scopes": "optional",
    "may_introspect": "introspects",
    "scope_purposes": "purposes",
    **dict.fromkeys((*TRUST, *LOGO, "remove_logo")),
}
SHOWN: Final = (
    "status",
    "client_id",
    "known_by",
    "claimed_name",
    "kind",
    "secrets",
    "created",
    "logo_preview",
    "matches",
    "verification",
    "site_s_own",
    "consent_page",
    "lifetimes_in_force",
    "endpoints",
)


class ClientFieldsets(ClientPages):
    add_fieldsets: Any = (
        (_("Identity"), {"fields": ("ticket", *IDENTITY, *LOGO)}),
        (_("Type"), {"fields": ("kind",)}),
        (_("Addresses"), {"fields": ("redirect_uris", "origins")}),
        (_("Permissions"), {"fields": SCOPES}),
        (_("Trust"), {"fields": TRUST}),
        (_("Lifetimes"), {"fields": LIFETIMES}),
    )
    changing_fieldsets: Any = (
        (None, {"fields": ("status", "client_id", "known_by", "claimed_name", "kind", "secrets", "created")}),
        (_("Identity"), {"fields": (*IDENTITY, "logo_preview", *LOGO, "remove_logo")}),
        (_("Addresses"), {"fields": ("redirect_uris", "matches", "origins")}),
        (_("Permissions"), {"fields": SCOPES}),
        (_("Trust"), {"fields": (*TRUST, "verification", "site_s_own", "consent_page")}),
        (_("Lifetimes"), {"fields": (*LIFETIMES, "lifetimes_in_force")}),
        (_("Endpoints"), {"fields": ("endpoints",), "classes": ("collapse",)}),
    )

    def get_fieldsets(self, request: HttpRequest, obj: ClientProfile | None = None) -> Any:
        """Without what this person can't set here; whoever may only look gets what can be shown instead."""
        absent = set(left_out(person_of(request), obj))
        may_edit = obj is None or self.has_change_permission(request, obj)
        fit = partial(present, absent=absent) if may_edit else readable
        given = self.changing_fieldsets if obj else self.add_fieldsets
        other = set() if is_of_document(obj) else {"claimed_name"}
        fieldsets = [(title, {**options, "fields": present(fit(options["fields"]), other)}) for title, options in given]
        return [(title, options) for title, options in fieldsets if options["fields"]]

    def get_readonly_fields(self, request: HttpRequest, obj: ClientProfile | None = None) -> Any:
        """The type stays: the app's secrets and its people's consents rest on it."""
        return SHOWN if obj else ()


def present(fields: Iterable[str], absent: set[str]) -> list[str]:
    return [name for name in fields if name not in absent]


def readable(fields: Iterable[str]) -> list[str]:
    return [shown for name in fields if (shown := READ.get(name, name))]


def is_of_document(profile: ClientProfile | None) -> bool:
    return profile is not None and profile.known_by == ClientProfile.KnownBy.DOCUMENT
