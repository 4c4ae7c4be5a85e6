"""Access tokens at the API and at a host's own views: live, in the right place, for what they carry."""

from __future__ import annotations

from typing import Final

from tests.mutants.mutant import Mutant

TOKENS: Final = "hub_oauth/access_tokens.py"
API: Final = "hub_oauth/api"
VALIDATOR: Final = "hub_oauth/dot/validator.py"
BEARER: Final = "tests/oauth/test_bearer.py"
TRANSPORT: Final = "tests/oauth/test_bearer_transport.py"
LIVE: Final = "tests/oauth/test_live_effects.py"
SEAM: Final = "tests/oauth/test_dot_seam.py"
EDGES: Final = "tests/oauth/test_expiry_edges.py"

MUTANTS: Final = (
    Mutant(
        "bearer-never-expires",
        TOKENS,
        "live_grants(access_digest=tokens.digest(raw), access_expires_at__gt=Now())",
        "live_grants(access_digest=tokens.digest(raw))",
        "An access token lives as long as its grant.",
        (BEARER,),
        share=True,
    ),
    Mutant(
        "bearer-at-its-expiry",
        TOKENS,
        "access_expires_at__gt=Now()",
        "access_expires_at__gte=Now()",
        "An access token is still good at the very moment at which it expires.",
        (EDGES,),
    ),
    Mutant(
        "bearer-of-an-ended-grant",
        TOKENS,
        "            ended_at=None,\n            consent__revoked_at=None,",
        "            consent__revoked_at=None,",
        "A revoked token opens the API.",
        (BEARER, LIVE),
    ),
    Mutant(
        "bearer-consent-forgotten",
        TOKENS,
        "            ended_at=None,\n            consent__revoked_at=None,",
        "            ended_at=None,",
        "The API does not ask whether the consent was withdrawn.",
        (LIVE,),
    ),
    Mutant(
        "bearer-consent-past-its-end",
        TOKENS,
        "Q(consent__ends_at=None) | Q(consent__ends_at__gt=Now()),",
        "Q(pk__gt=0),",
        "The API does not ask whether the consent reached its end.",
        (LIVE,),
    ),
    Mutant(
        "bearer-consent-at-its-end",
        TOKENS,
        "Q(consent__ends_at__gt=Now())",
        "Q(consent__ends_at__gte=Now())",
        "The API takes a consent at the very moment at which it ends.",
        (EDGES,),
    ),
    Mutant(
        "bearer-client-forgotten",
        TOKENS,
        "            application__hub_profile__enabled=True,\n",
        "",
        "Tokens of a client that was turned off open the API.",
        (BEARER, LIVE),
    ),
    Mutant(
        "bearer-person-forgotten",
        TOKENS,
        "            user__is_active=True,\n",
        "",
        "Tokens of a person who was stopped open the API.",
        (BEARER, LIVE),
        share=True,
    ),
    Mutant(
        "bearer-scopes-of-the-token",
        TOKENS,
        "scopes = frozenset(token_scopes) & frozenset(consent.scope_names) & frozenset(profile.scopes_allowed)",
        "scopes = frozenset(token_scopes)",
        "A scope taken from consent or client stays with the tokens.",
        (LIVE,),
        share=True,
    ),
    Mutant(
        "bearer-union-of-scopes",
        TOKENS,
        "frozenset(token_scopes) & frozenset(consent.scope_names) & frozenset",
        "(frozenset(token_scopes) | frozenset(consent.scope_names)) & frozenset",
        "A narrow token does whatever its consent allows.",
        ("tests/oauth/test_refresh_replacement.py", "tests/oauth/test_refresh.py", BEARER),
    ),
    Mutant(
        "bearer-anywhere",
        TOKENS,
        'return grant.resource in ("", resource)',
        "return bool(resource)",
        "A token for one resource is good at every other.",
        (BEARER, SEAM),
    ),
    Mutant(
        "bearer-use-not-marked",
        TOKENS,
        "or not mark_used(bearer):",
        "or not bearer.grant.pk:",
        "The first use of a token is not marked, so it may be replaced under somebody's hands.",
        (BEARER, "tests/oauth/test_refresh_replacement.py"),
    ),
    Mutant(
        "api-token-in-the-url",
        f"{API}/authentication.py",
        '        if "access_token" in request.query_params:\n'
        '            raise Refusal("token_in_url")  # RFC 9700 §4.3.2: by now it stands in a log\n',
        "",
        "A token in a URL goes unnoticed.",
        (TRANSPORT,),
    ),
    Mutant(
        "api-falls-back-to-the-session",
        f"{API}/views.py",
        "authentication_classes = [BearerAuthentication]",
        "from rest_framework.authentication import SessionAuthentication\n"
        "\n"
        "    authentication_classes = [BearerAuthentication, SessionAuthentication]",
        "A session opens the API.",
        (TRANSPORT,),
        share=True,
    ),
    Mutant(
        "api-any-scope-of-several",
        f"{API}/permissions.py",
        "if not set(self.scopes) <= request.auth.scopes:",
        "if set(self.scopes) and not request.auth.scopes:",
        "Any scope opens every view.",
        (BEARER,),
    ),
    Mutant(
        "api-without-token",
        f"{API}/permissions.py",
        "        if not isinstance(request.auth, Bearer):\n            return False\n",
        "        if not isinstance(request.auth, Bearer):\n            return True\n",
        "Without a token nobody asks for a scope.",
        (BEARER, "tests/teams/test_me.py"),
    ),
    Mutant(
        "api-in-clear-text",
        f"{API}/views.py",
        "            transport.refuse_plain_http(request)\n",
        "",
        "A token opens the API in clear text.",
        ("tests/oauth/test_transport.py",),
    ),
    Mutant(
        "api-not-counted",
        f"{API}/throttles.py",
        "return not isinstance(bearer, Bearer) or throttles.admits(LIMIT, bearer.client.pk, bearer.user.pk)",
        "return True",
        "An app may ask the API without limit.",
        ("tests/oauth/test_throttles.py",),
    ),
    Mutant(
        "api-bad-tokens-not-counted",
        f"{API}/authentication.py",
        "            refuse_flood(conf.client_address(request))\n",
        "",
        "Tokens may be guessed at without limit.",
        ("tests/oauth/test_throttles.py",),
    ),
    Mutant(
        "api-readable-from-anywhere",
        f"{API}/views.py",
        "cors.share(request, response, client=auth.client if isinstance(auth, Bearer) else None)",
        "cors.share(request, response, client=None)",
        "An answer of the API is readable from the page of another client.",
        ("tests/oauth/test_cors.py",),
    ),
    Mutant(
        "dot-spends-hub-clients",
        VALIDATOR,
        'if hasattr(application, "hub_profile"):',
        "if application is None:",
        "DOT's own endpoints serve the Hub's clients.",
        (SEAM,),
    ),
    Mutant(
        "dot-any-view",
        VALIDATOR,
        "    if prefix is None:\n        return None\n",
        "    if prefix is None:\n        prefix = next(iter(conf.resources))\n",
        "A Hub token opens every view that DOT protects.",
        (SEAM,),
        share=True,
    ),
    Mutant(
        "dot-scopes-of-the-path-forgotten",
        VALIDATOR,
        "return bearer if bearer is not None and needed <= bearer.scopes else None",
        "return bearer if bearer is not None and needed else None",
        "A host's view takes Hub tokens without the scopes that the host named for it.",
        (SEAM,),
    ),
    Mutant(
        "dot-scopes-of-the-view-forgotten",
        VALIDATOR,
        "if bearer is None or not set(scopes) <= bearer.scopes:",
        "if bearer is None:",
        "A view's own scopes are not asked for.",
        (SEAM,),
    ),
    Mutant(
        "dot-beside-the-path",
        VALIDATOR,
        'if path == prefix or path.startswith(prefix.rstrip("/") + "/")]',
        'if path.startswith(prefix.rstrip("/"))]',
        "A path that only begins like a resource's is taken for it.",
        (SEAM,),
    ),
    Mutant(
        "teams-of-everybody",
        "hub_teams/memberships.py",
        "Membership.objects.filter(all_of_them | chosen, user=bearer.user)",
        "Membership.objects.filter(all_of_them | chosen)",
        "An app reads the teams of other people.",
        ("tests/teams/test_user_teams.py", "tests/teams/test_team_access.py"),
        share=True,
    ),
    Mutant(
        "teams-not-chosen",
        "hub_teams/memberships.py",
        "Membership.objects.filter(all_of_them | chosen, user=bearer.user)",
        "Membership.objects.filter(user=bearer.user)",
        "An app reads teams that the person did not choose for it.",
        ("tests/teams/test_team_access.py",),
    ),
    Mutant(
        "teams-chosen-anew",
        "hub_teams/access.py",
        "[TeamAccess(consent=consent, mode=TeamAccess.Mode.ALL)], ignore_conflicts=True",
        "[TeamAccess(consent=consent, mode=TeamAccess.Mode.ALL)],\n"
        "                update_conflicts=True,\n"
        '                unique_fields=["consent"],\n'
        '                update_fields=["mode"]',
        "Allowing again opens all teams.",
        ("tests/teams/test_team_access.py",),
    ),
    Mutant(
        "teams-without-their-scope",
        "hub_teams/access.py",
        "if {TEAMS_READ, TEAMS_WRITE} & set(scopes):",
        "if scopes:",
        "A consent to something else opens the teams.",
        ("tests/teams/test_team_access.py",),
    ),
    Mutant(
        "teams-scope-not-needed",
        "hub_teams/api/user_teams.py",
        "required_scopes = (TEAMS_READ,)",
        "required_scopes = ()",
        "Any token reads the teams.",
        ("tests/teams/test_user_teams.py", BEARER),
    ),
    Mutant(
        "profile-scope-not-needed",
        "hub_teams/api/me.py",
        "required_scopes = (PROFILE_READ,)",
        "required_scopes = ()",
        "Any token reads name and e-mail address.",
        ("tests/teams/test_me.py", BEARER),
    ),
    Mutant(
        "teams-links-from-the-request",
        "hub_teams/api/pages.py",
        "        self.base_url = conf.issuer + request.get_full_path()\n",
        "",
        "The links of a page stand on the host that the request names.",
        ("tests/teams/test_user_teams.py", "tests/oauth/test_forwarded_headers.py"),
    ),
)
