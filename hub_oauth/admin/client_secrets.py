"""The secrets of an app: made and shown once, listed by their ends, revoked."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import Final

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from hub_oauth import secrets
from hub_oauth.admin import env_files, in_use, recent_sign_in, redirect_matches
from hub_oauth.admin.client_pages import ClientPages, gone_is_not_found
from hub_oauth.conf import conf
from hub_oauth.models import ClientProfile, ClientSecret
from hub_oauth.views.acts import act_of, person_of

PERMISSION: Final = "hub_oauth.manage_client_secret"


class ClientSecrets(ClientPages):
    def get_urls(self) -> list[URLPattern]:
        everything = self.admin_site.admin_view(self.secrets_page)
        one = self.admin_site.admin_view(self.revoke_secret)
        own = [
            path("<int:pk>/secrets/", everything, name="hub_oauth_clientprofile_secrets"),
            path("<int:pk>/secrets/<int:number>/revoke/", one, name="hub_oauth_clientprofile_revoke_secret"),
        ]
        return own + super().get_urls()

    def secrets_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The list; the POST makes a new one and answers with the only page that ever shows it."""
        profile = self.client_for(request, pk, PERMISSION)
        if asked := recent_sign_in.ask(self, request):
            return asked
        if request.method != "POST":
            return self.list_page(request, profile)
        try:
            with gone_is_not_found():
                raw = self.make(request, profile)
        except ValidationError as refused:
            return self.list_page(request, profile, refused.messages, HTTPStatus.CONFLICT)
        return self.credentials_page(request, profile, raw, title=_("A new secret for %(app)s") % {"app": profile})

    def make(self, request: HttpRequest, profile: ClientProfile) -> str:
        """Raises ValidationError; also where the form was sent before, for it names the newest secret it knew."""
        seen = request.POST.get("after", "")
        after = int(seen) if seen.isdecimal() and len(seen) < 19 else -1
        act = act_of(request, person_of(request))
        raw = secrets.create(profile.application, act=act, after=after, overlap=overlap_in(request))
        self.log_change(request, profile, "Made a new secret.")
        return raw

    def list_page(
        self,
        request: HttpRequest,
        profile: ClientProfile,
        problems: list[str] | None = None,
        status: HTTPStatus = HTTPStatus.OK,
    ) -> HttpResponse:
        context = {
            "title": _("Secrets of %(app)s") % {"app": profile},
            "problems": problems,
            "secrets": secrets_of(profile),
            "newest": secrets.newest(profile.application),
            "overlap": secrets.hours(conf.secret_overlap),
            "overlap_limit": secrets.hours(secrets.OVERLAP_LIMIT),
        }
        return self.page(request, "hub_oauth/admin/secrets.html", profile, context, status)

    def credentials_page(
        self, request: HttpRequest, profile: ClientProfile, raw: str | None, *, title: str
    ) -> HttpResponse:
        """What an app needs to know. The secret is in this answer and nowhere else: no session, message or log."""
        context = {
            "title": title,
            "secret": raw and Shown(raw),
            "matches": redirect_matches.of(profile),
            "ends_at": secrets.end_of_overlap(profile.application),
            "env": Shown(env_files.address_of(profile, raw)),
            "file_name": env_files.name_of(profile),
        }
        return self.page(request, "hub_oauth/admin/credentials.html", profile, context)

    def revoke_secret(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        """Ask; the POST ends the secret at once."""
        profile = self.client_for(request, pk, PERMISSION)
        if asked := recent_sign_in.ask(self, request):
            return asked
        secret = get_object_or_404(secrets_of(profile), pk=number)
        if request.method != "POST":
            title = _("Revoke a secret of %(app)s?") % {"app": profile}
            context = {"title": title, "secret": secret, "in_use": in_use.of_app(profile)}
            return self.page(request, "hub_oauth/admin/revoke_secret.html", profile, context)
        with gone_is_not_found():
            secrets.revoke(secret, act=act_of(request, person_of(request)))
        self.log_change(request, profile, f"Revoked the secret {secret}.")
        self.message_user(request, _("The secret %(secret)s is revoked.") % {"secret": secret}, messages.SUCCESS)
        return self.back_to(profile, "secrets")


def overlap_in(request: HttpRequest) -> timedelta | None:
    """How long the secret before goes on, in hours; None where the form does not say. Raises ValidationError."""
    written = request.POST.get("overlap", "")
    if not written:
        return None
    if not written.isdecimal() or len(written) > 4:
        raise ValidationError(_("'%(written)s' is not a number of hours.") % {"written": written[:20]})
    return timedelta(hours=int(written))


class Shown(str):
    """A secret on its page: at DEBUG, Django writes whole template contexts into the log."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "<a secret>"


def secrets_of(profile: ClientProfile) -> QuerySet[ClientSecret]:
    """The newest first, each with ``live``."""
    everything = ClientSecret.objects.filter(application=profile.application).order_by("-pk")
    return everything.select_related("application", "created_by").annotate(
        live=secrets.LIVE, was_just_used=secrets.JUST_USED
    )
