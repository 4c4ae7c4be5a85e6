"""What is wrong with a request as such, and what passes by itself."""

from __future__ import annotations

from typing import Final

from hub_project.developers.remedies.remedy import Remedy

REQUEST: Final[dict[str, Remedy]] = {
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
}

LATER: Final[dict[str, Remedy]] = {
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
}
