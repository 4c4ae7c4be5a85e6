"""Locks and what is read behind them: each needs PostgreSQL and real servers, whose requests meet at a row."""

from __future__ import annotations

from typing import Final

from tests.mutants.mutant import Mutant

RACES: Final = "tests/flows/test_races.py"
WAITING: Final = "tests/flows/test_waiting.py"
APPS: Final = "tests/flows/test_apps_at_once.py"

MUTANTS: Final = (
    Mutant(
        "lock-of-redemption",
        "hub_oauth/codes.py",
        "grant = grants.lock(code_digest=tokens.digest(redemption.code))",
        "grant = Grant.objects.filter(code_digest=tokens.digest(redemption.code)).first()",
        "Redeeming does not lock the grant.",
        (f"{RACES}::test_fifty_redemptions_of_one_code",),
        servers=True,
    ),
    Mutant(
        "lock-of-wrong-verifiers",
        "hub_oauth/grants.py",
        'rows = Grant.objects.select_for_update(no_key=True, of=("self",))',
        "rows = Grant.objects.all()",
        "No grant is ever locked.",
        (f"{RACES}::test_fifty_wrong_verifiers_for_one_code",),
        servers=True,
    ),
    Mutant(
        "lock-of-rotation",
        "hub_oauth/refresh_tokens.py",
        "grant = grants.lock(refresh_handle=tokens.digest(presented.handle))",
        "grant = Grant.objects.filter(refresh_handle=tokens.digest(presented.handle)).first()",
        "Refreshing does not lock the grant.",
        (f"{RACES}::test_fifty_refreshes_of_one_token", f"{RACES}::test_fifty_refreshes_by_a_client_without_retries"),
        servers=True,
    ),
    Mutant(
        "lock-of-consent",
        "hub_oauth/consents/locks.py",
        'return Consent.objects.select_for_update(no_key=True, of=("self",)).filter(revoked_at=None, **pair)',
        "return Consent.objects.filter(revoked_at=None, **pair)",
        "Allowing does not lock the consent, so of two at once each reaches what the other allowed.",
        (f"{RACES}::test_of_pages_answered_at_once_none_reaches_what_it_did_not_speak_of",),
        servers=True,
    ),
    Mutant(
        "lock-of-withdrawal",
        "hub_oauth/withdrawals.py",
        'rows = Consent.objects.select_for_update(no_key=True, of=("self",))\n    return rows.filter(pk=',
        "rows = Consent.objects.all()\n    return rows.filter(pk=",
        "Withdrawing does not lock the consent, so it happens twice.",
        (f"{WAITING}::test_an_app_removed_four_times_at_once_is_removed_once",),
        servers=True,
    ),
    Mutant(
        "first-consents-collide",
        "hub_oauth/answers.py",
        "for last in (False, False, True):",
        "for last in (True,):",
        "Of two first consents at once the second fails.",
        (f"{RACES}::test_first_consents_from_several_tabs",),
        servers=True,
    ),
    Mutant(
        "lock-of-secrets",
        "hub_oauth/secrets.py",
        'profile = ClientProfile.objects.select_for_update(no_key=True, of=("self",)).get(application=application)',
        "profile = ClientProfile.objects.get(application=application)",
        "Two administrators at once make a third secret.",
        (f"{WAITING}::test_of_four_secrets_made_at_once_one_finds_room",),
        servers=True,
    ),
    Mutant(
        "lock-of-names",
        "hub_oauth/name_lock.py",
        'cursor.execute("SELECT pg_advisory_xact_lock(%s)", [KEY])',
        'cursor.execute("SELECT %s", [KEY])',
        "Two apps registered at once are called alike.",
        (f"{APPS}::test_of_four_forms_for_one_name_one_registers",),
        servers=True,
    ),
    Mutant(
        "lock-of-apps",
        "hub_oauth/clients/locks.py",
        'return ClientProfile.objects.select_for_update(no_key=True, of=("self",)).get(application=application)',
        "return ClientProfile.objects.get(application=application)",
        "An app that is deleted while somebody saves it is a 500.",
        (f"{APPS}::test_an_app_that_is_deleted_meanwhile_stays_so[change]",),
        servers=True,
    ),
    Mutant(
        "redemption-read-before-the-lock",
        "hub_oauth/codes.py",
        "    grant = grants.lock(code_digest=tokens.digest(redemption.code))\n",
        "    found = Grant.objects.filter(code_digest=tokens.digest(redemption.code)).first()\n"
        "    early = grants.standing_of(found) if found else None\n"
        "    grants.standing_of = lambda _: early\n"
        "    grant = grants.lock(code_digest=tokens.digest(redemption.code))\n",
        "Person, client and consent are read before the lock, so they may be out of date behind it.",
        (f"{WAITING}::test_a_client_disabled_while_a_redemption_waits",),
        servers=True,
    ),
    Mutant(
        "refresh-read-before-the-lock",
        "hub_oauth/refresh_tokens.py",
        "        grant = grants.lock(refresh_handle=tokens.digest(presented.handle))\n",
        "        found = Grant.objects.filter(refresh_handle=tokens.digest(presented.handle)).first()\n"
        "        early = grants.standing_of(found) if found else None\n"
        "        grants.standing_of = lambda _: early\n"
        "        grant = grants.lock(refresh_handle=tokens.digest(presented.handle))\n",
        "Person, client and consent are read before the lock, so they may be out of date behind it.",
        (f"{WAITING}::test_a_consent_withdrawn_while_a_refresh_waits",),
        servers=True,
    ),
    Mutant(
        "grant-client-forgotten",
        "hub_oauth/grants.py",
        '    if not standing.profile.enabled:\n        raise Refusal("client_unknown")\n',
        "",
        "A client that was turned off while its request waited gets its tokens.",
        (f"{WAITING}::test_a_client_disabled_while_a_redemption_waits",),
        servers=True,
    ),
)
