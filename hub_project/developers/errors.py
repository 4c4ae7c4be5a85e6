"""``/developers/errors``: where the ``error_uri`` of every refusal leads, an anchor a cause (RFC 6749 §5.2)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hub_oauth.errors import CAUSES, Cause
from hub_oauth.openapi.refusals import sentence_of
from hub_project.developers.remedies import REMEDIES, Remedy

OTHERS = "Others"


class Entry(NamedTuple):
    name: str
    cause: Cause
    sentence: str
    remedy: Remedy | None


@require_safe
def errors(request: HttpRequest) -> HttpResponse:
    return render(request, "developers/errors.html", {"groups": list(groups())})


def groups() -> Iterator[tuple[str, list[Entry]]]:
    """Every cause, each once: in its group, or in the last one where no group knows it."""
    for title, remedies in REMEDIES.items():
        yield title, [entry(name, remedy) for name, remedy in remedies.items()]
    known = {name for remedies in REMEDIES.values() for name in remedies}
    if left := [entry(name, None) for name in CAUSES if name not in known]:
        yield OTHERS, left


def entry(name: str, remedy: Remedy | None) -> Entry:
    return Entry(name, CAUSES[name], sentence_of(CAUSES[name]), remedy)
