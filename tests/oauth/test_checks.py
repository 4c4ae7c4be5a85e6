"""Every wrong or missing setting of a host is a check with an id and a remedy; every right one is silent."""

from __future__ import annotations

import re
from types import ModuleType, SimpleNamespace
from typing import Any, Self

import pytest
from django.apps import apps
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.signed_cookies import SessionStore as SignedCookies
from django.core.checks import CheckMessage
from django.core.checks.registry import registry
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import include, path, re_path
from oauth2_provider.oauth2_validators import OAuth2Validator
from oauth2_provider.scopes import SettingsScopes

import hub_oauth
from hub_oauth.checks import databases, host
from hub_oauth.dot.scopes import HubScopes
from hub_oauth.dot.validator import HubValidatorMixin
from hub_oauth.password_validation import EndGrantsOnPasswordChange
from tests.support.mail import mailer
from tests.support.wheel import ROOT

SESSION = "django.contrib.sessions.middleware.SessionMiddleware"
AUTHENTICATION = "django.contrib.auth.middleware.AuthenticationMiddleware"
HERE = __name__


class OwnAuthentication(AuthenticationMiddleware):
    """A host's own, derived from Django's."""


class OwnPasswordRule(EndGrantsOnPasswordChange):
    """A host's own, derived from ours."""


class OwnValidator(HubValidatorMixin, OAuth2Validator):  # type: ignore[misc]  # DOT ships no types
    """A host's own, as the hint says."""


class ValidatorInWrongOrder(OAuth2Validator, HubValidatorMixin):  # type: ignore[misc]
    """DOT's methods hide ours."""


class OwnScopes(HubScopes):
    """A host's own, as the hint says."""


class ElsewhereRouter:
    """Sends the audit to another database."""

    def db_for_write(self, model: type, **hints: Any) -> str | None:
        return "elsewhere" if model.__name__ == "AuditEvent" else None


class ReplicaRouter:
    """Reads from a replica."""

    def db_for_read(self, model: type, **hints: Any) -> str | None:
        return "replica"


class SessionStore(SignedCookies):
    """This module as a session engine of a host's own."""


def not_ours(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def messages(**settings: Any) -> list[CheckMessage]:
    """What the checks of the packages say under these settings, those for deployment among them."""
    with override_settings(**settings):
        ours = [check for check in registry.get_checks(include_deployment_checks=True) if is_ours(check)]
        return [message for check in ours for message in check(app_configs=None, databases=None)]


def is_ours(check: Any) -> bool:
    return str(check.__module__).startswith(("hub_oauth.", "hub_teams."))


def said(id: str, **settings: Any) -> list[CheckMessage]:  # noqa: A002  # as in Django
    return [message for message in messages(**settings) if message.id == id]


SHARED_CACHE = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://cache"}}


def hub(**values: Any) -> dict[str, Any]:
    return {"HUB_OAUTH": {"ISSUER": "https://hub.example", **values}, "CACHES": SHARED_CACHE, **mailer("smtp")}


def provider(**values: Any) -> dict[str, Any]:
    return {"OAUTH2_PROVIDER": hub_oauth.recommended_settings(**values)}


def urls(*patterns: Any) -> dict[str, Any]:
    """A root URLconf; a name of its own, for Django caches what it reads from one."""
    module = ModuleType("urls_of_a_host")
    module.urlpatterns = [path("login", not_ours, name="login"), *patterns]  # type: ignore[attr-defined]
    return {"ROOT_URLCONF": module}


def templates(**over: Any) -> dict[str, Any]:
    engine = {"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [], "APP_DIRS": True, "OPTIONS": {}}
    return {"TEMPLATES": [engine | over]}


OAUTH, TEAMS = path("", include("hub_oauth.urls")), path("", include("hub_teams.urls"))
BROKEN = {"loaders": [("django.template.loaders.locmem.Loader", {"hub_oauth/consent.html": "{% nothing %}"})]}

WRONG: list[tuple[str, dict[str, Any]]] = [
    ("hub_oauth.E001", {"HUB_OAUTH": None}),
    ("hub_oauth.E001", {"HUB_OAUTH": ["https://hub.example"]}),
    ("hub_oauth.E001", hub(ISUER="https://hub.example")),
    ("hub_oauth.E001", hub(code_lifetime=60)),
    ("hub_oauth.E002", {"HUB_OAUTH": {}}),
    ("hub_oauth.E002", hub(ISSUER="")),
    ("hub_oauth.E002", hub(ISSUER=None)),
    ("hub_oauth.E002", hub(ISSUER="http://hub.example")),
    ("hub_oauth.E002", hub(ISSUER="https://hub.example/")),
    ("hub_oauth.E002", hub(ISSUER="https://hub.example/path")),
    ("hub_oauth.E002", hub(ISSUER="https://hub.example?query")),
    ("hub_oauth.E002", hub(ISSUER="https://user@hub.example")),
    ("hub_oauth.E002", hub(ISSUER="https://hub.example:port")),
    ("hub_oauth.E002", hub(ISSUER="https://HUB.example")),
    ("hub_oauth.E003", hub(CODE_LIFETIME="60")),
    ("hub_oauth.E003", hub(CODE_LIFETIME=0)),
    ("hub_oauth.E003", hub(SHOW_RAW_TOKEN_ADMIN="yes")),
    ("hub_oauth.E003", hub(ACCESS_TOKEN_LIFETIME=-1)),
    ("hub_oauth.E003", hub(ACCESS_TOKEN_LIFETIME=10**15)),
    ("hub_oauth.E003", hub(GRANTS_PER_USER_AND_CLIENT=True)),
    ("hub_oauth.E003", hub(REFRESH_IDLE_LIFETIME=200 * 86400)),
    ("hub_oauth.E003", hub(RETRY_UNUSED_LIFETIME=86401)),
    ("hub_oauth.E003", hub(SITE_NAME=" ")),
    ("hub_oauth.E003", hub(ERROR_DOCS_URL="errors")),
    ("hub_oauth.E003", hub(ERROR_DOCS_URL="/errors#here")),
    ("hub_oauth.E003", hub(PLAYGROUND_URL="http://hub.example/play")),
    ("hub_oauth.E003", hub(SITE_NAME=None)),
    ("hub_oauth.E003", hub(PASSWORD_CHANGE_ENDS_GRANTS="no")),
    ("hub_oauth.E003", hub(HELP_URL="http://hub.example/help")),
    ("hub_oauth.E003", hub(HELP_URL="/help")),
    ("hub_oauth.E003", hub(REPORT_URL="javascript:alert(1)")),
    ("hub_oauth.E003", hub(REPORT_URL="mailto:nobody")),
    ("hub_oauth.E003", hub(REPORT_URL=5)),
    ("hub_oauth.E003", hub(DOCUMENTATION_URL="http://hub.example")),
    ("hub_oauth.E003", hub(DOCUMENTATION_URL="developers")),
    ("hub_oauth.E003", hub(CLIENT_ID_DOCUMENTS="on")),
    ("hub_oauth.E003", hub(CLIENT_ID_DOCUMENTS=True)),
    ("hub_oauth.E003", hub(CLIENT_ID_DOCUMENTS="allow-list")),
    ("hub_oauth.E003", hub(CLIENT_ID_DOCUMENTS="allow-list", CLIENT_ID_DOCUMENT_HOSTS=["*"])),
    ("hub_oauth.E003", hub(CLIENT_ID_DOCUMENTS="allow-list", CLIENT_ID_DOCUMENT_HOSTS=["https://tool.example"])),
    ("hub_oauth.E003", hub(CLIENT_ID_DOCUMENTS="allow-list", CLIENT_ID_DOCUMENT_HOSTS="tool.example")),
    ("hub_oauth.E003", hub(CLIENT_ID_DOCUMENTS="any", CLIENT_ID_DOCUMENT_HOSTS=["tool.example"])),
    ("hub_oauth.E003", hub(CLIENT_ID_DOCUMENTS="any", CLIENT_ID_DOCUMENT_SCOPES=["notes:read"])),
    ("hub_oauth.E003", hub(CLIENT_ID_DOCUMENTS="any", CLIENT_ID_DOCUMENT_TIMEOUT=0)),
    ("hub_oauth.E030", hub(CLIENT_ID_DOCUMENTS="any") | provider(CIMD_ENABLED=True)),
    ("hub_oauth.W030", hub(CLIENT_ID_DOCUMENTS="any")),
    ("hub_oauth.W031", hub(CLIENT_ID_DOCUMENTS="any", CLIENT_ID_DOCUMENT_SCOPES=["teams:write"])),
    ("hub_oauth.E003", hub(POLICY_URL="/policy")),
    ("hub_oauth.E003", hub(TERMS_URL=5)),
    ("hub_oauth.E003", hub(PASSWORD_CHANGE_URL="no_such_page")),
    ("hub_oauth.E003", hub(PASSWORD_CHANGE_URL=None)),
    ("hub_oauth.E003", hub(NOTIFY="nothing.like.this")),
    ("hub_oauth.E003", hub(NOTIFY_ON_GRANT="always")),
    ("hub_oauth.E003", hub(LANGUAGE_OF=None)),
    ("hub_oauth.E003", hub(TIME_ZONE_OF="UTC")),
    ("hub_oauth.E003", hub(DISPLAY_NAME="nothing.like.this")),
    ("hub_oauth.E003", hub(CLIENT_ADDRESS=f"{HERE}.SESSION")),
    ("hub_oauth.E003", hub(CAN_GRANT="nothing.like.this")),
    ("hub_oauth.E003", hub(CONSENT_DURATIONS=3600)),
    ("hub_oauth.E003", hub(CONSENT_DURATIONS=[])),
    ("hub_oauth.E003", hub(CONSENT_DURATIONS=[0])),
    ("hub_oauth.E003", hub(CONSENT_DURATIONS=["3600"])),
    ("hub_oauth.E003", hub(CONSENT_DURATIONS=[True])),
    ("hub_oauth.E003", hub(CONSENT_DURATIONS=[10**15])),
    ("hub_oauth.E003", hub(CONSENT_DURATIONS=[3600, 3600])),
    ("hub_oauth.E003", hub(CONSENT_REDIRECT="popup")),
    ("hub_oauth.E003", hub(ALLOW_POPUP_CLIENTS="yes")),
    ("hub_oauth.E003", hub(RECENT_LOGIN=0)),
    ("hub_oauth.E003", hub(ADMIN_RECENT_LOGIN=0)),
    ("hub_oauth.E003", hub(ADMIN_CLIENTS="nothing.like.this")),
    ("hub_oauth.E003", hub(SECRET_OVERLAP=7 * 86400 + 1)),
    ("hub_oauth.E003", hub(SHOW_RAW_TOKEN_ADMIN="yes")),
    ("hub_oauth.E003", hub(RESERVED_NAMES="official")),
    ("hub_oauth.E003", hub(RESERVED_NAMES=["official", " "])),
    ("hub_oauth.W020", hub(ALLOW_POPUP_CLIENTS=True)),
    ("hub_oauth.E003", hub(DEFAULT_SCOPES=None)),
    ("hub_oauth.E003", hub(DEFAULT_SCOPES="profile:read")),
    ("hub_oauth.E003", hub(DEFAULT_SCOPES=["profile:write"])),
    ("hub_oauth.E003", hub(RESOURCES=["/reports/"])),
    ("hub_oauth.E003", hub(RESOURCES={"reports": ["teams:read"]})),
    ("hub_oauth.E003", hub(RESOURCES={"/": ["teams:read"]})),
    ("hub_oauth.E003", hub(RESOURCES={"//": ["teams:read"]})),
    ("hub_oauth.E003", hub(RESOURCES={"/reports?all": ["teams:read"]})),
    ("hub_oauth.E003", hub(RESOURCES={"/reports/": []})),
    ("hub_oauth.E003", hub(RESOURCES={"/reports/": "teams:read"})),
    ("hub_oauth.E003", hub(RESOURCES={"/reports/": 5})),
    ("hub_oauth.E003", hub(RESOURCES={"/reports/": ["reports:read"]})),
    ("hub_oauth.E003", hub(THROTTLES=["60/m"])),
    ("hub_oauth.E003", hub(THROTTLES={"token": "60/m"})),
    ("hub_oauth.E003", hub(THROTTLES={"token.user": 60})),
    ("hub_oauth.E003", hub(THROTTLES={"token.user": "60"})),
    ("hub_oauth.E003", hub(THROTTLES={"token.user": "0/m"})),
    ("hub_oauth.E003", hub(THROTTLES={"token.user": "60/minute"})),
    ("hub_oauth.E004", {"LOGIN_URL": "sign_in"}),
    ("hub_oauth.E004", {"LOGIN_URL": "accounts.sign_in"}),
    ("hub_oauth.E006", {"MIDDLEWARE": []}),
    ("hub_oauth.E006", {"MIDDLEWARE": [SESSION]}),
    ("hub_oauth.E006", {"MIDDLEWARE": [AUTHENTICATION]}),
    ("hub_oauth.E006", {"MIDDLEWARE": [AUTHENTICATION, SESSION]}),
    ("hub_oauth.E006", {"MIDDLEWARE": [SESSION, "nothing.like.this"]}),
    ("hub_oauth.E007", urls(TEAMS)),
    ("hub_oauth.E007", urls(path("hub/", include("hub_oauth.urls")), TEAMS)),
    ("hub_oauth.E007", urls(path("", include("oauth2_provider.urls")), OAUTH, TEAMS)),
    ("hub_oauth.E007", urls(re_path("^api/", not_ours), OAUTH, TEAMS)),
    ("hub_oauth.E008", {"SESSION_ENGINE": "django.contrib.sessions.backends.signed_cookies"}),
    ("hub_oauth.E008", {"SESSION_ENGINE": HERE}),
    ("hub_oauth.E010", {"OAUTH2_PROVIDER": {}}),
    ("hub_oauth.E010", provider(OAUTH2_VALIDATOR_CLASS="oauth2_provider.oauth2_validators.OAuth2Validator")),
    ("hub_oauth.E010", provider(OAUTH2_VALIDATOR_CLASS="nothing.like.this")),
    ("hub_oauth.E010", provider(OAUTH2_VALIDATOR_CLASS=ValidatorInWrongOrder)),
    ("hub_oauth.E011", {"OAUTH2_PROVIDER": {}}),
    ("hub_oauth.E011", provider(SCOPES_BACKEND_CLASS=SettingsScopes)),
    ("hub_oauth.E015", templates(APP_DIRS=False)),
    ("hub_oauth.E015", {"TEMPLATES": []}),
    ("hub_oauth.E015", templates(APP_DIRS=False, OPTIONS=BROKEN)),
    ("hub_oauth.E016", {"DATABASE_ROUTERS": [f"{HERE}.ElsewhereRouter"]}),
    ("hub_oauth.E016", {"DATABASE_ROUTERS": [f"{HERE}.ReplicaRouter"]}),
    ("hub_oauth.E017", {"STATIC_URL": None}),
    ("hub_oauth.W001", {"AUTH_PASSWORD_VALIDATORS": []}),
    ("hub_oauth.W001", {"AUTH_PASSWORD_VALIDATORS": [{"NAME": "nothing.like.this"}]}),
    ("hub_oauth.W002", {"SECURE_CSP": {"form-action": ["'self'"]}}),
    ("hub_oauth.W002", {"CONTENT_SECURITY_POLICY": {"DIRECTIVES": {"form-action": ["'self'"]}}}),
    ("hub_oauth.W002", {"CSP_FORM_ACTION": ["'self'"]}),
    ("hub_oauth.W003", {"SECURE_REFERRER_POLICY": "no-referrer"}),
    ("hub_oauth.W003", {"SECURE_REFERRER_POLICY": "same-origin, no-referrer"}),
    ("hub_oauth.W003", {"SECURE_REFERRER_POLICY": ["no-referrer"]}),
    ("hub_oauth.W004", {"SESSION_COOKIE_SAMESITE": "Strict"}),
    ("hub_oauth.W005", {"LOGIN_URL": "/accounts/login/"}),
    ("hub_oauth.W006", hub() | {"ALLOWED_HOSTS": ["www.example"]}),
    ("hub_oauth.W006", hub() | {"ALLOWED_HOSTS": [], "DEBUG": True}),
    ("hub_oauth.W007", hub() | {"STATIC_URL": "https://cdn.example/static/"}),
    ("hub_oauth.W010", provider(PKCE_REQUIRED=False)),
    ("hub_oauth.W011", hub(ISSUER="http://127.0.0.1:8000")),
    ("hub_oauth.W012", hub(CODE_LIFETIME=61)),
    ("hub_oauth.W021", hub(ADMIN_RECENT_LOGIN=901)),
    ("hub_oauth.W013", {"SECURE_CROSS_ORIGIN_OPENER_POLICY": None}),
    ("hub_oauth.W013", {"SECURE_CROSS_ORIGIN_OPENER_POLICY": "unsafe-none"}),
    ("hub_oauth.W015", hub(THROTTLES={"token.user": None})),
    ("hub_oauth.W016", {"CACHES": {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}}),
    ("hub_oauth.W016", {"CACHES": {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}}),
    ("hub_oauth.W017", {"SECURE_SSL_REDIRECT": True}),
    *(("hub_oauth.W019", hub() | mailer(name)) for name in ("console", "dummy", "filebased", "locmem")),
    ("hub_oauth.W017", {"SECURE_SSL_REDIRECT": True, "SECURE_REDIRECT_EXEMPT": ["^health$"]}),
    ("hub_teams.E001", urls(OAUTH)),
    ("hub_teams.E001", urls(OAUTH, path("teams/", include("hub_teams.urls")))),
    ("hub_teams.E001", urls(path("api/user/teams", not_ours), OAUTH, TEAMS)),
]

RIGHT: list[tuple[str, dict[str, Any]]] = [
    ("hub_oauth.E002", hub(ISSUER="https://hub.example:8443")),
    ("hub_oauth.E002", hub(ISSUER="http://[::1]:8000")),
    ("hub_oauth.E002", hub(ISSUER="http://localhost")),
    ("hub_oauth.E003", hub(RETRY_WINDOW=0, RETRY_UNUSED_LIFETIME=0)),
    ("hub_oauth.E003", hub(DEFAULT_SCOPES=["profile:read"], RESOURCES={"/reports/": ("teams:read",)})),
    ("hub_oauth.E003", hub(HELP_URL="https://hub.example/help?a=1", REPORT_URL="mailto:abuse@hub.example?subject=x")),
    ("hub_oauth.E003", hub(CLIENT_ID_DOCUMENTS="allow-list", CLIENT_ID_DOCUMENT_HOSTS=["tool.example", ".a.example"])),
    ("hub_oauth.E030", provider(CIMD_ENABLED=True)),
    ("hub_oauth.W030", hub(CLIENT_ID_DOCUMENTS="allow-list", CLIENT_ID_DOCUMENT_HOSTS=["tool.example"])),
    ("hub_oauth.W031", hub(CLIENT_ID_DOCUMENTS="any", CLIENT_ID_DOCUMENT_SCOPES=["teams:read"])),
    ("hub_oauth.E003", hub(DOCUMENTATION_URL="https://hub.example/developers/", POLICY_URL="", TERMS_URL="")),
    ("hub_oauth.E003", hub(DOCUMENTATION_URL="/developers/")),
    ("hub_oauth.E003", hub(HELP_URL="", REPORT_URL="https://hub.example/report?app={client_id}")),
    ("hub_oauth.E003", hub(PASSWORD_CHANGE_URL="login", NOTIFY=None, NOTIFY_ON_GRANT="never")),
    ("hub_oauth.E003", hub(PASSWORD_CHANGE_URL="/me/password", NOTIFY=print, NOTIFY_ON_GRANT="sensitive")),
    ("hub_oauth.E003", hub(CONSENT_DURATIONS=[60, None], CONSENT_REDIRECT="interstitial", RESERVED_NAMES=[])),
    ("hub_oauth.E003", hub(CAN_GRANT="hub_oauth.people.may_grant_anything")),
    ("hub_oauth.W020", hub(ALLOW_POPUP_CLIENTS=True) | {"SECURE_CROSS_ORIGIN_OPENER_POLICY": "unsafe-none"}),
    ("hub_oauth.W013", hub(ALLOW_POPUP_CLIENTS=True) | {"SECURE_CROSS_ORIGIN_OPENER_POLICY": None}),
    ("hub_oauth.E003", hub(DISPLAY_NAME=str, CLIENT_ADDRESS="hub_oauth.people.remote_address")),
    ("hub_oauth.E003", hub(THROTTLES={"token.user": "600/h", "api.user": None})),
    ("hub_oauth.E004", {"LOGIN_URL": "https://sign-in.example/"}),
    ("hub_oauth.E006", {"MIDDLEWARE": [SESSION, f"{HERE}.not_ours", f"{HERE}.OwnAuthentication"]}),
    ("hub_oauth.E007", urls(path("o/", include("oauth2_provider.urls")), OAUTH, TEAMS)),
    ("hub_oauth.E008", {"SESSION_ENGINE": "django.contrib.sessions.backends.cache"}),
    ("hub_oauth.E010", provider(OAUTH2_VALIDATOR_CLASS=f"{HERE}.OwnValidator")),
    ("hub_oauth.E011", provider(SCOPES_BACKEND_CLASS=f"{HERE}.OwnScopes")),
    ("hub_oauth.E016", {"DATABASE_ROUTERS": []}),
    ("hub_oauth.W001", {"AUTH_PASSWORD_VALIDATORS": [{"NAME": f"{HERE}.OwnPasswordRule"}]}),
    ("hub_oauth.W001", hub(PASSWORD_CHANGE_ENDS_GRANTS=False) | {"AUTH_PASSWORD_VALIDATORS": []}),
    ("hub_oauth.W002", {"SECURE_CSP": {"default-src": ["'self'"]}}),
    ("hub_oauth.W002", {"CONTENT_SECURITY_POLICY": None}),
    ("hub_oauth.W003", {"SECURE_REFERRER_POLICY": "no-referrer, same-origin"}),
    ("hub_oauth.W003", {"SECURE_REFERRER_POLICY": None}),
    ("hub_oauth.W004", {"SESSION_COOKIE_SAMESITE": False}),
    ("hub_oauth.W005", {"LOGIN_URL": "/login"}),
    ("hub_oauth.W006", hub() | {"ALLOWED_HOSTS": [".example"]}),
    ("hub_oauth.W006", hub(ISSUER="http://[::1]:8000") | {"ALLOWED_HOSTS": [], "DEBUG": True}),
    ("hub_oauth.W007", hub() | {"STATIC_URL": "https://hub.example/static/"}),
    ("hub_oauth.W011", hub()),
    ("hub_oauth.W013", {"SECURE_CROSS_ORIGIN_OPENER_POLICY": "same-origin-allow-popups"}),
    ("hub_oauth.W015", hub(THROTTLES={"token.user": "1000/m"})),
    ("hub_oauth.W016", hub()),
    ("hub_oauth.W017", {"SECURE_SSL_REDIRECT": True, "SECURE_REDIRECT_EXEMPT": [r"^api/(?!oauth/authorize$)"]}),
    ("hub_oauth.W019", hub()),
    ("hub_oauth.W019", hub(NOTIFY=None) | mailer("dummy")),
    ("hub_oauth.W019", hub(NOTIFY=f"{HERE}.not_ours") | mailer("dummy")),
    ("hub_teams.E001", urls(OAUTH, TEAMS)),
]


@pytest.mark.parametrize(("id", "settings"), WRONG)
def test_wrong_setting_is_named_with_its_remedy(id: str, settings: dict[str, Any]) -> None:  # noqa: A002
    found = said(id, **settings)

    assert found
    assert all(message.hint for message in found)


@pytest.mark.parametrize(("id", "settings"), RIGHT)
def test_right_setting_is_silent(id: str, settings: dict[str, Any]) -> None:  # noqa: A002
    assert said(id, **settings) == []


def test_a_host_as_the_readme_makes_it_is_clean() -> None:
    assert [message.id for message in messages(**hub(), ALLOWED_HOSTS=["hub.example"])] == ["hub_oauth.I001"]


@pytest.mark.yardstick("P6")
def test_the_published_numbers_stand_in_the_log_of_a_deployment() -> None:
    (limits,) = said("hub_oauth.I001", **hub(CODE_LIFETIME=30))

    assert "CODE_LIFETIME=30, ACCESS_TOKEN_LIFETIME=3600" in limits.msg


def test_an_unknown_key_gets_the_nearest_known_one() -> None:
    (unknown,) = said("hub_oauth.E001", **hub(ACCESS_TOKEN_LIVETIME=60))

    assert unknown.hint == "Did you mean 'ACCESS_TOKEN_LIFETIME'?"


@pytest.mark.parametrize("app", host.APPS)
def test_missing_app_is_named(app: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apps, "is_installed", lambda name: name != app)

    assert [message.msg for message in said("hub_oauth.E005")] == [f"{app} is not installed."]


def test_missing_static_files_app_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apps, "is_installed", lambda name: name != "django.contrib.staticfiles")

    assert said("hub_oauth.W007")


def test_user_model_without_is_active_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(host, "get_user_model", lambda: apps.get_model("hub_teams", "Team"))
    assert not hasattr(apps.get_model("hub_teams", "Team"), "is_active")
    assert AnonymousUser.is_active is False  # an attribute is not enough: queries filter by the field

    assert said("hub_oauth.E009")


def database(monkeypatch: pytest.MonkeyPatch, vendor: str, level: str = "", **options: Any) -> None:
    """The default database as a host's settings describe it. level: what its server says."""
    connection = SimpleNamespace(vendor=vendor, settings_dict={"OPTIONS": options}, cursor=lambda: Cursor(level))
    monkeypatch.setattr(databases, "connections", {"default": connection})


class Cursor:
    def __init__(self, level: str) -> None:
        self.level = level

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        """Nothing is held."""

    def execute(self, sql: str) -> None:
        assert sql == "SHOW default_transaction_isolation"

    def fetchone(self) -> tuple[str]:
        return (self.level,)


@pytest.mark.parametrize("vendor", ["mysql", "oracle", "unknown"])
def test_other_engines_are_refused(vendor: str, monkeypatch: pytest.MonkeyPatch) -> None:
    database(monkeypatch, vendor)

    assert [message.id for message in databases.database_fits()] == ["hub_oauth.E012"]


def test_isolation_other_than_read_committed_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db.backends.postgresql.psycopg_any import IsolationLevel

    database(monkeypatch, "postgresql", isolation_level=IsolationLevel.REPEATABLE_READ)

    assert [message.id for message in databases.database_fits()] == ["hub_oauth.E013"]


@pytest.mark.parametrize("options", [{}, {"isolation_level": 2}])
def test_read_committed_is_fine(options: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    database(monkeypatch, "postgresql", **options)

    assert databases.database_fits() == []


def test_servers_own_isolation_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    database(monkeypatch, "postgresql", level="repeatable read")

    assert [message.id for message in databases.server_is_read_committed(databases=["default"])] == ["hub_oauth.E013"]


def test_servers_read_committed_is_fine(monkeypatch: pytest.MonkeyPatch) -> None:
    database(monkeypatch, "postgresql", level="read committed")

    assert databases.server_is_read_committed(databases=["default"]) == []


def test_no_database_is_asked_unless_django_hands_one(monkeypatch: pytest.MonkeyPatch) -> None:
    database(monkeypatch, "postgresql", level="serializable")

    assert databases.server_is_read_committed(databases=None) == []


@pytest.mark.parametrize("options", [{}, {"transaction_mode": "DEFERRED"}, {"transaction_mode": None}])
def test_sqlite_without_immediate_transactions_is_refused(
    options: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    database(monkeypatch, "sqlite", **options)

    assert [message.id for message in databases.database_fits()] == ["hub_oauth.E014"]


@pytest.mark.parametrize("mode", ["IMMEDIATE", "immediate", "EXCLUSIVE"])
def test_sqlite_with_immediate_transactions_is_fine(mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    database(monkeypatch, "sqlite", transaction_mode=mode)

    assert databases.database_fits() == []


@pytest.mark.parametrize(
    ("vendor", "settings", "ids"),
    [
        ("sqlite", {"USE_TZ": False, "TIME_ZONE": "America/New_York"}, ["hub_oauth.W014"]),
        ("sqlite", {"USE_TZ": False, "TIME_ZONE": "UTC"}, []),
        ("sqlite", {"USE_TZ": True, "TIME_ZONE": "America/New_York"}, []),
        ("postgresql", {"USE_TZ": False, "TIME_ZONE": "America/New_York"}, []),
    ],
)
def test_times_without_a_zone_are_named_on_sqlite(
    vendor: str, settings: dict[str, Any], ids: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    database(monkeypatch, vendor)

    with override_settings(**settings):
        assert [message.id for message in databases.times_have_a_zone()] == ids


CORS_WRONG: list[tuple[str, dict[str, Any]]] = [
    ("hub_oauth.W008", {"CORS_ALLOW_HEADERS": ["content-type"]}),
    ("hub_oauth.W008", {"CORS_ALLOW_METHODS": ["GET"]}),
    ("hub_oauth.W009", {"CORS_ALLOW_ALL_ORIGINS": True, "CORS_ALLOW_CREDENTIALS": True}),
]
CORS_RIGHT: list[tuple[str, dict[str, Any]]] = [
    ("hub_oauth.W008", {"CORS_ALLOW_HEADERS": ["Authorization", "Content-Type"]}),
    ("hub_oauth.W009", {"CORS_ALLOW_ALL_ORIGINS": True}),
]


@pytest.mark.parametrize(("id", "settings"), CORS_WRONG)
def test_wrong_setting_of_cors_headers_is_named(
    id: str,  # noqa: A002
    settings: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(apps, "is_installed", lambda name: True)

    assert said(id, **settings)


@pytest.mark.parametrize(("id", "settings"), CORS_RIGHT)
def test_right_setting_of_cors_headers_is_silent(
    id: str,  # noqa: A002
    settings: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(apps, "is_installed", lambda name: True)

    assert said(id, **settings) == []


@pytest.mark.parametrize(("id", "settings"), CORS_WRONG)
def test_settings_of_cors_headers_mean_nothing_without_it(id: str, settings: dict[str, Any]) -> None:  # noqa: A002
    assert said(id, **settings) == []


def test_every_id_is_documented() -> None:
    others = ("E005", "E009", "E012", "E013", "E014", "E018", "I001", "W014", "W018")
    ids = {case[0] for case in WRONG + CORS_WRONG} | {f"hub_oauth.{number}" for number in others}
    documented = set(re.findall(r"`(hub_(?:oauth|teams)\.[EWI]\d{3})`", (ROOT / "docs" / "checks.md").read_text()))

    assert ids == documented
