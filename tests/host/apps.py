from __future__ import annotations

from django.apps import AppConfig


class HostConfig(AppConfig):
    """The host's own app; all it has is the page to sign in."""

    name = "tests.host"
