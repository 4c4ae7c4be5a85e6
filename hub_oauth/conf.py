"""The one setting, ``HUB_OAUTH``: its keys, their defaults, typed and read at call time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta, tzinfo
from typing import Any, Final, Literal
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.module_loading import import_string

HOUR: Final = 3600
DAY: Final = 24 * HOUR

# Every key with its default; durations are seconds. A key that is not here is an error (check hub_oauth.E001).
DEFAULTS: Final[dict[str, Any]] = {
    "ISSUER": "",
    "SITE_NAME": "Hub",
    "HELP_URL": "",
    "REPORT_URL": "",
    "PASSWORD_CHANGE_URL": "",
    "DOCUMENTATION_URL": "",
    "POLICY_URL": "",
    "TERMS_URL": "",
    "ERROR_DOCS_URL": "",
    "PLAYGROUND_URL": "",
    "DEFAULT_SCOPES": (),
    "CLIENT_ID_DOCUMENTS": "off",
    "CLIENT_ID_DOCUMENT_HOSTS": (),
    "CLIENT_ID_DOCUMENT_SCOPES": (),
    "CLIENT_ID_DOCUMENT_LIMIT": 5 * 1024,
    "CLIENT_ID_DOCUMENT_TIMEOUT": 5,
    "CLIENT_ID_DOCUMENT_CACHE": HOUR,
    "CLIENT_ID_DOCUMENT_BACKOFF": 60,
    "RESOURCES": {},
    "CODE_LIFETIME": 60,
    "ACCESS_TOKEN_LIFETIME": HOUR,
    "REFRESH_IDLE_LIFETIME": 30 * DAY,
    "REFRESH_ABSOLUTE_LIFETIME": 180 * DAY,
    "RETRY_WINDOW": 10,
    "RETRY_UNUSED_LIFETIME": DAY,
    "CONSENT_FORM_LIFETIME": 600,
    "CONSENT_DURATIONS": (HOUR, DAY, 30 * DAY, None),
    "CONSENT_REDIRECT": "redirect",
    "ALLOW_POPUP_CLIENTS": False,
    "RECENT_LOGIN": 15 * 60,
    "ADMIN_RECENT_LOGIN": 15 * 60,
    "GRANTS_PER_USER_AND_CLIENT": 20,
    "CODES_PER_USER_AND_CLIENT": 10,
    "SECRET_OVERLAP": DAY,
    "BODY_LIMIT": 64 * 1024,
    "THROTTLES": {},
    "REQUEST_FAILURES_PER_CLIENT": 1000,
    "ENDED_GRANT_RETENTION": 7 * DAY,
    "REQUEST_FAILURE_RETENTION": 30 * DAY,
    "AUDIT_RETENTION": 400 * DAY,
    "IDEMPOTENCY_RETENTION": DAY,
    "INVITATION_LIFETIME": 7 * DAY,
    "INVITATION_RETENTION": 30 * DAY,
    "PASSWORD_CHANGE_ENDS_GRANTS": True,
    "DISPLAY_NAME": "hub_oauth.people.full_name_or_username",
    "CLIENT_ADDRESS": "hub_oauth.people.remote_address",
    "LANGUAGE_OF": "hub_oauth.people.language_unknown",
    "TIME_ZONE_OF": "hub_oauth.people.time_zone_unknown",
    "NOTIFY": "hub_oauth.emails.send",
    "NOTIFY_ON_GRANT": "new",
    "ADMIN_CLIENTS": "hub_oauth.people.all_clients",
    "CAN_GRANT": "hub_oauth.people.may_grant_anything",
    "SHOW_RAW_TOKEN_ADMIN": None,
    "RESERVED_NAMES": ("admin", "administrator", "moderator", "official", "staff", "verified"),
}

# How often a thing may be tried, counted by what stands in brackets; HUB_OAUTH["THROTTLES"] changes single ones.
THROTTLES: Final[dict[str, str]] = {
    "authorize.address": "600/m",  # (address)
    "authorize.user": "60/m",  # (client, person)
    "authorize.skips": "10/h",  # consent pages skipped; above it the page is shown (client, person)
    "credentials.address": "300/m",  # failed client authentications (address)
    "credentials.client": "10/m",  # failed client authentications (client, address)
    "token.refused": "600/m",  # answers invalid_grant (client, address)
    "token.user": "60/m",  # (client, person)
    "revoke.client": "6000/m",  # (client, address)
    "introspect.client": "30000/m",  # (client, address)
    "api.user": "600/m",  # (client, person)
    "api.address": "600/m",  # bad tokens (address)
    "admin.confirm": "20/h",  # passwords tried before a dangerous act (person)
    "teams.writes": "60/m",  # requests that change a team (client, person)
    "teams.misses": "30/h",  # people to add who were not found (client, person)
    "teams.invitations": "60/h",  # invitations by e-mail (client, person)
    "teams.address": "5/d",  # e-mails with an invitation to one address (address)
    "documents.user": "10/m",  # client-id metadata documents fetched (person)
    "documents.address": "30/m",  # (address)
    "documents.host": "10/m",  # (host of the document)
    "documents.all": "60/m",  # (all together)
    "failures.client": "30/m",  # refused requests kept for diagnosis (client)
    "failures.throttled": "10/m",  # requests refused for their number that are kept for diagnosis (all together)
}


class Conf:
    """Typed views of ``settings.HUB_OAUTH``; a missing key has the default above."""

    def __getitem__(self, key: str) -> Any:
        return self.given.get(key, DEFAULTS[key])

    @property
    def given(self) -> Mapping[str, Any]:
        """What the host wrote; nothing where that is no dictionary (check hub_oauth.E001)."""
        written = getattr(settings, "HUB_OAUTH", {})
        return written if isinstance(written, Mapping) else {}

    @property
    def issuer(self) -> str:
        """The issuer identifier (RFC 8414 §2): an origin, without a slash at the end, never taken from a request."""
        return str(self["ISSUER"])

    @property
    def issuer_is_loopback_http(self) -> bool:
        parts = urlsplit(self.issuer)
        return parts.scheme == "http" and parts.hostname in ("127.0.0.1", "::1", "localhost")

    @property
    def site_name(self) -> str:
        return str(self["SITE_NAME"])

    @property
    def help_url(self) -> str:
        """Where people get help: https or mailto; empty for no link."""
        return str(self["HELP_URL"])

    @property
    def report_url(self) -> str:
        """Where people report an app; ``{client_id}`` in it becomes the app's. Empty for no link."""
        return str(self["REPORT_URL"])

    @property
    def password_change_url(self) -> str:
        """Where people change their password: a path, or the name of a URL. Empty: the usual names are tried."""
        return str(self["PASSWORD_CHANGE_URL"])

    @property
    def documentation_url(self) -> str:
        """Where developers read about this site's API (RFC 8414 §2, service_documentation); empty for nowhere."""
        return self.address("DOCUMENTATION_URL")

    @property
    def policy_url(self) -> str:
        """What apps may do with the data they get (op_policy_uri); empty for nothing written."""
        return str(self["POLICY_URL"])

    @property
    def terms_url(self) -> str:
        """The terms for apps (op_tos_uri); empty for none."""
        return str(self["TERMS_URL"])

    @property
    def error_docs_url(self) -> str:
        """The page that explains every cause of ``hub_oauth.errors`` at an anchor of its name; empty for none."""
        return self.address("ERROR_DOCS_URL")

    @property
    def playground_url(self) -> str:
        """Where an administrator tries the flow by hand; empty for no such page."""
        return self.address("PLAYGROUND_URL")

    @property
    def default_scopes(self) -> Sequence[str]:
        """Scopes of a request that names none; empty: such a request is refused (RFC 6749 §3.3)."""
        return tuple(self["DEFAULT_SCOPES"])

    @property
    def client_id_documents(self) -> Literal["off", "allow-list", "any"]:
        """Whose client-id metadata documents are fetched: nobody's, those of CLIENT_ID_DOCUMENT_HOSTS, anybody's."""
        given = self["CLIENT_ID_DOCUMENTS"]
        return given if given in ("allow-list", "any") else "off"

    @property
    def client_id_document_hosts(self) -> Sequence[str]:
        """``tool.example`` for a host, ``.agents.example`` for a domain and all below it."""
        return tuple(self["CLIENT_ID_DOCUMENT_HOSTS"])

    @property
    def client_id_document_scopes(self) -> Sequence[str]:
        """What apps known by a document may ask for; empty: every scope that is not sensitive."""
        return tuple(self["CLIENT_ID_DOCUMENT_SCOPES"])

    @property
    def client_id_document_limit(self) -> int:
        """Bytes of a document (draft-ietf-oauth-client-id-metadata-document §6.6)."""
        return int(self["CLIENT_ID_DOCUMENT_LIMIT"])

    @property
    def client_id_document_timeout(self) -> timedelta:
        """For all of a fetch: name, connection, TLS, every byte."""
        return self.seconds("CLIENT_ID_DOCUMENT_TIMEOUT")

    @property
    def client_id_document_cache(self) -> timedelta:
        """How long a document is good at most, whatever its server says."""
        return self.seconds("CLIENT_ID_DOCUMENT_CACHE")

    @property
    def client_id_document_backoff(self) -> timedelta:
        """How long an address that gave no usable document is not asked again."""
        return self.seconds("CLIENT_ID_DOCUMENT_BACKOFF")

    @property
    def resources(self) -> Mapping[str, Sequence[str]]:
        """Path prefix of a host's own views that accept Hub tokens through DOT -> the scopes they need."""
        return dict(self["RESOURCES"])

    @property
    def code_lifetime(self) -> timedelta:
        return self.seconds("CODE_LIFETIME")

    @property
    def access_token_lifetime(self) -> timedelta:
        return self.seconds("ACCESS_TOKEN_LIFETIME")

    @property
    def refresh_idle_lifetime(self) -> timedelta:
        return self.seconds("REFRESH_IDLE_LIFETIME")

    @property
    def refresh_absolute_lifetime(self) -> timedelta:
        return self.seconds("REFRESH_ABSOLUTE_LIFETIME")

    @property
    def retry_window(self) -> timedelta:
        """How long a refresh that was answered may be asked again for the identical answer."""
        return self.seconds("RETRY_WINDOW")

    @property
    def retry_unused_lifetime(self) -> timedelta:
        """How long after a rotation an unused successor may be replaced."""
        return self.seconds("RETRY_UNUSED_LIFETIME")

    @property
    def consent_form_lifetime(self) -> timedelta:
        return self.seconds("CONSENT_FORM_LIFETIME")

    @property
    def consent_durations(self) -> Sequence[int | None]:
        """How long a consent may last, in seconds, as the page offers it; None: until the person removes it."""
        return tuple(self["CONSENT_DURATIONS"])

    @property
    def consent_redirect(self) -> Literal["redirect", "interstitial"]:
        """How the answer to the consent form leads back to the app: by 303, or by a page with a link to press."""
        return "interstitial" if self["CONSENT_REDIRECT"] == "interstitial" else "redirect"

    @property
    def allow_popup_clients(self) -> bool:
        """Whether apps may open the consent page in a window of its own and wait for it there."""
        return bool(self["ALLOW_POPUP_CLIENTS"])

    @property
    def recent_login(self) -> timedelta:
        """How long ago a sign-in may be for scopes that require a recent one."""
        return self.seconds("RECENT_LOGIN")

    @property
    def admin_recent_login(self) -> timedelta:
        """How long ago an administrator's sign-in may be for acts that are dangerous."""
        return self.seconds("ADMIN_RECENT_LOGIN")

    @property
    def ended_grant_retention(self) -> timedelta:
        """How long a grant that ended is kept, so that a replay of its code or token is known for what it is."""
        return self.seconds("ENDED_GRANT_RETENTION")

    @property
    def request_failure_retention(self) -> timedelta:
        return self.seconds("REQUEST_FAILURE_RETENTION")

    @property
    def audit_retention(self) -> timedelta:
        return self.seconds("AUDIT_RETENTION")

    @property
    def idempotency_retention(self) -> timedelta:
        """How long the answer to a request with an Idempotency-Key is kept for its repetitions."""
        return self.seconds("IDEMPOTENCY_RETENTION")

    @property
    def invitation_lifetime(self) -> timedelta:
        """How long an invitation into a team may be accepted."""
        return self.seconds("INVITATION_LIFETIME")

    @property
    def invitation_retention(self) -> timedelta:
        """How long an invitation is kept after its end: it holds somebody's address."""
        return self.seconds("INVITATION_RETENTION")

    @property
    def grants_per_user_and_client(self) -> int:
        return int(self["GRANTS_PER_USER_AND_CLIENT"])

    @property
    def codes_per_user_and_client(self) -> int:
        """How many codes may wait for their redemption."""
        return int(self["CODES_PER_USER_AND_CLIENT"])

    @property
    def secret_overlap(self) -> timedelta:
        """How long a secret is good after a newer one was made, where nobody says otherwise (ASVS 13.3.4)."""
        return self.seconds("SECRET_OVERLAP")

    @property
    def body_limit(self) -> int:
        """Bytes a request may carry."""
        return int(self["BODY_LIMIT"])

    @property
    def throttles(self) -> Mapping[str, str | None]:
        """Name of a limit -> its rate, None for no limit."""
        given = self["THROTTLES"]
        return {**THROTTLES, **(given if isinstance(given, Mapping) else {})}

    @property
    def request_failures_per_client(self) -> int:
        return int(self["REQUEST_FAILURES_PER_CLIENT"])

    @property
    def password_change_ends_grants(self) -> bool:
        return bool(self["PASSWORD_CHANGE_ENDS_GRANTS"])

    @property
    def display_name(self) -> Callable[[Any], str]:
        """user -> the name that apps and pages show."""
        return self.function("DISPLAY_NAME")

    @property
    def client_address(self) -> Callable[[Any], str | None]:
        """HttpRequest -> the address of the caller; a host behind a proxy names its own."""
        return self.function("CLIENT_ADDRESS")

    @property
    def language_of(self) -> Callable[[Any], str | None]:
        """user -> the language code for e-mails, or None where it is not known."""
        return self.function("LANGUAGE_OF")

    @property
    def time_zone_of(self) -> Callable[[Any], tzinfo | None]:
        """user -> the time zone for e-mails, or None where it is not known."""
        return self.function("TIME_ZONE_OF")

    @property
    def notify(self) -> Callable[[Any], None] | None:
        """What tells a person of a ``notifications.Notice``; None for silence."""
        return self.function("NOTIFY") if self["NOTIFY"] else None

    @property
    def notify_on_grant(self) -> str:
        """``new``: of new apps and of new sensitive permissions; ``sensitive``: of the latter alone; ``never``."""
        return str(self["NOTIFY_ON_GRANT"])

    @property
    def can_grant(self) -> Callable[[Any, Any, Sequence[str]], Any]:
        """(user, application, scopes) -> whether this person may let the app have them; a sentence says why not."""
        return self.function("CAN_GRANT")

    @property
    def admin_clients(self) -> Callable[[Any, Any], Any]:
        """(request, queryset of ClientProfile) -> those of them that this administrator sees and may change."""
        return self.function("ADMIN_CLIENTS")

    @property
    def show_raw_token_admin(self) -> bool | None:
        """Whether DOT's own pages for its tokens and grants are in the admin: True: to be read only; False: not at all.

        None: not in a host that is new to DOT, where nobody ever has such a token; untouched in one that ran it before.
        In a new host DOT's page for applications goes with them: the Hub does not know what it registers.
        """
        value: bool | None = self["SHOW_RAW_TOKEN_ADMIN"]
        return value

    @property
    def reserved_names(self) -> Sequence[str]:
        """Words that no app and no publisher may carry in its name, beside the site's own name."""
        return tuple(self["RESERVED_NAMES"])

    def address(self, key: str) -> str:
        """In full: a path is one of this site."""
        value = str(self[key])
        return self.issuer + value if value.startswith("/") else value

    def seconds(self, key: str) -> timedelta:
        return timedelta(seconds=self[key])

    def function(self, key: str) -> Callable[..., Any]:
        value = self[key]
        found: Callable[..., Any] = import_string(value) if isinstance(value, str) else value
        return found


conf: Final = Conf()
