"""What stands in the settings under one key, or its default; read at call time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from hub_oauth.conf.defaults import DEFAULTS


class Written:
    """``self["KEY"]`` as the host wrote it; the subclasses give each key its type."""

    def __getitem__(self, key: str) -> Any:
        return self.given.get(key, DEFAULTS[key])

    @property
    def given(self) -> Mapping[str, Any]:
        """What the host wrote; nothing where that is no dictionary (check hub_oauth.E001)."""
        written = getattr(settings, "HUB_OAUTH", {})
        return written if isinstance(written, Mapping) else {}

    def seconds(self, key: str) -> timedelta:
        return timedelta(seconds=self[key])

    def function(self, key: str) -> Callable[..., Any]:
        value = self[key]
        found: Callable[..., Any] = import_string(value) if isinstance(value, str) else value
        return found
