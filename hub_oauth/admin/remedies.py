"""What each refusal means to an administrator who is asked why an app fails, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Remedy(NamedTuple):
    """Two plain sentences: what happened, and what to do."""

    meaning: _StrPromise
    advice: _StrPromise


FIX_PARAMETERS: Final = _("The app's developer has to mend how the address is put together.")
CONNECT_AGAIN: Final = _("The person connects the app again. If many do, the app loses its tokens: tell its developer.")
KEEP_VERIFIER: Final = _("The app's developer has to keep the code_verifier from the start of the flow to its end.")
OTHER: Final = Remedy(_("The request broke a rule of the protocol."), _("Send the description to the app's developer."))
REMEDIES: Final[dict[str, Remedy]] = {
    "client_unknown": Remedy(
        _("No app is registered under this client_id, or it is turned off."),
        _("Compare the client_id with the app's page here. If the app is off, its page says why."),
    ),
    "client_missing": Remedy(_("The request did not say which app it is from."), FIX_PARAMETERS),
    "client_credentials_wrong": Remedy(
        _("The app's secret is not one that is live here."),
        _("Look at the app's secrets: one may have expired or been revoked. Make a new one and hand it over."),
    ),
    "client_authentication_twice": Remedy(
        _("The app sent its secret in the header and in the body."),
        _("The app's developer has to choose one of them."),
    ),
    "client_id_mismatch": Remedy(
        _("The header names another app than the body."), _("The app's developer has to send the same client_id.")
    ),
    "redirect_uri_missing": Remedy(_("The request has no redirect_uri."), FIX_PARAMETERS),
    "redirect_uri_mismatch": Remedy(
        _("The app asks to be answered at an address that is not registered for it."),
        _("If the address is the app's, add it to the redirect URIs, character by character. If not, add nothing."),
    ),
    "code_redirect_uri": Remedy(
        _("The app redeemed its code with another redirect_uri than it began with."),
        _("The app's developer has to send the same redirect_uri both times."),
    ),
    "response_type": Remedy(_("The app asks for a flow that is not offered here."), _("It has to use the code flow.")),
    "response_mode": Remedy(
        _("The app asks for its answer in a form that is not offered here."), _("It has to leave out response_mode.")
    ),
    "challenge_missing": Remedy(
        _("The app does not use PKCE, which every app has to here."),
        _("The app's developer turns PKCE with S256 on; libraries have a switch for it."),
    ),
    "challenge_method": Remedy(
        _("The app uses PKCE, but not with S256."), _("The app's developer sets the method to S256.")
    ),
    "challenge_malformed": Remedy(
        _("The app's code_challenge is not a SHA-256 in base64url."),
        _("The app's developer has to hash the verifier with SHA-256 and write it without padding."),
    ),
    "verifier_missing": Remedy(_("The app redeemed its code without a code_verifier."), KEEP_VERIFIER),
    "verifier_malformed": Remedy(_("The app's code_verifier is too short, too long or malformed."), KEEP_VERIFIER),
    "verifier_wrong": Remedy(
        _("The code_verifier is not the one that the flow began with. Somebody else may have had the code."),
        KEEP_VERIFIER,
    ),
    "scope_missing": Remedy(_("The request names no scope."), FIX_PARAMETERS),
    "scope_malformed": Remedy(_("The scopes are not separated by single spaces."), FIX_PARAMETERS),
    "scope_unknown": Remedy(
        _("The app asks for a permission that does not exist or that it was not given."),
        _("If the app should have it, add it to its permissions. People will be asked again."),
    ),
    "scope_too_wide": Remedy(
        _("The app asks for more than the person allowed."), _("It has to send people to the consent page again.")
    ),
    "resource_unknown": Remedy(_("The app asks for tokens for another server."), FIX_PARAMETERS),
    "not_permitted": Remedy(
        _("A policy of this site does not let this person connect the app."),
        _("Whoever made the policy decides. Nothing was shared."),
    ),
    "code_unknown": Remedy(
        _("The code is unknown, was used before, or is another app's."),
        _("Often a page was loaded twice. The person starts again from the app."),
    ),
    "code_expired": Remedy(
        _("The app took too long to redeem its code."),
        _("If it happens often, the app's server is slow or its clock waits for something: tell its developer."),
    ),
    "refresh_unknown": Remedy(_("The refresh token is unknown, expired or revoked."), CONNECT_AGAIN),
    "grant_over": Remedy(
        _("The person removed the app, the consent reached its end, or the account was stopped."), CONNECT_AGAIN
    ),
    "grant_type": Remedy(
        _("The app asks for tokens in a way that is not offered here."),
        _("It has to use authorization_code or refresh_token."),
    ),
    "throttled": Remedy(
        _("There were too many requests in a short time."),
        _("Look whether the app tries again in a loop. Limits can be set in HUB_OAUTH."),
    ),
    "insecure_transport": Remedy(
        _("The request came in clear text."), _("Use https; behind a proxy, check its headers.")
    ),
    "form_expired": Remedy(
        _("The person left the consent page open too long, or the app or what it may do changed meanwhile."),
        _("The person starts again from the app."),
    ),
    "form_foreign": Remedy(
        _("The consent form came without the token of its page: cookies may be blocked."),
        _("The person allows cookies for this site and starts again from the app."),
    ),
    "form_answered": Remedy(
        _("The consent page was answered twice; the first answer counts."), _("Nothing is to be done.")
    ),
    "authorization_header": Remedy(
        _("A program called a page that is for people."), _("The app has to open it in the person's browser.")
    ),
    "parameter_repeated": Remedy(_("A parameter was sent twice."), FIX_PARAMETERS),
    "parameter_malformed": Remedy(_("A parameter is not readable: it was not percent-encoded."), FIX_PARAMETERS),
    "parameter_missing": Remedy(_("A parameter that is needed is missing."), FIX_PARAMETERS),
    "parameter_too_long": Remedy(_("A parameter is too long."), FIX_PARAMETERS),
    "content_type": Remedy(
        _("The app sent JSON or a file upload where a form belongs."),
        _("It has to send application/x-www-form-urlencoded."),
    ),
    "query_not_allowed": Remedy(
        _("The app put a secret or token into an address, where logs keep it."),
        _("It has to send it in the body. Treat what was sent as lost: make a new secret."),
    ),
    "token_in_url": Remedy(
        _("The app put a token into an address, where logs keep it."), _("It has to send it in the header.")
    ),
    "token_invalid": Remedy(_("The access token is unknown, expired or revoked."), CONNECT_AGAIN),
    "scope_insufficient": Remedy(
        _("The app called something for which it has no permission."),
        _("It has to ask people for that permission on the consent page."),
    ),
}


def remedy_for(cause: str) -> Remedy:
    return REMEDIES.get(cause, OTHER)
