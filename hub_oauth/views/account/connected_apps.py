from __future__ import annotations

from collections.abc import Collection
from typing import Final

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hub_oauth import consents
from hub_oauth.people import Person
from hub_oauth.views.account.connections import connection, frame
from hub_oauth.views.account.personal import personal
from hub_oauth.views.acts import person_of

# What fits on a page without looking for it.
SEARCHED_FROM: Final = 11
SHOWN: Final = 50
LONGEST_QUERY: Final = 100
LONGEST_NUMBER: Final = 9  # digits of a page's: Python refuses to read thousands of them


@personal("GET", "HEAD")
def connected_apps(request: HttpRequest) -> HttpResponse:
    """``/account/apps?q=&page=``: the apps that the person connected, the last used first, fifty a page."""
    person = person_of(request)
    query = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    keys, total = found(person, query)
    page = nearest(Paginator(keys, SHOWN), request.GET.get("page", ""))
    shown = consents.live_of(person).filter(pk__in=page.object_list)
    context = {
        **frame(request),
        "connections": [connection(consent) for consent in shown],
        "page": page,
        "total": total,
        "query": query,
        "may_search": total >= SEARCHED_FROM,
    }
    return render(request, "hub_oauth/connected_apps.html", context)


def found(person: Person, query: str) -> tuple[list[int], int]:
    """The keys of the consents that match, and how many consents there are. One query."""
    if not query:
        keys = consents.keys_of(person)
        return keys, len(keys)
    known = consents.known_of(person)
    return [key for key, texts in known.items() if matches(texts, query)], len(known)


def matches(texts: Collection[str], query: str) -> bool:
    """Here and not in SQL: SQLite knows no capitals but those of English."""
    return any(query.casefold() in text.casefold() for text in texts)


def nearest(pages: Paginator[int], number: str) -> Page[int]:
    """The page with this number, the last where there are fewer; the first for what is no number."""
    try:
        wanted = int(number[:LONGEST_NUMBER])
    except ValueError:
        wanted = 1
    return pages.page(min(max(wanted, 1), pages.num_pages))
