"""What a registered redirect URI will match, in a sentence: the rule is the endpoint's own (protocol.redirect_uris)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from hub_oauth.models import ClientProfile
from hub_oauth.protocol import redirect_uris as uris


def of(profile: ClientProfile) -> list[tuple[str, str]]:
    """Each redirect URI of the app, with its sentence."""
    return [(uri, sentence(uri, profile.kind)) for uri in profile.application.redirect_uris.split()]


def sentence(uri: str, kind: str) -> str:
    if uris.is_custom_scheme(uri):
        return _("This address alone. It opens an app on the person's device.")
    if uris.is_loopback(uri):
        # RFC 8252 §7.3: a native app listens on whatever port is free.
        if kind == ClientProfile.Kind.NATIVE and uri.startswith("http:"):
            return _("This address with any port, on the person's own computer.")
        return _("This address alone, on the person's own computer.")
    return _("This address alone, letter by letter: no other path, query, port or subdomain.")
