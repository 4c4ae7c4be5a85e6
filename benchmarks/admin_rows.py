"""The rows behind the lists of the admin, at full size or fewer, made by PostgreSQL itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

APPS: Final = 1_000  # in every size


@dataclass(frozen=True, slots=True)
class Size:
    """Rows. people: and as many consents and grants."""

    people: int
    events: int
    failures: int


FULL: Final = Size(200_000, 1_000_000, 50_000)
TENTH: Final = Size(20_000, 100_000, 5_000)
FEW: Final = Size(1_000, 1_000, 1_000)

# One in five uses the first app, the others are spread; consents and events are of the last 400 days.
# Consents were used within 60 days, but for one in four; refused requests are as many as each app may have.
APP_OF: Final = "CASE WHEN n % 5 = 0 THEN 1 ELSE 1 + n % {apps} END"
WHEN: Final = "now() - interval '400 days' * (1 - n::float / {rows})"


def statements(size: Size) -> Iterator[tuple[str, int, str]]:
    """Name, number of rows and SQL of each table, in their order."""
    yield (
        "people",
        size.people,
        f"""
        INSERT INTO auth_user (username, email, password, first_name, last_name, is_superuser, is_staff, is_active,
                               date_joined)
        SELECT 'person' || n, 'person' || n || '@example.org', '!', '', '', false, n % 10000 = 0, true, now()
        FROM generate_series(1, {size.people}) n""",
    )
    yield "consents", size.people, consents(size)
    yield "grants", size.people, GRANTS
    yield "audit log", size.events, events(size)
    yield "failures", size.failures, failures(size.failures)


def failures(rows: int) -> str:
    return f"""
        INSERT INTO hub_oauth_requestfailure (at, endpoint, error, cause, description, client_id, address, reference,
                                              details)
        SELECT {WHEN.format(rows=rows)}, 'authorize', 'invalid_request', 'redirect_uri_mismatch', 'It differs.',
            'client' || (1 + n % {APPS}), '203.0.113.9', 'F' || lpad(n::text, 11, '2'), '{{}}'
        FROM generate_series(1, {rows}) n"""


def consents(size: Size) -> str:
    when = WHEN.format(rows=size.people)
    return f"""
        INSERT INTO hub_oauth_consent (user_id, application_id, scopes, granted_at, updated_at, identity_seen_at,
                                       last_used_at, revoked_at, revoked_reason)
        SELECT (SELECT min(id) FROM auth_user) + n - 1, {APP_OF.format(apps=APPS)},
            CASE WHEN n % 50 = 0 THEN 'profile:read teams:write' ELSE 'profile:read teams:read' END,
            {when}, {when}, {when}, CASE WHEN n % 4 > 0 THEN now() - interval '60 days' * random() END,
            CASE WHEN n % 10 = 0 THEN now() END, CASE WHEN n % 10 = 0 THEN 'removed' ELSE '' END
        FROM generate_series(1, {size.people}) n"""


GRANTS: Final = """
    INSERT INTO hub_oauth_grant (consent_id, user_id, application_id, scopes, resource, request_id, created_at,
        code_digest, redirect_uri, code_challenge, code_expires_at, wrong_verifiers, generation, access_scopes,
        idle_expires_at, absolute_expires_at, end_reason)
    SELECT id, user_id, application_id, scopes, '', gen_random_uuid(), granted_at, sha256(id::text::bytea), '', 'x',
        now(), 0, 0, '', now() + interval '30 days', now() + interval '180 days', '' FROM hub_oauth_consent"""


def events(size: Size) -> str:
    return f"""
        INSERT INTO hub_oauth_auditevent (at, event, outcome, reason, actor_id, actor_label, user_id, user_label,
                                          client_id, client_label, address, reference, details)
        SELECT {WHEN.format(rows=size.events)},
            CASE WHEN n % 50000 = 0 THEN 'token.reuse_detected' WHEN n % 10 = 0 THEN 'token.issued'
                 WHEN n % 10 = 1 THEN 'consent.granted' ELSE 'token.refreshed' END,
            CASE WHEN n % 50000 = 0 THEN 'refused' ELSE 'done' END, '',
            CASE WHEN n % 10 = 1 THEN (person.first + n % {size.people})::text ELSE '' END, '',
            (person.first + n % {size.people})::text, 'person' || (1 + n % {size.people}),
            'client' || ({APP_OF.format(apps=APPS)}), 'App', ('10.' || n % 200 || '.' || n % 250 || '.7')::inet,
            'R' || lpad(n::text, 11, '2'), '{{}}'
        FROM generate_series(1, {size.events}) n, (SELECT min(id) AS first FROM auth_user) person"""
