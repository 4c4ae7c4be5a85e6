from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.views.generic import TemplateView

from hub_project.context_processors import page

home = TemplateView.as_view(template_name="home.html")
signed_out = TemplateView.as_view(template_name="account/signed_out.html")


def icon(request: HttpRequest) -> HttpResponse:
    """What browsers ask for on pages that name no icon: the admin's."""
    return redirect(static("hub_oauth/icons/brand.svg"))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return without_request(request, 400)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """What allauth answers where one of its limits is met; most are counted by the minute."""
    response = without_request(request, 429)
    response.headers["Retry-After"] = "60"
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    return without_request(request, 500)


def without_request(request: HttpRequest, status: int) -> HttpResponse:
    """Rendered without the request's session and person, for they may be what failed."""
    return HttpResponse(render_to_string(f"{status}.html", page(request)), status=status)
