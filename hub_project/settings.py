"""The Hub's site. What differs from place to place comes from the environment; ``.env.example`` lists it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _
from environ import Env

import hub_oauth
from hub_project import mailers
from hub_project.environment import Environment

BASE_DIR = Path(__file__).resolve().parent.parent
Env.read_env(BASE_DIR / ".env")
environment = Environment(os.environ, BASE_DIR)

DEBUG = environment.debug
SECRET_KEY = environment.secret_key
ALLOWED_HOSTS = environment.allowed_hosts
DATABASES = {"default": environment.database}
CACHES = {"default": environment.cache}
HUB_DATABASE_TIMEOUT = environment.database_timeout  # seconds; hub_project.waiting

INSTALLED_APPS = [
    "hub_oauth",
    "hub_teams",
    "oauth2_provider",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "hub_project",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "hub_project.middleware.request_id",
    "hub_project.waiting.Waiting",
    "hub_project.health.probes",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "hub_project.middleware.page_headers",
    "hub_project.requests.sound",
    "hub_project.page_middleware.Sessions",
    "hub_project.page_middleware.Languages",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "hub_project.page_middleware.SignedIn",
    "hub_project.page_middleware.Messages",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
ROOT_URLCONF = "hub_project.urls"
WSGI_APPLICATION = "hub_project.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "hub_project.context_processors.page",
            ],
        },
    },
]

# The Hub

HUB_PROXIES = environment.proxies
HUB_PLAYGROUND = environment.playground_is_on
HUB_OAUTH = {
    "ISSUER": environment.issuer,
    "SITE_NAME": "Hub",
    "THROTTLES": environment.throttles,
    **environment.client_id_documents,
    **environment.links,
    "CLIENT_ADDRESS": "hub_project.proxies.client_address",
    "DOCUMENTATION_URL": "/developers/",
    "ERROR_DOCS_URL": "/developers/errors",
    "PLAYGROUND_URL": "/developers/playground/" if HUB_PLAYGROUND else "",
}
OAUTH2_PROVIDER = hub_oauth.recommended_settings()
OAUTH2_PROVIDER_APPLICATION_MODEL = "oauth2_provider.Application"  # DOT's default, which makemigrations must read

# The OpenAPI document: docs/openapi.yaml, written by ``make openapi``; /developers/openapi.yaml; /developers/api/

REST_FRAMEWORK = {"DEFAULT_SCHEMA_CLASS": "hub_oauth.contrib.spectacular.ResourceSchema"}
SPECTACULAR_SETTINGS = {
    "TITLE": "Hub",
    "DESCRIPTION": "Work with the accounts and teams of this site: OAuth 2.0 with PKCE, then the API.",
    "VERSION": hub_oauth.__version__,
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "POSTPROCESSING_HOOKS": ["hub_oauth.openapi.document.add_protocol"],
}

# Sign-in: docs/sign-in.md

HUB_SIGN_UP_IS_OPEN = environment.sign_up_is_open
SESSION_ENGINE = "hub_project.sessions"
AUTHENTICATION_BACKENDS = ["hub_project.authentication.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "hub_oauth.password_validation.EndGrantsOnPasswordChange"},
]
PASSWORD_RESET_TIMEOUT = 3600
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "hub_project.accounts.AccountAdapter"
ACCOUNT_FORMS = {
    "change_password": "hub_project.passwords.ChangePasswordForm",
    "set_password": "hub_project.passwords.SetPasswordForm",
    "reset_password_from_key": "hub_project.passwords.ResetPasswordForm",
    "signup": "hub_project.sign_up.SignUpForm",
}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_LOGIN_TIMEOUT = 3600  # as long as somebody may look for the e-mail that ends the sign-up
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*"]
# Dots alone: whatever resolves addresses takes them out of that of a member in the Teams API (RFC 3986 §5.2.4).
ACCOUNT_USERNAME_BLACKLIST = [
    ".",
    "..",
    "admin",
    "administrator",
    "help",
    "hub",
    "root",
    "security",
    "support",
    "system",
]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"  # for whom, hub_project.addresses says
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True  # in the browser that signed up; any other is asked to sign in
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_CHANGE_EMAIL = True  # one address a person; the old one stays until the new one is confirmed
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True  # As long as SESSION_COOKIE_AGE; no box to tick.
ACCOUNT_LOGOUT_REDIRECT_URL = "signed_out"
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    # Per address, and per name, or person with a second factor, that is tried: five, then five minutes of waiting.
    "login_failed": "20/m/ip,5/300s/key",
    "reauthenticate": "10/m/user",
    "signup": "20/m/ip,200/d/ip",
    # Per address that asks, and per mailbox that would be filled.
    "reset_password": "20/m/ip,5/m/key,20/d/key",
    "reset_password_from_key": "20/m/ip",
    "confirm_email": "1/180s/key",
    "change_password": "5/m/user",
    "manage_email": "10/m/user",
}
MFA_ADAPTER = "hub_project.second_factors.SecondFactorAdapter"
MFA_FORMS = {
    "add_webauthn": "hub_project.passkeys.AddForm",
    "authenticate_webauthn": "hub_project.passkeys.AuthenticateForm",
    "login_webauthn": "hub_project.passkeys.SignInForm",
    "reauthenticate_webauthn": "hub_project.passkeys.ReauthenticateForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RATE_LIMITS = {"webauthn_login": "10/m/ip"}

# E-mails

globals().update(mailers.settings(environment.email))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = environment.email_from

# Pages

LANGUAGE_CODE = "en"
# A language comes with its catalogues: half a translation is worse than none. `make check` holds them complete.
LANGUAGES = [("en", _("English")), ("ar", _("Arabic"))]
FORMAT_MODULE_PATH = ["hub_project.formats"]  # what Django's own lack
LOCALE_PATHS = [BASE_DIR / "hub_project" / "locale"]  # for the templates, which are in no app
TIME_ZONE = "UTC"
USE_TZ = True
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "static"
MANIFEST_STORAGE = "whitenoise.storage.CompressedManifestStaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage" if DEBUG else MANIFEST_STORAGE,
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG

# Transport. Where TLS ends at a proxy, the application server must be told whose X-Forwarded-Proto to believe;
# gunicorn believes 127.0.0.1, and FORWARDED_ALLOW_IPS names others.

SECURE_REDIRECT_EXEMPT = [r"^api/(?!oauth/authorize$)"]  # refused there: what was sent in clear text is known by now
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = environment.is_https
SECURE_HSTS_SECONDS = 365 * 86400 if environment.is_https else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_COOKIE_HTTPONLY = True
SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # HSTS for subdomains and
    "security.W021",  # preloading bind hosts that are not the Hub's to decide about.
    "hub_oauth.W020",  # hub_project.middleware opens the pages before consent to popups, where the site allows them.
]

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "request_id": {"()": "hub_project.logs.RequestId"},
        "without_queries": {"()": "hub_project.logs.WithoutQueries"},
    },
    "formatters": {"json": {"()": "hub_project.logs.JsonLine"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["request_id", "without_queries"],
            "formatter": "json",
        },
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    # Django gives these two handlers of their own, which know no filter; the root's does for both.
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
    },
}
