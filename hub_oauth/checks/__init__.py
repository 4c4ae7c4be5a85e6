"""System checks: a wrong or missing setting fails ``manage.py check`` with an id, the rule and the remedy."""

from __future__ import annotations

from hub_oauth.checks import databases, deployment, dot, host, settings

__all__ = ["databases", "deployment", "dot", "host", "settings"]
