from __future__ import annotations

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "hub_project"

    def ready(self) -> None:
        from hub_project import checks  # noqa: F401  # registers them
