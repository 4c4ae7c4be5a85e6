"""Dangerous acts in the admin want to know that it is still the administrator who sits there (ASVS 7.5.3).

A view asks first, once it knows that the person may do it at all:

    if asked := recent_sign_in.ask(self, request):
        return asked

or is decorated with ``@recent_sign_in.required``, where permissions are checked before it is called. Whoever signed in
less than ``HUB_OAUTH["ADMIN_RECENT_LOGIN"]`` seconds ago sees nothing of it. Anybody else gets a page: for a GET it
leads to the page that was wanted; for a POST it carries everything that was sent, and sends it on when it is confirmed.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, Final, TypeVar, cast

from django.apps import apps
from django.contrib import admin
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hub_oauth import audit, sign_ins, throttles
from hub_oauth.conf import conf
from hub_oauth.views.acts import act_of, person_of

TEMPLATE: Final = "hub_oauth/admin/recent_sign_in.html"
# The fields of the page's own form: what follows on a confirmation, and the password.
THEN: Final = "hub_then"
PASSWORD: Final = "hub_password"  # noqa: S105  # a field
OPEN, SEND = "open", "send"
OWN: Final = (THEN, PASSWORD, "csrfmiddlewaretoken")

Page = TypeVar("Page", bound=Callable[..., Any])


def required(page: Page) -> Page:
    """A method of a ModelAdmin, view or action, that goes on only after a recent sign-in."""

    @wraps(page)
    def guarded(self: admin.ModelAdmin[Any], request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return ask(self, request) or page(self, request, *args, **kwargs)

    return cast("Page", guarded)


def ask(model_admin: admin.ModelAdmin[Any], request: HttpRequest) -> HttpResponse | None:
    """The page that asks who it is; None where the act may go on, with what was sent in ``request.POST``."""
    if THEN in request.POST:
        return answered(model_admin, request)
    if is_recent(request):
        return None
    if request.method != "POST" and (elsewhere := other_page(request)):
        return HttpResponseRedirect(elsewhere)
    return asking(model_admin, request)


def is_recent(request: HttpRequest) -> bool:
    """Whether this session's sign-in, or the last confirmation in it, is recent enough. One query."""
    return sign_ins.is_recent(request, person_of(request), conf.admin_recent_login)


def answered(model_admin: admin.ModelAdmin[Any], request: HttpRequest) -> HttpResponse | None:
    """What follows on the page's own form; sent a second time, it needs no password again."""
    if not is_recent(request) and (problem := refusal(request)):
        return asking(model_admin, request, *problem)
    if request.POST[THEN] == OPEN:
        return HttpResponseRedirect(request.get_full_path())
    without_own(request)
    return None


def refusal(request: HttpRequest) -> tuple[str, HTTPStatus] | None:
    """Try the password; what is wrong with it, or None where it is the person's and now stands as a sign-in."""
    person, password = person_of(request), request.POST.get(PASSWORD, "")
    if not password:
        return _("You have not shown it yet. Nothing was done."), HTTPStatus.FORBIDDEN
    if not throttles.admits("admin.confirm", person.pk):
        minutes = -(-throttles.seconds_left("admin.confirm") // 60)
        again = ngettext("Try again in %(minutes)d minute.", "Try again in %(minutes)d minutes.", minutes)
        return f"{_('Too many tries.')} {again % {'minutes': minutes}}", HTTPStatus.TOO_MANY_REQUESTS
    if confirm(request, password):
        return None
    audit.record("admin.confirmation_failed", act_of(request, person), user=person, refused=True)
    return _("That is not your password. Nothing was done."), HTTPStatus.FORBIDDEN


def confirm(request: HttpRequest, password: str) -> bool:
    """Through allauth where the host has it, with its limits; else through the host's own backends."""
    if apps.is_installed("allauth.account"):
        from hub_oauth.contrib import allauth

        return allauth.reauthenticate(request, password)
    person = person_of(request)
    known = authenticate(request, **{person.USERNAME_FIELD: person.get_username(), "password": password})
    if known is None or known.pk != person.pk:
        return False
    sign_ins.note(request, person)
    return True


def other_page(request: HttpRequest) -> str | None:
    """Where else the person can show who it is, and comes back from: allauth's page also takes codes and passkeys."""
    if not apps.is_installed("allauth.account"):
        return None
    from hub_oauth.contrib import allauth

    return allauth.reauthentication_url(request)


def asking(
    model_admin: admin.ModelAdmin[Any],
    request: HttpRequest,
    problem: str = "",
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    is_sent = request.method == "POST" and request.POST.get(THEN) != OPEN
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Is it still you?"),
        "opts": model_admin.opts,
        "then": SEND if is_sent else OPEN,
        "carried": carried(request) if is_sent else [],
        "lost_files": bool(request.FILES),
        "has_password": person_of(request).has_usable_password(),
        "other_page": is_sent and other_page(request),
        "problem": problem,
    }
    response = TemplateResponse(request, TEMPLATE, context, status=status)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        response["Retry-After"] = str(throttles.seconds_left("admin.confirm"))
    return response


def carried(request: HttpRequest) -> list[tuple[str, str]]:
    """Every field that was sent, as often as it was, but for the page's own."""
    return [(name, str(value)) for name, values in request.POST.lists() if name not in OWN for value in values]


def without_own(request: HttpRequest) -> None:
    """Leave in the request what the form behind this page sent."""
    sent = request.POST.copy()
    for name in (THEN, PASSWORD):
        sent.pop(name, None)
    request.POST = sent  # type: ignore[assignment]  # mutable, as a view may not mind
