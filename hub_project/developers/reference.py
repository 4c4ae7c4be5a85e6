"""``/developers/api/``: Swagger, from files of this site, and the way back of its Authorize."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from hub_oauth.conf import conf
from hub_project.developers import client
from hub_project.middleware import WITH_SCRIPTS


@require_safe
def reference(request: HttpRequest) -> HttpResponse:
    return with_scripts(render(request, "developers/reference.html", context()))


@require_safe
def reference_return(request: HttpRequest) -> HttpResponse:
    """Where the consent page sends the window that Authorize opened.

    A view and not a file: a page without this site's Cross-Origin-Opener-Policy lands in another browsing context
    group than the window that waits for it, and finds nobody to tell.
    """
    return with_scripts(render(request, "developers/reference_return.html", {"issuer": conf.issuer}))


def context() -> dict[str, Any]:
    """Without a client there is nothing to authorize with, and the page says so."""
    found = client.find()
    return {
        "client": found,
        "scopes": " ".join(client.scopes_of(found)) if found else "",
        "return_to": conf.issuer + reverse("developers:reference_return"),
    }


def with_scripts(response: HttpResponse) -> HttpResponse:
    response["Content-Security-Policy"] = WITH_SCRIPTS
    return response
