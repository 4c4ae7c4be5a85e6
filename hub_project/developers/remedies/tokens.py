"""What is wrong with a code or a token, where they are exchanged and at the API."""

from __future__ import annotations

from typing import Final

from hub_project.developers.remedies.remedy import Remedy

TOKENS: Final[dict[str, Remedy]] = {
    "grant_type": Remedy(
        "The Hub knows two ways to a token: a code and a refresh token.",
        "Send grant_type=authorization_code or grant_type=refresh_token.",
    ),
    "code_unknown": Remedy(
        "The code is not one that waits to be redeemed by this app.",
        "Redeem a code once, at once, with the client_id that asked for it, and whole: do not cut it or decode it "
        "twice.",
    ),
    "code_expired": Remedy(
        "The code is older than it may be.",
        "Redeem it as soon as the browser comes back; check that your server's queue does not hold it up.",
    ),
    "code_spent": Remedy(
        "The code came a second time. Somebody else may have it, so everything that it gave was ended.",
        "Redeem each code once. Look for a callback that runs twice, as when a page is loaded again.",
    ),
    "code_redirect_uri": Remedy(
        "The redirect URI differs from the one that was used when asking.",
        "Send the same one again, or leave it out here.",
    ),
    "verifier_missing": Remedy(
        "The code came without its PKCE verifier.",
        "Keep the verifier with the state while the person is away, and send it as code_verifier.",
    ),
    "verifier_malformed": Remedy(
        "The verifier is too short, too long, or holds other characters than letters, digits and - . _ ~.",
        "Make it of 32 random bytes in base64url, which are 43 characters.",
    ),
    "verifier_wrong": Remedy(
        "The verifier does not belong to the challenge that was sent when asking. The fifth wrong one ends the code.",
        "Keep one verifier for each request you start: two tabs must not share one.",
    ),
    "refresh_unknown": Remedy(
        "The refresh token is not one that this app may use now.",
        "Ask the person again. They may have removed your app.",
    ),
    "refresh_reused": Remedy(
        "A refresh token came again after it was replaced. Somebody else may have it, so everything beside it was "
        "ended.",
        "Keep the new refresh token before anything else, and let only one process refresh at a time.",
    ),
    "grant_over": Remedy(
        "The person removed your app, changed their password, or the time they chose is over.",
        "Ask the person again.",
    ),
    "scope_too_wide": Remedy(
        "A refresh asks for more than the person allowed.",
        "Leave scope out of the refresh; to get more, ask the person.",
    ),
}

API: Final[dict[str, Remedy]] = {
    "token_missing": Remedy(
        "The request carries no token.",
        "Send Authorization: Bearer and the access token.",
    ),
    "token_malformed": Remedy(
        "What follows Bearer is not one token.",
        "Send the access token as it came: without quotes, line ends or a second word.",
    ),
    "token_in_url": Remedy(
        "The token stands in the URL or in the body, where logs keep it.",
        "Send it in the Authorization header, and revoke the one that was in a URL.",
    ),
    "token_invalid": Remedy(
        "The access token has ended: by its time, because it was refreshed, or because it was revoked.",
        "Refresh once; if that is refused, ask the person again.",
    ),
    "scope_insufficient": Remedy(
        "The token is good, but the person did not allow this to your app.",
        "Ask for the permission that the answer names, in a new authorization request.",
    ),
}
