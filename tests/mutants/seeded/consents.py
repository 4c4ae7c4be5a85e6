"""Consents and the grants below them: written once, skipped where that is safe, withdrawn with everything."""

from __future__ import annotations

from typing import Final

from tests.mutants.mutant import Mutant

CONSENTS: Final = "hub_oauth/consents"
SKIP_RULE: Final = f"{CONSENTS}/skip_rule.py"
LOCKS: Final = f"{CONSENTS}/locks.py"
WIDENING: Final = f"{CONSENTS}/widening.py"
WITHDRAWALS: Final = "hub_oauth/withdrawals.py"
GRANTS: Final = "hub_oauth/grants.py"
ROWS: Final = "tests/oauth/test_consent_rows.py"
RULE: Final = "tests/oauth/test_skip_rule.py"
HOLDS: Final = "tests/oauth/test_skip_rule_holds.py"
LIVE: Final = "tests/oauth/test_live_effects.py"
REMOVING: Final = "tests/oauth/test_removing_apps.py"
EDGES: Final = "tests/oauth/test_expiry_edges.py"

MUTANTS: Final = (
    Mutant(
        "skip-without-consent",
        SKIP_RULE,
        "return consent is not None and set(request.scopes)",
        "return consent is None or set(request.scopes)",
        "The page is skipped where there is no consent.",
        (RULE,),
        share=True,
    ),
    Mutant(
        "skip-for-more-scopes",
        SKIP_RULE,
        "set(request.scopes) <= set(consent.scope_names)",
        "bool(set(request.scopes) & set(consent.scope_names))",
        "One scope that was allowed before covers all that are asked for.",
        (RULE,),
    ),
    Mutant(
        "skip-for-another-identity",
        SKIP_RULE,
        "and identity_stands(client, consent)",
        "and client is not None",
        "An app under a new name gets its codes without a page.",
        ("tests/oauth/test_identity_changes.py",),
        share=True,
    ),
    Mutant(
        "skip-on-loopback",
        SKIP_RULE,
        "if uris.is_loopback(request.redirect_uri) or uris.is_custom_scheme(request.redirect_uri):",
        "if uris.is_custom_scheme(request.redirect_uri):",
        "Whatever listens on a port of the own computer gets codes without a page.",
        (RULE,),
        share=True,
    ),
    Mutant(
        "skip-on-custom-scheme",
        SKIP_RULE,
        "if uris.is_loopback(request.redirect_uri) or uris.is_custom_scheme(request.redirect_uri):",
        "if uris.is_loopback(request.redirect_uri):",
        "Whatever app took the scheme gets codes without a page.",
        (HOLDS,),
    ),
    Mutant(
        "skip-against-the-app",
        SKIP_RULE,
        'if request.prompt - {"none"}:',
        'if request.prompt - {"none", "consent"}:',
        "prompt=consent shows no page.",
        (HOLDS,),
    ),
    Mutant(
        "skip-not-checked-again",
        f"{CONSENTS}/decisions.py",
        "if consent is None or not may_skip(request, asked.client, consent):",
        "if consent is None:",
        "The skip rule is not checked again under the lock.",
        (HOLDS,),
    ),
    Mutant(
        "consent-answered-twice",
        "hub_oauth/answers.py",
        "return Answer.objects.filter(request_id=request.request_id).exists()",
        "return not request.request_id",
        "It is not noticed that a form was answered before.",
        ("tests/oauth/test_consent_form.py",),
        share=True,
    ),
    Mutant(
        "consent-of-a-stopped-person",
        LOCKS,
        "if not client.person_is_active:",
        "if client is None:",
        "A person who was stopped while the page was open still allows.",
        ("tests/oauth/test_consent_meanwhile.py",),
    ),
    Mutant(
        "consent-revived",
        LOCKS,
        ".filter(revoked_at=None, **pair)",
        ".filter(**pair)",
        "Allowing again widens a consent that was taken back.",
        (ROWS,),
    ),
    Mutant(
        "consent-widened-after-its-end",
        WIDENING,
        "if consent is None or consent.ends_at is None or asked.now < consent.ends_at:",
        "if consent is None or consent.ends_at is None or consent.revoked_at is None:",
        "A consent that reached its end is widened, and not replaced.",
        (ROWS,),
    ),
    Mutant(
        "consent-not-widened",
        WIDENING,
        "dict.fromkeys(consent.scope_names + scopes)",
        "dict.fromkeys(scopes)",
        "Allowing one scope more forgets those from before.",
        (ROWS, "tests/oauth/test_consent_page.py"),
    ),
    Mutant(
        "consent-confirmed-unseen",
        WIDENING,
        "if set(consent.scope_names) <= set(scopes):",
        "if consent.scope_names:",
        "Allowing one scope confirms a renamed app in all the others.",
        ("tests/oauth/test_identity_changes.py",),
    ),
    Mutant(
        "withdrawal-leaves-grants",
        WITHDRAWALS,
        "ended = grants.end(Grant.objects.filter(consent=consent), Grant.End.CONSENT)",
        "ended = Grant.objects.filter(consent=consent).count()",
        "Removing an app leaves its grants open.",
        (REMOVING, "tests/oauth/test_live_effects.py"),
        share=True,
    ),
    Mutant(
        "withdrawal-without-event",
        WITHDRAWALS,
        "audit.record(event, act, **parties, reason=str(reason), grants=ended)",
        "str(event)",
        "Removing an app leaves no event.",
        ("tests/oauth/test_audit.py",),
    ),
    Mutant(
        "withdrawal-of-anybodys",
        f"{CONSENTS}/rows.py",
        "live_of(user).filter(application__client_id=client_id).first()",
        "with_apps(Consent.objects.filter(STANDS, application__client_id=client_id)).first()",
        "Anybody removes anybody's app.",
        (REMOVING,),
    ),
    Mutant(
        "grant-consent-at-its-end",
        GRANTS,
        "(ends_at is None or self.now < ends_at)",
        "(ends_at is None or self.now <= ends_at)",
        "A consent still stands at the very moment at which it ends.",
        (EDGES,),
    ),
    Mutant(
        "grant-consent-forgotten",
        GRANTS,
        "if not standing.user.is_active or not standing.consent_is_live or not permitted:",
        "if not standing.user.is_active or not permitted:",
        "A token request does not ask whether the consent still stands.",
        (LIVE, "tests/oauth/test_refresh_refused_first.py"),
        share=True,
    ),
    Mutant(
        "grant-person-forgotten",
        GRANTS,
        "if not standing.user.is_active or not standing.consent_is_live or not permitted:",
        "if not standing.consent_is_live or not permitted:",
        "A person who was stopped gets new tokens.",
        (LIVE,),
    ),
    Mutant(
        "grant-nothing-permitted",
        GRANTS,
        "or not standing.consent_is_live or not permitted:",
        "or not standing.consent_is_live:",
        "A client without any scope left gets tokens for nothing.",
        (LIVE,),
    ),
    Mutant(
        "grant-union-of-scopes",
        GRANTS,
        "allowed = set(self.consent.scope_names) & set(self.profile.scopes_allowed)",
        "allowed = set(self.consent.scope_names) | set(self.profile.scopes_allowed)",
        "A token carries what consent or client allows, and not what both do.",
        (LIVE,),
        share=True,
    ),
    Mutant(
        "grant-outlives-the-consent",
        GRANTS,
        "return moment if consent.ends_at is None else min(moment, consent.ends_at)",
        "return moment",
        "The end that the person chose caps nothing.",
        (ROWS,),
    ),
    Mutant(
        "grant-ended-again",
        GRANTS,
        "return int(grants.filter(ended_at=None).update(ended_at=Now(), end_reason=reason))",
        "return int(grants.update(ended_at=Now(), end_reason=reason))",
        "Ending a grant again rewrites when it ended, and why.",
        ("tests/oauth/test_revoke.py", "tests/oauth/test_refresh_retry.py"),
    ),
    Mutant(
        "grant-one-too-many",
        GRANTS,
        "in_use_first[grants - 1 :]",
        "in_use_first[grants:]",
        "A person and an app may have 21 grants.",
        (ROWS,),
    ),
    Mutant(
        "grant-one-code-too-many",
        GRANTS,
        "unspent[codes - 1 :]",
        "unspent[codes:]",
        "Eleven codes may wait.",
        (ROWS,),
    ),
    Mutant(
        "grant-newest-goes",
        GRANTS,
        'F("spent_at").desc(nulls_last=True), "-pk")',
        'F("spent_at").asc(nulls_last=True), "-pk")',
        "Where there are too many, the newest goes.",
        (ROWS,),
    ),
    Mutant(
        "grant-codes-push-out-tokens",
        GRANTS,
        'F("spent_at").desc(nulls_last=True), "-pk")',
        '"-pk")',
        "Codes that nobody redeems end what is in use.",
        (ROWS,),
    ),
    Mutant(
        "grant-code-lives-on",
        GRANTS,
        "idle_expires_at=min(code_expires_at, absolute),",
        "idle_expires_at=absolute,",
        "A grant whose code nobody redeemed takes a place for half a year.",
        (ROWS,),
    ),
    Mutant(
        "password-change-ends-nothing",
        "hub_oauth/password_validation.py",
        "if user is not None and user.pk and conf.password_change_ends_grants:",
        "if user is None and conf.password_change_ends_grants:",
        "A changed password leaves every app connected.",
        ("tests/oauth/test_password_change.py",),
    ),
)
