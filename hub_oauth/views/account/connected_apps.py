from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hub_oauth import consents
from hub_oauth.views.account.connections import connection, frame
from hub_oauth.views.account.personal import personal
from hub_oauth.views.acts import person_of

# What fits on a page without looking for it.
SEARCHED_FROM: Final = 11
LONGEST_QUERY: Final = 100


@personal("GET", "HEAD")
def connected_apps(request: HttpRequest) -> HttpResponse:
    """``/account/apps?q=``: every app that the person connected, the last used first."""
    everything = [connection(consent) for consent in consents.live_of(person_of(request))]
    query = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    context = {
        **frame(request),
        "connections": [one for one in everything if matches(one, query)],
        "total": len(everything),
        "query": query,
        "may_search": len(everything) >= SEARCHED_FROM,
    }
    return render(request, "hub_oauth/connected_apps.html", context)


def matches(one: dict[str, Any], query: str) -> bool:
    """By what people know of an app. Here and not in SQL: all of a person's apps are at hand, whatever the query is."""
    known = (one["client"].name, one["profile"].publisher, one["profile"].website)
    return any(query.casefold() in text.casefold() for text in known)
