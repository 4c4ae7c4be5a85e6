"""Every refusal the Hub gives: its RFC error code, its HTTP status, its sentence.

A sentence is for developers, stands here once, and is ASCII without quotes or backslashes, so that it may go
into a redirect, a JSON body and a header alike (RFC 6749 §4.1.2.1, §5.2; RFC 6750 §3). Pages for people have
words of their own in the templates.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Cause:
    """One reason to refuse.

    error: the registered error code; sentence: ``str.format`` template; status: of a direct answer;
    redirects: whether an authorization request refused for it may go back to the client (RFC 6749 §4.1.2.1).
    """

    error: str
    sentence: str
    status: int = 400
    redirects: bool = True


CAUSES: Final[dict[str, Cause]] = {
    # The request as such
    "parameter_repeated": Cause("invalid_request", "{name} is given more than once; give it once."),
    "parameter_malformed": Cause("invalid_request", "{name} is not valid percent-encoded UTF-8 without NUL."),
    "parameter_missing": Cause("invalid_request", "{name} is missing; it is required here."),
    "parameter_too_long": Cause("invalid_request", "{name} is longer than {limit} bytes."),
    "too_many_parameters": Cause("invalid_request", "There are more parameters than anything here takes."),
    "body_too_large": Cause("invalid_request", "The body is larger than {limit} bytes.", 413),
    "body_unreadable": Cause("invalid_request", "The body could not be read to its end."),
    "content_type": Cause(
        "invalid_request", "Send the parameters as application/x-www-form-urlencoded in UTF-8 in the body.", 415
    ),
    "query_not_allowed": Cause("invalid_request", "{name} may not travel in the URL; send it in the body."),
    "method_not_allowed": Cause("invalid_request", "This endpoint answers {allowed} only.", 405),
    "insecure_transport": Cause(
        "invalid_request", "Use https: nothing that came here in clear text is answered.", redirects=False
    ),
    # RFC 6585 §4; of the registered codes this is the one that says to come back later.
    "throttled": Cause("temporarily_unavailable", "Too many requests; come back in {seconds} s.", 429, redirects=False),
    "temporarily_unavailable": Cause(
        "temporarily_unavailable", "The Hub cannot answer now; try again soon.", 503, redirects=False
    ),
    # RFC 6749 §4.1.2.1; on our page, since what failed may be the way back.
    "server_error": Cause("server_error", "The Hub failed; its log has the reference code.", 500, redirects=False),
    # Clients (RFC 6749 §2.3, §5.2)
    "client_unknown": Cause("invalid_client", "No such client, or it is turned off.", 401, redirects=False),
    # draft-ietf-oauth-client-id-metadata-document §5: a document is used as a whole or not at all.
    "client_document": Cause("invalid_client", "No client can be made of client_id: {reason}", redirects=False),
    "client_missing": Cause("invalid_client", "client_id is missing; name the client, or authenticate it.", 401),
    "client_credentials_wrong": Cause("invalid_client", "The client could not be authenticated.", 401),
    "client_authentication_twice": Cause(
        "invalid_request", "The client authenticates in more than one way; use the header or the body, not both."
    ),
    "client_id_mismatch": Cause("invalid_request", "client_id in the body is not the client of the header."),
    # Authorization requests (RFC 6749 §4.1.2.1, RFC 7636 §4.4.1, RFC 8707 §2)
    "authorization_header": Cause(
        "invalid_request", "This page takes its person from the browser session, never from a header.", redirects=False
    ),
    "redirect_uri_missing": Cause("invalid_request", "redirect_uri is missing; it is required here.", redirects=False),
    "redirect_uri_mismatch": Cause(
        "invalid_request",
        "redirect_uri is not one this client registered; it must match exactly ({difference} differs).",
        redirects=False,
    ),
    "response_type": Cause("unsupported_response_type", "response_type must be code."),
    "response_mode": Cause("invalid_request", "response_mode must be query, or absent."),
    "challenge_missing": Cause("invalid_request", "code_challenge is missing; PKCE is required (RFC 7636)."),
    "challenge_malformed": Cause("invalid_request", "code_challenge must be 43 base64url characters (S256)."),
    "challenge_method": Cause("invalid_request", "code_challenge_method must be given as S256."),
    "prompt": Cause("invalid_request", "prompt must be none, login, consent or select_account, and none stands alone."),
    "max_age": Cause("invalid_request", "max_age must be a whole number of seconds, in digits."),
    "scope_missing": Cause("invalid_scope", "scope is missing; name at least one."),
    "scope_malformed": Cause("invalid_scope", "scope must be names separated by single spaces (RFC 6749, 3.3)."),
    "scope_unknown": Cause("invalid_scope", "scope {scope} does not exist here or is not allowed for this client."),
    "resource_unknown": Cause("invalid_target", "resource is not one this server protects."),
    "login_required": Cause("login_required", "The person is not signed in, and prompt=none forbids asking."),
    "consent_required": Cause("consent_required", "The person has to be asked, and prompt=none forbids it."),
    "access_denied": Cause("access_denied", "The user cancelled the request."),
    # Stays on our page: the app can do nothing about it, the person can. Values may name the policy.
    "not_permitted": Cause(
        "access_denied", "A policy of this site asks for an administrator's approval.", 403, redirects=False
    ),
    # The consent form (DESIGN: one signed value, bound to session and person, good for ten minutes)
    "form_expired": Cause("invalid_request", "This page is out of date; start again from the app.", redirects=False),
    "form_tampered": Cause(
        "invalid_request", "The form carried something that this page did not put there.", redirects=False
    ),
    "form_foreign": Cause(
        "invalid_request", "The form came without the token that its page gave it.", 403, redirects=False
    ),
    "form_answered": Cause("invalid_request", "This request was answered before.", redirects=False),
    # Tokens (RFC 6749 §5.2, RFC 7636 §4.6)
    "grant_type": Cause("unsupported_grant_type", "grant_type must be authorization_code or refresh_token."),
    "code_unknown": Cause("invalid_grant", "The code is unknown, expired, spent, or belongs to another client."),
    "code_expired": Cause("invalid_grant", "The code expired after {seconds} s."),
    "code_spent": Cause("invalid_grant", "The code was already used: all tokens from it are revoked."),
    "code_redirect_uri": Cause("invalid_grant", "redirect_uri must equal the one used at the authorization endpoint."),
    "verifier_missing": Cause("invalid_grant", "code_verifier is missing; PKCE is required (RFC 7636)."),
    "verifier_malformed": Cause("invalid_grant", "code_verifier must be 43 to 128 unreserved characters (RFC 7636)."),
    "verifier_wrong": Cause(
        "invalid_grant", "code_verifier does not match the code_challenge sent to the authorization endpoint."
    ),
    "refresh_unknown": Cause("invalid_grant", "The refresh token is unknown, expired, revoked or of another client."),
    "refresh_reused": Cause("invalid_grant", "The refresh token was used before: all tokens beside it are revoked."),
    "grant_over": Cause("invalid_grant", "The authorization behind it has ended."),
    "scope_too_wide": Cause("invalid_scope", "scope asks for more than was granted."),
    # Bearer tokens at the API (RFC 6750 §3.1)
    "token_missing": Cause("", "Send a token: Authorization: Bearer ...", 401),
    "token_malformed": Cause("invalid_request", "The Authorization header is not a Bearer token in one word."),
    "token_in_url": Cause("invalid_request", "Send the token in the Authorization header, never in URL or body."),
    "token_invalid": Cause("invalid_token", "The access token is unknown, expired or revoked.", 401),
    "scope_insufficient": Cause("insufficient_scope", "This needs the permission {scope}.", 403),
}


class Refusal(Exception):
    """A request refused for one of the causes above.

    ``cause`` is the key into CAUSES (tests assert it); ``error``, ``status`` and ``description`` are what the
    answer carries. Values for the sentence come as keywords; raises KeyError for an unknown cause or a value missing.
    ``kept``: whether it stands among the refused requests already, or need not.
    """

    kept = False

    def __init__(self, cause: str, **values: object) -> None:
        self.cause = cause
        self.values = values
        known = CAUSES[cause]
        self.error, self.status, self.redirects = known.error, known.status, known.redirects
        self.description = known.sentence.format(**{name: ascii_only(value) for name, value in values.items()})
        super().__init__(self.description)


def ascii_only(value: object) -> str:
    """What may stand in an error_description: at most 100 of RFC 6749 §5.2's characters, others as ``?``."""
    return "".join(c if " " <= c <= "~" and c not in '"\\' else "?" for c in str(value)[:100])
