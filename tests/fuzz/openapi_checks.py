"""What every answer must be: as the OpenAPI document says, and as the Hub promises beyond it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final, TypeGuard
from urllib.parse import parse_qs, urlsplit

from schemathesis import Case, Response
from schemathesis.checks import not_a_server_error
from schemathesis.openapi import checks as _registered  # noqa: F401  # the checks below register with it
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from hub_oauth.errors import CAUSES
from hub_oauth.models import AuditEvent, Consent, Grant
from hub_teams.models import Invitation, Membership

DOCUMENTED: Final = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
CODES: Final = {cause.error for cause in CAUSES.values()}
SECRETS: Final = ("client_secret", "code", "code_verifier", "refresh_token", "token")
CLIENTS: Final = "/api/oauth/"
RESOURCES: Final = ("/api/auth/", "/api/user/", "/api/teams/")
AUTHORIZE: Final = "/api/oauth/authorize"
NEVER_ANOTHER_METHOD: Final = (400, 401, 403, 405)

Issued = set[tuple[Any, ...]]


def check(case: Case[Any], response: Response, before: Issued) -> None:
    """Raise AssertionError, or Schemathesis' own, for an answer that is not as it must be. before: issued() then."""
    case.validate_response(response, checks=DOCUMENTED)
    header = {name.lower(): ", ".join(values) for name, values in response.headers.items()}
    assert response.status_code < 500
    assert case.method in declared(case) or response.status_code in NEVER_ANOTHER_METHOD
    if case.path.startswith("/api/"):
        assert header.get("cache-control") == "no-store"
    # RFC 6750 §3: a challenge says how to get another token, which is no help against a role.
    if response.status_code == 401 or (case.path.startswith(RESOURCES) and "insufficient_scope" in response.text):
        assert header.get("www-authenticate")
    assert code_of(case, response) in CODES
    echoed = [name for name, value in sent(case, response) if value in response.text or value in str(header)]
    assert echoed == [], f"what was sent as {echoed} stands in the answer"
    if refused(case, response):
        assert issued() <= before


def declared(case: Case[Any]) -> set[str]:
    return {case.operation.method.upper(), *({"HEAD"} if case.operation.method == "get" else ())}


def issued() -> Issued:
    """Every credential, consent and place in a team: what ends leaves it, what is issued joins it."""
    grants = Grant.objects.values_list("pk", "code_digest", "access_digest", "refresh_digest", "generation")
    told = AuditEvent.objects.filter(event__in=("token.issued", "token.refreshed", "consent.granted"))
    people = {*Membership.objects.values_list("team", "user", "role"), *Invitation.objects.values_list("email", "role")}
    return {*grants, *Consent.objects.values_list("pk", "scopes"), *people, ("told", told.count())}


def refused(case: Case[Any], response: Response) -> bool:
    return response.status_code >= 400 or "error" in answer_to_app(response)


def answer_to_app(response: Response) -> dict[str, list[str]]:
    """What the query of a redirect says."""
    (location,) = response.headers.get("location", [""])
    return parse_qs(urlsplit(location).query)


def code_of(case: Case[Any], response: Response) -> str:
    """The code of an error for a client, wherever it stands; empty for anything else."""
    if not case.path.startswith(CLIENTS):
        return ""
    if case.path == AUTHORIZE:
        return answer_to_app(response).get("error", [""])[0]
    return str(json.loads(response.text or "{}").get("error", ""))


def sent(case: Case[Any], response: Response) -> Iterator[tuple[str, str]]:
    """Secrets in the request, with what they were sent as; what is shorter than any of ours may stand in any answer.

    A retry gets the pair once more that it may have sent along in another place, but never the token it shows.
    """
    body = case.body if isinstance(case.body, dict) else {}
    given = pair_in(response) - {str(body.get("refresh_token"))}  # a generated one may be of any type
    values = {name: body.get(name) for name in SECRETS} | dict(case.cookies or {})
    values["Authorization"] = case.headers.get("Authorization", "").rpartition(" ")[2]
    return ((name, value) for name, value in values.items() if is_ours(value) and value not in given)


def is_ours(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and len(value) >= 32


def pair_in(response: Response) -> set[Any]:
    """The tokens that an answer of the token endpoint issues."""
    if response.status_code != 200 or "access_token" not in response.text:
        return set()
    told = json.loads(response.text)
    return {told["access_token"], told["refresh_token"]}
