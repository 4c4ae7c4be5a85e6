"""DOT's application model: the registry of clients."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

from django.apps import apps
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils.crypto import get_random_string

# DOT ships no types; its fields are used here and in models, by the names its own documentation gives them.
Application: TypeAlias = Any

APPLICATION_MODEL: Final[str] = getattr(settings, "OAUTH2_PROVIDER_APPLICATION_MODEL", "oauth2_provider.Application")

CONFIDENTIAL: Final = "confidential"
PUBLIC: Final = "public"


def application_model() -> Any:
    """The model behind ``OAUTH2_PROVIDER_APPLICATION_MODEL``; read late, for a host may swap it."""
    return apps.get_model(APPLICATION_MODEL)


def new_client_id() -> str:
    """A client_id as the registry makes them, not yet given to anybody."""
    made: str = application_model()._meta.get_field("client_id").get_default()
    return made


def new_application(
    *, name: str, confidential: bool, redirect_uris: list[str], origins: list[str], client_id: str = ""
) -> Application:
    """An unsaved application as the Hub wants it.

    It has no user: DOT's own update view would let that user rewrite redirect URIs, and deleting the person would
    delete the client. Its secret at DOT is a hash of something nobody keeps: a blank one would authenticate there as
    the empty secret. The Hub's own secrets are rows of ClientSecret.
    """
    return application_model()(
        client_id=client_id or new_client_id(),
        name=name,
        client_type=CONFIDENTIAL if confidential else PUBLIC,
        authorization_grant_type="authorization-code",
        redirect_uris=" ".join(redirect_uris),
        allowed_origins=" ".join(origins),
        client_secret=make_password(get_random_string(64)),
        hash_client_secret=True,
        skip_authorization=False,
    )
