"""E-mails in tests: which backend, under the settings of each Django."""

from __future__ import annotations

from typing import Any

import django


def mailer(name: str) -> dict[str, Any]:
    """The settings that choose a backend: one of Django's by its short name, or any by its path."""
    backend = name if "." in name else f"django.core.mail.backends.{name}.EmailBackend"
    return {"MAILERS": {"default": {"BACKEND": backend}}} if django.VERSION >= (6, 1) else {"EMAIL_BACKEND": backend}
