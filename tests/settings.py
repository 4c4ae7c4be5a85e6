"""A foreign host: a plain Django project of somebody else's that installed the packages by the four steps."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from environ import Env

import hub_oauth

BASE_DIR = Path(__file__).resolve().parent


def database() -> dict[str, Any]:
    """PostgreSQL where HUB_TEST_DATABASE_URL names one, else SQLite in memory."""
    given = os.environ.get("HUB_TEST_DATABASE_URL", "sqlite://:memory:")
    settings: dict[str, Any] = Env.db_url_config(given)
    if settings["ENGINE"].endswith("sqlite3"):
        settings["OPTIONS"] = {"transaction_mode": "IMMEDIATE", "timeout": 20}
    return settings


SECRET_KEY = "the tests' own, of no use to anybody else"
DEBUG = False
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
DATABASES = {"default": database()}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
ROOT_URLCONF = "tests.urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "tests.host",
    "hub_oauth",
    "hub_teams",
    "oauth2_provider",
    "rest_framework",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],  # A page that only the project's folder had would be missing here, as in the wheel.
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

HUB_OAUTH = {"ISSUER": "http://127.0.0.1:8000"}
OAUTH2_PROVIDER = hub_oauth.recommended_settings()

LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
AUTH_PASSWORD_VALIDATORS = [{"NAME": "hub_oauth.password_validation.EndGrantsOnPasswordChange"}]
# Slow on purpose elsewhere; the tests make hundreds of people.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]

MAILERS = {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend"}}  # read by Django 6.1

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
STATIC_URL = "/static/"
