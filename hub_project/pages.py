from __future__ import annotations

from django.http import HttpRequest, HttpResponseServerError
from django.template.loader import render_to_string
from django.views.generic import TemplateView

from hub_project.context_processors import page

home = TemplateView.as_view(template_name="home.html")
signed_out = TemplateView.as_view(template_name="account/signed_out.html")


def server_error(request: HttpRequest) -> HttpResponseServerError:
    """Rendered without the request, for what failed may be the session or the database."""
    return HttpResponseServerError(render_to_string("500.html", page(request)))
