"""Every default: the keys of ``HUB_OAUTH``, and the limits of its THROTTLES."""

from __future__ import annotations

from typing import Any, Final

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
