"""Apps: registered, changed, turned off; deleted only where nothing rests on them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any, Final, cast

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.core.exceptions import BadRequest
from django.db import IntegrityError, models, router, transaction
from django.db.models import Q, QuerySet
from django.forms import Script
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from hub_oauth import clients, name_lock
from hub_oauth.admin import reasons, recent_sign_in
from hub_oauth.admin.client_activity import ClientActivity
from hub_oauth.admin.client_columns import ClientColumns
from hub_oauth.admin.client_confirmation import ClientConfirmation
from hub_oauth.admin.client_filters import ScopeFilter, SecretFilter, StatusFilter, UseFilter, VerifiedFilter
from hub_oauth.admin.client_form import ClientForm, left_out
from hub_oauth.admin.client_list import ClientList
from hub_oauth.admin.client_matches import ClientMatches
from hub_oauth.admin.client_removal import PERMISSION as REMOVAL
from hub_oauth.admin.client_removal import ClientRemoval
from hub_oauth.admin.client_secrets import PERMISSION as SECRETS
from hub_oauth.admin.client_secrets import ClientSecrets
from hub_oauth.admin.client_snippets import ClientSnippets
from hub_oauth.admin.client_switch import PERMISSION as SWITCH
from hub_oauth.admin.client_switch import ClientSwitch
from hub_oauth.admin.client_tickets import client_id_of, new_ticket
from hub_oauth.client_rules import LIFETIMES
from hub_oauth.conf import conf
from hub_oauth.models import ClientProfile
from hub_oauth.views.acts import act_of, person_of

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
SAVE_AS_NEW: Final = "_saveasnew"  # a button of Django's
# What the page of an app links to -> the permission that shows the link.
TOOLS: Final = {
    "may_switch": SWITCH,
    "may_manage_secrets": SECRETS,
    "may_remove": REMOVAL,
    "may_see_consents": "hub_oauth.view_consent",
    "may_see_log": "hub_oauth.view_auditevent",
}


def present(fields: Iterable[str], absent: set[str]) -> list[str]:
    return [name for name in fields if name not in absent]


def readable(fields: Iterable[str]) -> list[str]:
    return [shown for name in fields if (shown := READ.get(name, name))]


def is_of_document(profile: ClientProfile | None) -> bool:
    return profile is not None and profile.known_by == ClientProfile.KnownBy.DOCUMENT


def is_list(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and match.url_name == "hub_oauth_clientprofile_changelist"


@admin.register(ClientProfile)
class ClientAdmin(
    ClientColumns,
    ClientConfirmation,
    ClientRemoval,
    ClientSwitch,
    ClientSecrets,
    ClientActivity,
    ClientSnippets,
    ClientMatches,
):
    form = ClientForm
    change_list_template = "hub_oauth/admin/client_change_list.html"
    change_form_template = "hub_oauth/admin/client_change_form.html"
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
    list_display = ("app", "owner", "kind", "is_on", "is_verified", "active_people", "last_used", "created")
    list_filter = (
        StatusFilter,
        "kind",
        "known_by",
        VerifiedFilter,
        "first_party",
        ScopeFilter,
        UseFilter,
        SecretFilter,
    )
    list_select_related = ("application", "owner")
    list_per_page = 50
    actions = None
    search_help_text = _("Name, client ID, publisher, owner or redirect URI")
    ordering = ("application__name", "pk")
    raw_id_fields = ("owner",)
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    class Media:
        css = {"all": ("hub_oauth/admin.css",)}
        js = (Script("hub_oauth/copy.js", defer=True), Script("hub_oauth/matches.js", defer=True))

    def get_queryset(self, request: HttpRequest) -> QuerySet[ClientProfile]:
        """Of all apps, or of those that this administrator is to see (``HUB_OAUTH["ADMIN_CLIENTS"]``)."""
        # One read: between two, another administrator may delete the app.
        everything = super().get_queryset(request).select_related(*self.list_select_related)
        visible: QuerySet[ClientProfile] = conf.admin_clients(request, everything)
        return visible.defer("logo").annotate(has_logo=~Q(logo=b"")) if is_list(request) else visible

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ClientList]:
        return ClientList

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

    def get_search_fields(self, request: HttpRequest) -> tuple[str, ...]:
        application = ("name", "client_id__exact", "redirect_uris")
        owner = f"owner__{get_user_model().USERNAME_FIELD}"
        return (*(f"application__{field}" for field in application), "publisher", owner)

    def has_change_permission(self, request: HttpRequest, obj: ClientProfile | None = None) -> bool:
        """Of an app known by its own document all is as that says; it can be turned off like any other."""
        return not is_of_document(obj) and super().has_change_permission(request, obj)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> type[ClientForm]:
        form = cast("type[ClientForm]", super().get_form(request, obj, change, **kwargs))
        form.person = person_of(request)  # the class is made anew for each request
        return form

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {**super().get_changeform_initial_data(request), "ticket": new_ticket(person_of(request))}

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Sending the form again, at once or later, registers nothing: its client_id is taken."""
        if self.has_add_permission(request) and (asked := recent_sign_in.ask(self, request)):
            return asked  # the answer is a secret
        only_save = {"show_save_and_add_another": False, "show_save_and_continue": False}
        try:
            return super().add_view(request, form_url, {**only_save, **(extra_context or {})})
        except IntegrityError:
            if before := self.sent_before(request):
                return self.sent_before_page(request, before)
            raise

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

    def save_model(self, request: HttpRequest, obj: ClientProfile, form: Any, change: bool) -> None:
        act = act_of(request, person_of(request))
        if change:
            form.write()
            clients.change(obj.application, obj, act=act, reason=reasons.given(request))
            return
        values = {**form.registration, **form.profile, "client_id": form.cleaned_data["ticket"]}
        registered = clients.register(**values, act=act)
        obj.application, obj.pk = registered.application, registered.application.hub_profile.pk
        obj.refresh_from_db()
        request.hub_secret = registered.secret  # type: ignore[attr-defined]  # until response_add, which shows it

    def response_add(self, request: HttpRequest, obj: ClientProfile, post_url_continue: Any = None) -> HttpResponse:
        """The one page that shows the secret, as the answer to the POST itself."""
        secret: str | None = request.hub_secret  # type: ignore[attr-defined]
        return self.credentials_page(request, obj, secret, title=_("%(app)s is registered") % {"app": obj})

    def sent_before(self, request: HttpRequest) -> ClientProfile | None:
        """The app that this very form has registered."""
        client_id = client_id_of(request.POST.get("ticket", ""), person_of(request))
        return self.get_queryset(request).filter(application__client_id=client_id or "").first()

    def sent_before_page(self, request: HttpRequest, profile: ClientProfile) -> HttpResponse:
        title = _("%(app)s is registered already") % {"app": profile}
        return self.page(request, "hub_oauth/admin/sent_before.html", profile, {"title": title})
