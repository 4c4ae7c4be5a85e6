"""Steps from years to days above a long list, without reading the list: Django's own would look at every row of it.

And where a cause of a refusal is explained.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime
from typing import Any, Final

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from hub_oauth import error_uris

register: Final = template.Library()
PARTS: Final = ("year", "month", "day")
register.filter("explained_at", error_uris.address_of)


@register.inclusion_tag("admin/date_hierarchy.html")
def date_steps(cl: Any) -> dict[str, Any]:
    """Every year, month or day between the first row and the last, with rows or without. Two queries, by index."""
    span = span_of(cl)
    if span is None:
        return {"show": False}
    chosen = chosen_in(cl)
    return {"show": True, "back": back(cl, chosen), "choices": list(choices(cl, chosen, *span))}


def span_of(cl: Any) -> tuple[date, date] | None:
    name = cl.date_hierarchy
    everything = cl.model._default_manager.order_by(name).values_list(name, flat=True)
    first, last = everything.first(), everything.last()
    return (day_of(first), day_of(last)) if first and last else None


def day_of(moment: datetime) -> date:
    return timezone.localtime(moment).date()


def chosen_in(cl: Any) -> list[int]:
    """Year, month and day, as far as they are chosen; the list has refused what is no number."""
    chosen: list[int] = []
    for part in PARTS:
        value = cl.params.get(f"{cl.date_hierarchy}__{part}")
        if value is None:
            break
        chosen.append(int(value))
    return chosen


def choices(cl: Any, chosen: list[int], first: date, last: date) -> Any:
    if len(chosen) == len(PARTS):
        yield {"title": title(chosen)}
        return
    for number in range(*numbers(chosen)):
        step = [*chosen, number]
        if first <= end_of(step) and start_of(step) <= last:
            yield {"link": link(cl, step), "title": title(step)}


def numbers(chosen: list[int]) -> tuple[int, int]:
    """The range of what can be chosen next."""
    if not chosen:
        return 2000, timezone.localdate().year + 2
    return (1, 13) if len(chosen) == 1 else (1, monthrange(*chosen)[1] + 1)


def start_of(step: list[int]) -> date:
    year, month, day = [*step, 1, 1][:3]
    return date(year, month, day)


def end_of(step: list[int]) -> date:
    year, month = [*step, 12][:2]
    return date(year, month, step[2] if len(step) == len(PARTS) else monthrange(year, month)[1])


def back(cl: Any, chosen: list[int]) -> dict[str, str] | None:
    if not chosen:
        return None
    before = chosen[:-1]
    return {"link": link(cl, before), "title": title(before) if before else _("All dates")}


def link(cl: Any, step: list[int]) -> str:
    name = cl.date_hierarchy
    wanted = {f"{name}__{part}": number for part, number in zip(PARTS, step, strict=False)}
    query: str = cl.get_query_string(wanted, [f"{name}__"])
    return query


def title(step: list[int]) -> str:
    formats = {1: "Y", 2: "YEAR_MONTH_FORMAT", 3: "MONTH_DAY_FORMAT"}
    return capfirst(date_format(start_of(step), formats[len(step)]))
