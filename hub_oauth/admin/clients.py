"""Apps: registered, changed, turned off; never deleted, for consents and the audit log rest on them."""

from __future__ import annotations

from typing import Any, Final, cast

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db import IntegrityError, models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from hub_oauth import clients
from hub_oauth.admin.client_columns import ClientColumns
from hub_oauth.admin.client_form import ClientForm, client_id_of, new_ticket
from hub_oauth.admin.client_secrets import PERMISSION as SECRETS
from hub_oauth.admin.client_secrets import ClientSecrets
from hub_oauth.admin.client_switch import PERMISSION as SWITCH
from hub_oauth.admin.client_switch import ClientSwitch
from hub_oauth.conf import conf
from hub_oauth.models import ClientProfile
from hub_oauth.views.acts import act_of, person_of

ABOUT: Final = ("description", "website", "support_email", "privacy_url", "terms_url")
ADDRESSES: Final = (_("Addresses"), {"fields": ("redirect_uris", "origins")})
PERMISSIONS: Final = (_("Permissions"), {"fields": ("allowed_scopes", "optional_scopes", "may_introspect")})
PEOPLE_SEE: Final = (_("What people see of it"), {"fields": ABOUT})


@admin.register(ClientProfile)
class ClientAdmin(ClientColumns, ClientSwitch, ClientSecrets):
    form = ClientForm
    change_form_template = "hub_oauth/admin/client_change_form.html"
    add_fieldsets: Any = (
        (_("Identity"), {"fields": ("ticket", "name", "publisher", "owner")}),
        (_("Type"), {"fields": ("kind",)}),
        ADDRESSES,
        PERMISSIONS,
        PEOPLE_SEE,
    )
    fieldsets = (  # type: ignore[assignment]  # a tuple, where the stubs have a list
        (None, {"fields": ("status", "client_id", "kind", "secrets", "created")}),
        (_("Identity"), {"fields": ("name", "publisher", "owner")}),
        ADDRESSES,
        PERMISSIONS,
        PEOPLE_SEE,
        (_("Endpoints"), {"fields": ("endpoints",), "classes": ("collapse",)}),
    )
    list_display = ("name", "kind", "enabled", "publisher", "owner", "created", "client_id")
    list_filter = ("kind", "enabled")
    list_select_related = ("application", "owner")
    search_help_text = _("Name, client ID, publisher, owner or redirect URI")
    ordering = ("application__name", "pk")
    raw_id_fields = ("owner",)
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    class Media:
        css = {"all": ("hub_oauth/admin.css",)}

    def get_fieldsets(self, request: HttpRequest, obj: ClientProfile | None = None) -> Any:
        return self.fieldsets if obj else self.add_fieldsets

    def get_readonly_fields(self, request: HttpRequest, obj: ClientProfile | None = None) -> Any:
        """The type stays: the app's secrets and its people's consents rest on it."""
        return ("status", "client_id", "kind", "secrets", "created", "endpoints") if obj else ()

    def get_search_fields(self, request: HttpRequest) -> tuple[str, ...]:
        application = ("name", "client_id__exact", "redirect_uris")
        owner = f"owner__{get_user_model().USERNAME_FIELD}"
        return (*(f"application__{field}" for field in application), "publisher", owner)

    def has_delete_permission(self, request: HttpRequest, obj: ClientProfile | None = None) -> bool:
        return False

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> type[ClientForm]:
        form = cast("type[ClientForm]", super().get_form(request, obj, change, **kwargs))
        form.person = person_of(request)  # the class is made anew for each request
        return form

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {**super().get_changeform_initial_data(request), "ticket": new_ticket(person_of(request))}

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Sending the form again, at once or later, registers nothing: its client_id is taken."""
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
        may = {"may_switch": request.user.has_perm(SWITCH), "may_manage_secrets": request.user.has_perm(SECRETS)}
        context = {**may, "playground_url": conf.playground_url, **(extra_context or {})}
        return super().change_view(request, object_id, form_url, context)

    def save_model(self, request: HttpRequest, obj: ClientProfile, form: Any, change: bool) -> None:
        act = act_of(request, person_of(request))
        if change:
            form.write_application()
            clients.change(obj.application, obj, act=act)
            return
        values = {**form.registration, **form.profile, "client_id": form.cleaned_data["ticket"]}
        registered = clients.register(**values, act=act)
        obj.application, obj.pk = registered.application, registered.application.hub_profile.pk
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
