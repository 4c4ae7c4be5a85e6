"""Codes live in Django's cache there, so two workers need a shared one: a table of the database."""

from __future__ import annotations

import os
from pathlib import Path

from benchmarks.sites.peer_settings import *  # noqa: F403
from benchmarks.sites.peer_settings import INSTALLED_APPS, MIDDLEWARE

INSTALLED_APPS = [*INSTALLED_APPS, "allauth", "allauth.account", "allauth.idp.oidc"]
MIDDLEWARE = [*MIDDLEWARE, "allauth.account.middleware.AccountMiddleware"]
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
ROOT_URLCONF = "benchmarks.sites.allauth.urls"
IDP_OIDC_PRIVATE_KEY = (Path(os.environ["BENCH_FOLDER"]) / "key.pem").read_text()
IDP_OIDC_REFRESH_TOKEN_EXPIRES_IN = 14 * 86400
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "django_cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000_000},
    }
}
