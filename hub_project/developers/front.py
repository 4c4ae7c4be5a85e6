"""``/developers/``: the way in."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from hub_oauth import scopes as registry
from hub_oauth.conf import conf

REDIRECT_URI = "http://127.0.0.1:9000/callback"  # of the sample: nobody needs to listen there


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    context = {
        "sample": sample(),
        "redirect_uri": REDIRECT_URI,
        "issuer": conf.issuer,
        "scopes": registry.everything(),
        "playground": settings.HUB_PLAYGROUND,  # type: ignore[misc]  # of this site's settings
        "insecure": conf.issuer.startswith("http:"),
    }
    return render(request, "developers/front.html", context)


def sample() -> str:
    """The program that the page shows, with this Hub's address in it."""
    return render_to_string("developers/sample.txt", {"issuer": conf.issuer, "redirect_uri": REDIRECT_URI}).strip()
