"""How django-allauth keeps second factors here."""

from __future__ import annotations

import base64
import logging
import secrets
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import qrcode
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.encoding import force_bytes
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from qrcode.image.svg import SvgPathFillImage

from hub_oauth.conf import conf

logger = logging.getLogger(__name__)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("That code or key does not fit. Try again, or use another one."),
        "unverified_email": _("Confirm your e-mail address first."),
        "add_email_blocked": _("Turn off your second factors first, then change your e-mail address."),
    }

    def encrypt(self, text: str) -> str:
        return keys().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return keys().decrypt(encrypted_text).decode()
        except InvalidToken:
            logger.error("A second factor does not open with SECRET_KEY; it can't be used any more.")  # noqa: TRY400
            return base64.b32encode(secrets.token_bytes(20)).decode()  # nothing that anybody types fits this

    def get_totp_issuer(self) -> str:
        return conf.site_name

    def build_totp_svg(self, url: str) -> str:
        """On white, which scanners need on a dark page too."""
        image = BytesIO()
        qrcode.make(url, image_factory=SvgPathFillImage).save(image)
        return image.getvalue().decode()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """A passkey is for the host of the issuer, under whatever name a request reached the site."""
        return {"id": urlsplit(conf.issuer).hostname or "", "name": conf.site_name}

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002  # allauth's name
        number = user.authenticator_set.filter(type=type).count() + 1
        return gettext("Key %(number)s") % {"number": number}


def keys() -> MultiFernet:
    """From SECRET_KEY, and from those that it replaced: a copy of the database alone opens nothing."""
    return MultiFernet([Fernet(key(secret)) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def key(secret: str | bytes) -> bytes:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"hub_project second factors v1")
    return base64.urlsafe_b64encode(derived.derive(force_bytes(secret)))
