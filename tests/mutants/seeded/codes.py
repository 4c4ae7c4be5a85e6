"""Codes: checked, spent, and what a second use means."""

from __future__ import annotations

from typing import Final

from tests.mutants.mutant import Mutant

CODES: Final = "hub_oauth/codes.py"
REDEMPTION: Final = "tests/oauth/test_code_redemption.py"
REPLAY: Final = "tests/oauth/test_code_replay.py"

MUTANTS: Final = (
    Mutant(
        "code-any-client",
        CODES,
        "if grant is None or grant.application_id != client.pk:",
        "if grant is None:",
        "A code is redeemed for whichever client brings it.",
        (REDEMPTION,),
        share=True,
    ),
    Mutant(
        "code-any-redirect-uri",
        CODES,
        "if redemption.redirect_uri not in (None, grant.redirect_uri):",
        "if not redemption.redirect_uri and redemption.redirect_uri is not None:",
        "The redirect URI of the token request is not compared.",
        (REDEMPTION,),
        share=True,
    ),
    Mutant(
        "code-any-resource",
        CODES,
        "if not grants.is_for(grant, redemption.resource):",
        "if redemption.resource == grant.resource + '#':",
        "The resource of the token request is not compared.",
        (REDEMPTION,),
    ),
    Mutant(
        "code-any-verifier",
        CODES,
        "if not pkce.matches(redemption.verifier, grant.code_challenge):",
        "if not grant.code_challenge:",
        "The verifier is not compared with the challenge.",
        (REDEMPTION,),
        share=True,
    ),
    Mutant(
        "code-prefix-of-challenge",
        "hub_oauth/protocol/pkce.py",
        "return hmac.compare_digest(challenge_of(verifier).encode(), challenge.encode())",
        "return challenge_of(verifier).startswith(challenge)",
        "A part of the challenge is enough, and so is none.",
        ("tests/protocol/test_pkce.py", "tests/oauth/test_code_verifiers.py"),
    ),
    Mutant(
        "code-plain-verifier",
        "hub_oauth/protocol/pkce.py",
        "return hmac.compare_digest(challenge_of(verifier).encode(), challenge.encode())",
        "return challenge in (challenge_of(verifier), verifier)",
        "The challenge itself is accepted as a verifier, as with the method plain.",
        ("tests/protocol/test_pkce.py",),
    ),
    Mutant(
        "code-short-verifier",
        "hub_oauth/protocol/pkce.py",
        'r"[A-Za-z0-9._~-]{43,128}"',
        'r"[A-Za-z0-9._~-]{42,128}"',
        "A verifier may be one character too short.",
        ("tests/protocol/test_pkce.py",),
    ),
    Mutant(
        "code-twice",
        CODES,
        "return end_replayed(grant, standing, act) if grant.spent_at else spend(grant, standing, act)",
        "return spend(grant, standing, act)",
        "A spent code is spent again.",
        (REPLAY,),
        share=True,
    ),
    Mutant(
        "code-replay-ends-nothing",
        CODES,
        "grants.end(Grant.objects.filter(pk=grant.pk), Grant.End.REPLAY)",
        "Grant.objects.filter(pk=grant.pk)",
        "A replay is refused, and the tokens of the code stay good.",
        (REPLAY,),
        share=True,
    ),
    Mutant(
        "code-replay-rolled-back",
        CODES,
        "        answer = answer_to(client, redemption, act)\n"
        "    if isinstance(answer, Refusal):\n"
        "        raise answer",
        "        answer = answer_to(client, redemption, act)\n"
        "        if isinstance(answer, Refusal):\n"
        "            raise answer",
        "The refusal is raised before the commit, so the ending that it tells of is undone.",
        (REPLAY,),
        share=True,
    ),
    Mutant(
        "code-not-durable",
        CODES,
        "with transaction.atomic(durable=True):",
        "with transaction.atomic():",
        "Redeeming may run inside somebody's transaction, so the answer may go out before the commit.",
        ("tests/oauth/test_durable.py",),
    ),
    Mutant(
        "code-replay-told-again",
        CODES,
        "if grant.ended_at is None and grant.spent_at is not None:",
        "if grant.spent_at is not None:",
        "Every further replay is told again, and rewrites why the grant ended.",
        (REPLAY,),
    ),
    Mutant(
        "code-of-an-ended-grant",
        CODES,
        'if grant.ended_at is not None:\n        raise Refusal("code_unknown")',
        'if grant.spent_at is not None:\n        raise Refusal("code_unknown")',
        "A code that was burnt, or whose grant had to make room, is still redeemed.",
        (REDEMPTION, "tests/oauth/test_consent_rows.py"),
    ),
    Mutant(
        "code-never-expires",
        CODES,
        "if standing.now >= grant.code_expires_at:",
        "if standing.now >= grant.absolute_expires_at:",
        "A code lives as long as its grant might.",
        (REDEMPTION,),
    ),
    Mutant(
        "code-at-its-expiry",
        CODES,
        "if standing.now >= grant.code_expires_at:",
        "if standing.now > grant.code_expires_at:",
        "A code is still good at the very moment at which it expires.",
        ("tests/oauth/test_expiry_edges.py",),
        share=True,
    ),
    Mutant(
        "code-forgets-who-stands-behind",
        CODES,
        "scopes = grants.usable_scopes(standing, grant.scope_names)",
        "scopes = grant.scope_names",
        "Redeeming asks neither person nor consent nor client whether the grant still stands.",
        ("tests/oauth/test_live_effects.py",),
    ),
    Mutant(
        "code-wrong-verifiers-free",
        CODES,
        'row.update(wrong_verifiers=F("wrong_verifiers") + 1)',
        'row.update(wrong_verifiers=F("wrong_verifiers"))',
        "Wrong verifiers are not counted, so a code may be guessed at for a minute.",
        (REDEMPTION,),
    ),
    Mutant(
        "code-one-verifier-more",
        CODES,
        "if grant.wrong_verifiers + 1 < WRONG_VERIFIERS_ALLOWED:",
        "if grant.wrong_verifiers + 2 < WRONG_VERIFIERS_ALLOWED:",
        "The fourth wrong verifier burns the code, and not the fifth.",
        (REDEMPTION,),
    ),
    Mutant(
        "code-wrong-verifier-ends-tokens",
        CODES,
        "if grant.spent_at is None and grant.ended_at is None:",
        "if grant.ended_at is None:",
        "Wrong verifiers for a spent code end its tokens, so whoever saw the code can log people out.",
        (REPLAY,),
    ),
    Mutant(
        "code-event-missing",
        CODES,
        'SPEND.execute({"id": grant.pk, "spent_at": standing.now, **made.columns}, event)',
        "SPEND.update.execute(id=grant.pk, spent_at=standing.now, **made.columns)",
        "Redeeming a code leaves no event.",
        ("tests/oauth/test_audit.py",),
    ),
    Mutant(
        "code-event-after-commit",
        CODES,
        'SPEND.execute({"id": grant.pk, "spent_at": standing.now, **made.columns}, event)',
        "SPEND.update.execute(id=grant.pk, spent_at=standing.now, **made.columns)\n"
        "    transaction.on_commit(lambda: SPEND.insert.execute(**event))",
        "The event is written after the commit, so tokens may be issued without one.",
        ("tests/oauth/test_audit_transaction.py",),
        share=True,
    ),
    Mutant(
        "token-not-random",
        "hub_oauth/protocol/tokens.py",
        "return CODE_PREFIX + secrets.token_urlsafe(SECRET_BYTES)",
        "return CODE_PREFIX + secrets.token_urlsafe(HANDLE_BYTES)",
        "A code has half of its random bits.",
        ("tests/protocol/test_tokens.py",),
    ),
    Mutant(
        "token-kept-readable",
        "hub_oauth/protocol/tokens.py",
        "return hashlib.sha256(raw.encode()).digest()",
        "return raw.encode()[-32:]",
        "What is kept of a secret is its end, and not a digest.",
        ("tests/protocol/test_tokens.py", REDEMPTION),
    ),
)
