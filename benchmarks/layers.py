"""Whose code the time of a profile was spent in: the own time of functions, summed by file and by layer."""

from __future__ import annotations

import cProfile
from collections import defaultdict
from collections.abc import Mapping
from typing import Final

from benchmarks.servers import ROOT

REST: Final = "all else"
BUILT_IN: Final = "~"  # as cProfile names what has no file
# A file is of the first that names a beginning of its path.
LAYERS: Final = {
    "driver and cursors": ("psycopg", "django/db/backends/"),
    "Django's ORM": ("django/db/",),
    "Redis": ("redis/", "django/core/cache/"),
    "templates, forms, translations": (
        "django/template/",
        "django/templatetags/",
        "django/forms/",
        "django/utils/formats.py",
        "django/utils/html.py",
        "django/utils/safestring.py",
        "django/utils/translation/",
    ),
    "Django's handler, middleware, URLs": ("django/", "asgiref/"),
    "REST framework": ("rest_framework/",),
    "allauth, WhiteNoise": ("allauth/", "whitenoise/"),
    "the Hub's compiled queries": ("hub_oauth/compiled_queries/",),
    "the Hub's own": ("hub_oauth/", "hub_teams/", "hub_project/"),
}
ALL: Final = (*LAYERS, REST)


def own_times(profiler: cProfile.Profile) -> dict[str, float]:
    """Seconds in the functions of each file, but for this measurement's own; built-in ones are their callers'."""
    profiler.create_stats()
    found = defaultdict[str, float](float)
    for (file, _, _), (_, _, own, _, callers) in profiler.stats.items():
        spent = [(file, own)] if file != BUILT_IN else [(caller, times[2]) for (caller, _, _), times in callers.items()]
        for name, seconds in spent:
            found[name.rpartition("site-packages/")[2].removeprefix(f"{ROOT}/")] += seconds
    return {name: seconds for name, seconds in found.items() if not name.startswith("benchmarks/")}


def of(files: Mapping[str, float]) -> dict[str, float]:
    """The same seconds by layer."""
    found = defaultdict[str, float](float)
    for name, seconds in files.items():
        found[layer(name)] += seconds
    return found


def layer(file: str) -> str:
    return next((name for name, begins in LAYERS.items() if file.startswith(begins)), REST)


def shares(seconds: Mapping[str, float]) -> dict[str, float]:
    """Parts of one, the largest first."""
    whole = sum(seconds.values())
    return {name: seconds[name] / whole for name in sorted(seconds, key=seconds.__getitem__, reverse=True)}
