"""What a request may arrive in: over TLS, and not larger than anything the Hub has a use for."""

from __future__ import annotations

from django.http import HttpRequest

from hub_oauth.conf import conf
from hub_oauth.errors import Refusal


def refuse_plain_http(request: HttpRequest) -> None:
    """Refusal("insecure_transport") for a request in clear text where the issuer is https.

    Never a redirect for what carries secrets: a client that is wrong has to notice (ASVS 4.1.2, RFC 9700 §2.6).
    """
    if is_downgraded(request):
        raise Refusal("insecure_transport")


def is_downgraded(request: HttpRequest) -> bool:
    return conf.issuer.startswith("https://") and not request.is_secure()


def refuse_large_body(request: HttpRequest) -> None:
    """Refusal("body_too_large") by the length a request announces, before a byte of it is read."""
    try:
        announced = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        raise Refusal("body_unreadable") from None
    if announced > conf.body_limit:
        raise Refusal("body_too_large", limit=conf.body_limit)
