"""A new app: its form registers once, and the answer to it shows the secret."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from hub_oauth import clients
from hub_oauth.admin import recent_sign_in
from hub_oauth.admin.client_secrets import ClientSecrets
from hub_oauth.admin.client_tickets import client_id_of, new_ticket
from hub_oauth.models import ClientProfile
from hub_oauth.views.acts import act_of, person_of


class ClientRegistration(ClientSecrets):
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

    def register(self, request: HttpRequest, profile: ClientProfile, form: Any) -> None:
        """profile: becomes the new app's."""
        values = {**form.registration, **form.profile, "client_id": form.cleaned_data["ticket"]}
        registered = clients.register(**values, act=act_of(request, person_of(request)))
        profile.application, profile.pk = registered.application, registered.application.hub_profile.pk
        profile.refresh_from_db()
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
