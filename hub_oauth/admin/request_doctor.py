"""The request doctor: why an app can't connect, from the address it sends people to or from a reference code."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from hub_oauth import request_doctor
from hub_oauth.admin.failure_list import with_apps
from hub_oauth.admin.remedies import remedy_for
from hub_oauth.authorization_requests import PARAMETERS
from hub_oauth.models import AuditEvent, RequestFailure
from hub_oauth.protocol.parameters import decode
from hub_oauth.request_doctor import Diagnosis, Finding
from hub_oauth.views import metadata
from hub_oauth.views.error_details import legible

if TYPE_CHECKING:
    Pages = admin.ModelAdmin[Any]
else:
    Pages = admin.ModelAdmin

PERMISSION: Final = "hub_oauth.view_clientprofile"
SHOWN: Final = 20  # rows of one reference code, and parameters that the Hub does not know
ESCAPED: Final = b"&amp;"
# What has no business in this address: seen by somebody, it is lost.
SECRETS: Final = frozenset(
    {"access_token", "client_secret", "code", "code_verifier", "id_token", "password", "refresh_token", "token"}
)


class RequestDoctor(Pages):
    """Mixed into the page of refused requests."""

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(self.doctor)
        return [path("doctor/", page, name="hub_oauth_request_doctor"), *super().get_urls()]

    @method_decorator(sensitive_post_parameters())
    def doctor(self, request: HttpRequest) -> HttpResponse:
        """What is pasted comes by POST, so that no log of addresses has it; it is neither kept nor shown again."""
        if not request.user.has_perm(PERMISSION):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": _("Request doctor"),
            "opts": self.opts,
            **(answer(request, request.POST.get("pasted", "")) if request.method == "POST" else {}),
        }
        return TemplateResponse(request, "hub_oauth/admin/request_doctor.html", context)


def answer(request: HttpRequest, pasted: str) -> dict[str, Any]:
    """The context of what was found: of a reference code, of a request, or one sentence of what else it is."""
    if reference := request_doctor.reference_in(pasted):
        return of_reference(request, reference)
    if len(pasted) > request_doctor.LIMIT:
        limit = request_doctor.LIMIT
        return {"problem": _("That is longer than %(limit)d characters; no such address works.") % {"limit": limit}}
    parts = request_doctor.split(pasted)
    if parts is None:
        return {"problem": _("That is neither an authorization address, nor its query, nor a reference code.")}
    return of_request(*parts)


def of_reference(request: HttpRequest, reference: str) -> dict[str, Any]:
    failures = with_apps(request, list(RequestFailure.objects.filter(reference=reference).order_by("pk")[:SHOWN]))
    may_see = request.user.has_perm("hub_oauth.view_auditevent")
    events = AuditEvent.objects.filter(reference=reference).order_by("pk")[:SHOWN] if may_see else ()
    return {
        "code": reference,
        "failures": [(failure, remedy_for(failure.cause)) for failure in failures],
        "events": list(events),
        "may_see_events": may_see,
    }


def of_request(address: str, query: bytes) -> dict[str, Any]:
    diagnosis = request_doctor.examine(query)
    return {
        "diagnosis": diagnosis,
        "findings": [(one, one.refusal and remedy_for(one.refusal.cause)) for one in diagnosis.findings],
        "received": list(received(diagnosis)),
        "comparison": compared(diagnosis),
        "notes": list(notes(address, query)),
        "stops_at": first(diagnosis.first_failure),
    }


def first(finding: Finding | None) -> dict[str, Any]:
    refusal = finding.refusal if finding else None
    return {"refusal": refusal, "remedy": remedy_for(refusal.cause)} if refusal else {}


def compared(diagnosis: Diagnosis) -> dict[str, str] | None:
    found = diagnosis.comparison
    if found is None:
        return None
    return {
        "received": legible(found.received),
        "nearest": legible(found.nearest) if found.nearest else _("none is registered"),
        "difference": found.difference,
    }


def received(diagnosis: Diagnosis) -> Iterator[tuple[str, str]]:
    """Each known parameter that was sent, as far as it may be shown."""
    for name in PARAMETERS:
        for value in diagnosis.parameters.received[name]:
            yield name, shown(name, decode(value))


def shown(name: str, value: str | None) -> str:
    if value is None:
        return _("not readable")
    if name == "state":  # the app's own, and may tie a browser to its session
        return _("%(count)d characters, not shown") % {"count": len(value)}
    return legible(value)


def notes(address: str, query: bytes) -> Iterator[str]:
    """What is odd beside the checks."""
    here = metadata.url("authorize")
    if address and address != here:
        yield _("The address is not that of this Hub's authorization endpoint: %(address)s") % {"address": here}
    if ESCAPED in query:
        yield _("It holds &amp; in place of &: it was copied out of the source of a page.")
    names = dict.fromkeys(name for name, _value in parse_qsl(query.decode(), keep_blank_values=True))
    if lost := sorted(SECRETS & names.keys()):
        sentence = _("It carries %(names)s, which may stand in no address. Treat what was sent as lost and replace it.")
        yield sentence % {"names": ", ".join(lost)}
    if unknown := [legible(name) for name in names if name not in PARAMETERS and name not in SECRETS][:SHOWN]:
        yield _("Ignored here: %(names)s") % {"names": ", ".join(unknown)}
