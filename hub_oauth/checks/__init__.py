"""System checks: a wrong or missing setting fails ``manage.py check`` with an id, the rule and the remedy."""

from __future__ import annotations

from hub_oauth.checks import (
    client_documents,
    consent_values,
    cors,
    databases,
    deployment,
    dot,
    email,
    fail_points,
    host,
    pages,
    settings,
    sign_in,
    urls,
    values,
)

__all__ = [
    "client_documents",
    "consent_values",
    "cors",
    "databases",
    "deployment",
    "dot",
    "email",
    "fail_points",
    "host",
    "pages",
    "settings",
    "sign_in",
    "urls",
    "values",
]
