"""Revoking consents: one from its page, many from the list; asked first, with the effects in numbers and a reason."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from hub_oauth import bulk_revocation
from hub_oauth.admin import in_use, reasons, recent_sign_in
from hub_oauth.models import Consent
from hub_oauth.models.consents import STANDS
from hub_oauth.views.acts import act_of, person_of

if TYPE_CHECKING:
    Pages = admin.ModelAdmin[Any]
else:
    Pages = admin.ModelAdmin

PERMISSION: Final = "hub_oauth.revoke_consent"
AT_ONCE: Final = 5000
NAMED: Final = 10  # consents that the page shows one by one
CHOSEN: Final = "consents"  # the field that carries them: one, for Django takes a thousand fields of a form


class ConsentRevocation(Pages):
    actions = ("revoke_selected",)

    def get_urls(self) -> list[URLPattern]:
        one, many = self.admin_site.admin_view(self.revoke_one), self.admin_site.admin_view(self.revoke_many)
        own = [
            path("<int:pk>/revoke/", one, name="hub_oauth_consent_revoke"),
            path("revoke/", many, name="hub_oauth_consent_revoke_many"),
        ]
        return own + super().get_urls()

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(PERMISSION))

    @admin.action(description=_("Revoke selected consents"), permissions=["revoke"])
    def revoke_selected(self, request: HttpRequest, selected: QuerySet[Consent]) -> HttpResponse:
        """The page that asks; its form goes to revoke_many."""
        live = Consent.objects.filter(STANDS, pk__in=selected.order_by().values("pk")).order_by("pk")
        return self.ask(request, live) if live.exists() else self.nothing_to_do(request)

    def revoke_one(self, request: HttpRequest, pk: int) -> HttpResponse:
        consent: Consent | None = self.get_object(request, str(pk))
        if consent is None:
            raise Http404
        return self.answer(request, Consent.objects.filter(pk=consent.pk))

    def revoke_many(self, request: HttpRequest) -> HttpResponse:
        keys = [int(key) for key in request.POST.get(CHOSEN, "").split(",") if key.isdecimal() and len(key) < 19]
        return self.answer(request, Consent.objects.filter(pk__in=keys[:AT_ONCE]))

    def answer(self, request: HttpRequest, chosen: QuerySet[Consent]) -> HttpResponse:
        """Ask; the form's own POST does it, after a recent sign-in."""
        if not (self.has_view_permission(request) and self.has_revoke_permission(request)):
            raise PermissionDenied
        if asked := recent_sign_in.ask(self, request):
            return asked
        live = chosen.filter(STANDS).order_by("pk")
        if "confirmed" not in request.POST or not live.exists():
            return self.ask(request, live) if live.exists() else self.nothing_to_do(request)
        if not (why := reasons.given(request)):
            return self.ask(request, live, gettext("Say why: the audit log keeps it."))
        return self.revoke(request, live, why)

    def ask(self, request: HttpRequest, live: QuerySet[Consent], problem: str = "") -> TemplateResponse:
        keys = list(live.values_list("pk", flat=True)[: AT_ONCE + 1])
        context = {
            **self.admin_site.each_context(request),
            "title": _("Revoke consents?"),
            "opts": self.opts,
            "in_use": in_use.of_consents(Consent.objects.filter(pk__in=keys[:AT_ONCE])),
            "named": live.select_related("user", "application")[:NAMED],
            "unnamed": max(0, min(len(keys), AT_ONCE) - NAMED),
            "is_more": len(keys) > AT_ONCE,
            "at_once": AT_ONCE,
            "field": CHOSEN,
            "chosen": ",".join(map(str, keys[:AT_ONCE])),
            "reason_limit": reasons.LIMIT,
            "problem": problem,
            "action_url": reverse("admin:hub_oauth_consent_revoke_many"),
        }
        status = HTTPStatus.BAD_REQUEST if problem else HTTPStatus.OK
        return TemplateResponse(request, "hub_oauth/admin/revoke_consents.html", context, status=status)

    def revoke(self, request: HttpRequest, live: QuerySet[Consent], why: str) -> HttpResponse:
        act, notify = act_of(request, person_of(request)), "notify" in request.POST
        count = bulk_revocation.revoke(live, act=act, why=why, notify=notify, at_most=AT_ONCE)
        sentence = ngettext("%(count)d consent was revoked.", "%(count)d consents were revoked.", count)
        self.message_user(request, sentence % {"count": count}, messages.SUCCESS)
        return self.back_to_list()

    def nothing_to_do(self, request: HttpRequest) -> HttpResponse:
        sentence = gettext("None of the selected consents is live; nothing was revoked.")
        self.message_user(request, sentence, messages.WARNING)
        return self.back_to_list()

    def back_to_list(self) -> HttpResponseRedirect:
        return HttpResponseRedirect(reverse("admin:hub_oauth_consent_changelist"))
