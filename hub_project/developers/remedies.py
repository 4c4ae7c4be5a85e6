"""What each refusal means and how to mend it; the page of errors shows them beside the sentence that was sent.

For developers and in English, as the sentences themselves are.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Remedy(NamedTuple):
    means: str
    mend: str


# The groups of the page, and in each the causes of ``hub_oauth.errors.CAUSES``.
REMEDIES: Final[dict[str, dict[str, Remedy]]] = {
    "The request as such": {
        "parameter_repeated": Remedy(
            "A parameter stands in the request twice, so two readers could take it for two things.",
            "Send each parameter once. Look for one that your library adds and you add as well.",
        ),
        "parameter_malformed": Remedy(
            "A value is not UTF-8 in percent-encoding, or holds a NUL.",
            "Let your library encode the parameters; do not paste values into a URL by hand.",
        ),
        "parameter_missing": Remedy(
            "Something that this request needs is not there, or is empty.",
            "Send the parameter that the sentence names.",
        ),
        "parameter_too_long": Remedy(
            "A value is longer than the limit in the sentence.",
            "Keep large data on your side and send a short key to it, in state for example.",
        ),
        "too_many_parameters": Remedy(
            "The request has far more parameters than anything here takes.",
            "Send only what the reference lists for this address.",
        ),
        "body_too_large": Remedy(
            "The body is larger than any request here has a use for.",
            "Send only what the reference lists for this address.",
        ),
        "body_unreadable": Remedy(
            "The connection broke before the body was whole, or its length is not a number.",
            "Send it again; if it happens often, look at the proxy between you and the Hub.",
        ),
        "content_type": Remedy(
            "The endpoints for apps read a form, not JSON and not multipart.",
            "Send Content-Type: application/x-www-form-urlencoded, and the parameters in the body.",
        ),
        "query_not_allowed": Remedy(
            "A code, token or secret stands in the URL, where logs keep it.",
            "Move it into the body, and treat what was in the URL as known to others.",
        ),
        "method_not_allowed": Remedy(
            "This address answers other methods; the Allow header names them.",
            "Use POST for token, revoke and introspect, and GET for the API where the reference says so.",
        ),
        "insecure_transport": Remedy(
            "The request came over plain http to a Hub that is reached by https.",
            "Use the addresses of the discovery document; treat what you sent in clear text as known to others.",
        ),
    },
    "Later": {
        "throttled": Remedy(
            "There were more requests than the Hub allows in this time.",
            "Wait as many seconds as Retry-After says. Keep tokens instead of asking for new ones each time.",
        ),
        "temporarily_unavailable": Remedy(
            "The Hub cannot reach its database. Nothing was changed.",
            "Send the same request again after Retry-After; a refresh, too, may be repeated.",
        ),
        "server_error": Remedy(
            "Something failed in the Hub.",
            "Tell its administrator the reference code.",
        ),
    },
    "Your app": {
        "client_document": Remedy(
            "client_id is an address, and no app can be made of what stands there, or the Hub asks no such address.",
            "Serve the document as the sentence says, over https and without a redirect; or have the app registered.",
        ),
        "client_unknown": Remedy(
            "There is no app with this client_id here, or an administrator turned it off.",
            "Compare the client_id with the one you got, and the address of the Hub with the one that gave it.",
        ),
        "client_missing": Remedy(
            "The request does not say which app it comes from.",
            "A public app sends client_id in the body; one with a secret may send both in the Authorization header.",
        ),
        "client_credentials_wrong": Remedy(
            "The secret is wrong or has ended, a public app sent one, or a public app asked what only one with a "
            "secret may ask.",
            "Check which secret is in use, and that an app of your type sends one. A secret is shown once; an "
            "administrator can make a new one.",
        ),
        "client_authentication_twice": Remedy(
            "The secret comes in the Authorization header and in the body.",
            "Choose one of them: client_secret_basic or client_secret_post.",
        ),
        "client_id_mismatch": Remedy(
            "Header and body name two different apps.",
            "Leave client_id out of the body where the header has it.",
        ),
    },
    "Asking a person": {
        "authorization_header": Remedy(
            "The page got an Authorization header. The person comes from the browser's session alone.",
            "Open the authorization URL in the person's browser; do not fetch it from your server.",
        ),
        "redirect_uri_missing": Remedy(
            "The request names no redirect URI.",
            "Send the one you registered, even if it is the only one.",
        ),
        "redirect_uri_mismatch": Remedy(
            "The redirect URI differs from every registered one; the sentence says in which part.",
            "Make both the same, character by character: scheme, host, port, path, a slash at the end. On 127.0.0.1 "
            "the port of a native app may differ.",
        ),
        "response_type": Remedy(
            "The Hub gives codes and nothing else; there is no implicit flow.",
            "Send response_type=code.",
        ),
        "response_mode": Remedy(
            "The answer comes in the query of the redirect URI and in no other way.",
            "Leave response_mode out.",
        ),
        "challenge_missing": Remedy(
            "There is no PKCE challenge, and no app may do without.",
            "Make a random verifier, keep it, and send its SHA-256 as code_challenge. Most libraries do it when told.",
        ),
        "challenge_malformed": Remedy(
            "The challenge is not base64url of 32 bytes.",
            "Hash the verifier with SHA-256, encode the bytes (not their hex) as base64url, without = at the end.",
        ),
        "challenge_method": Remedy(
            "The method is not S256, or was left out, which means plain.",
            "Send code_challenge_method=S256.",
        ),
        "prompt": Remedy(
            "prompt holds a word that means nothing here, or none beside another.",
            "Use none, login, consent or select_account; none only by itself.",
        ),
        "max_age": Remedy(
            "max_age is not a number of seconds.",
            "Send digits only, as in max_age=300.",
        ),
        "scope_missing": Remedy(
            "The request asks for nothing.",
            "Name what your app needs in scope, as in scope=profile:read.",
        ),
        "scope_malformed": Remedy(
            "scope is not a list of names with one space between them.",
            "Separate them by single spaces, not by commas, and encode the space once.",
        ),
        "scope_unknown": Remedy(
            "There is no such permission, or your app was not registered for it.",
            "Compare it with scopes_supported in the discovery document; ask an administrator to allow it to your app.",
        ),
        "resource_unknown": Remedy(
            "The resource is not one that this Hub gives tokens for, or differs from the one of the code.",
            "Send the issuer, or leave resource out.",
        ),
        "login_required": Remedy(
            "You asked with prompt=none, and nobody is signed in.",
            "Ask again without prompt=none, in a page that the person sees.",
        ),
        "consent_required": Remedy(
            "You asked with prompt=none, and the person has to be asked.",
            "Ask again without prompt=none, in a page that the person sees.",
        ),
        "access_denied": Remedy(
            "The person pressed Cancel.",
            "Respect it: say that nothing was connected, and offer to try again.",
        ),
        "not_permitted": Remedy(
            "The site has a rule about who may connect which app, and this person may not.",
            "The person asks an administrator; your app can do nothing about it.",
        ),
    },
    "The consent page": {
        "form_expired": Remedy(
            "The page was open for too long, or somebody else signed in meanwhile.",
            "Start again from the app.",
        ),
        "form_tampered": Remedy(
            "The form came back with something that was not on the page.",
            "Start again from the app; look for a browser extension that changes pages.",
        ),
        "form_foreign": Remedy(
            "The form came without the token that its page gave it, as from another site.",
            "Start again from the app, in a browser that keeps the Hub's cookies.",
        ),
        "form_answered": Remedy(
            "The same page was answered before, perhaps by pressing twice.",
            "Go back to the app; if it knows nothing of it, start again there.",
        ),
    },
    "Tokens": {
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
            "The verifier does not belong to the challenge that was sent when asking. The fifth wrong one ends the "
            "code.",
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
    },
    "The API": {
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
    },
}
