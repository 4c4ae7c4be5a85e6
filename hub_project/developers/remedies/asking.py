"""What is wrong with asking a person, and with the page that they answered."""

from __future__ import annotations

from typing import Final

from hub_project.developers.remedies.remedy import Remedy

ASKING: Final[dict[str, Remedy]] = {
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
}

PAGE: Final[dict[str, Remedy]] = {
    "form_expired": Remedy(
        "The page was open for too long, somebody else signed in, or your app was allowed something on another page.",
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
}
