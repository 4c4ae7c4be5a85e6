from __future__ import annotations

from django.apps import AppConfig


class TeamsConfig(AppConfig):
    name = "benchmarks.sites.teams"
    label = "teams"
