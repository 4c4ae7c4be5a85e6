"""``/developers/errors``: where every refusal is explained, an anchor a cause (RFC 6749 §5.2) or a problem's code."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hub_oauth.errors import CAUSES
from hub_oauth.openapi import sentences
from hub_project.developers import problems
from hub_project.developers.remedies import REMEDIES, Remedy

OTHERS = "Others"


class Entry(NamedTuple):
    name: str
    code: str
    status: int
    sentence: str
    remedy: Remedy | None


@require_safe
def errors(request: HttpRequest) -> HttpResponse:
    return render(request, "developers/errors.html", {"groups": list(groups())})


def groups() -> Iterator[tuple[str, list[Entry]]]:
    """Every cause, each once: in its group, or in the last one where no group knows it; then every problem."""
    for title, remedies in REMEDIES.items():
        yield title, [of_cause(name, remedy) for name, remedy in remedies.items()]
    known = {name for remedies in REMEDIES.values() for name in remedies}
    if left := [of_cause(name, None) for name in CAUSES if name not in known]:
        yield OTHERS, left
    yield problems.TITLE, [of_problem(code) for code in problems.kinds()]


def of_cause(name: str, remedy: Remedy | None) -> Entry:
    cause = CAUSES[name]
    return Entry(name, cause.error, cause.status, sentences.named(cause.sentence), remedy)


def of_problem(code: str) -> Entry:
    kind = problems.kinds()[code]
    return Entry(code, code, kind.status, sentences.named(kind.sentence), problems.MEANINGS.get(code))
