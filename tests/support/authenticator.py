"""A passkey as a phone or a computer keeps it, without the phone (Web Authentication Level 2)."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass, field
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

FLAGS: Final = AuthenticatorData.FLAG
PRESENT_AND_VERIFIED: Final = FLAGS.UP | FLAGS.UV


@dataclass
class Passkey:
    """One key for one site. host: the site's; origin: of the pages that ask; user_handle: whose it says it is."""

    host: str
    origin: str
    user_handle: bytes = b""
    identifier: bytes = field(default_factory=lambda: os.urandom(32))
    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def create(self, options: dict[str, Any]) -> str:
        """What a browser sends for ``navigator.credentials.create``: §5.1.3."""
        public = ES256.from_cryptography_key(self.private.public_key())  # type: ignore[no-untyped-call]  # of fido2
        known = AttestedCredentialData.create(Aaguid.NONE, self.identifier, public)
        data = AuthenticatorData.create(self.host_hash, PRESENT_AND_VERIFIED | FLAGS.AT, 0, known)
        client_data = self.client_data("webauthn.create", options)
        attestation = AttestationObject.create("none", data, {})
        return self.answer(client_data, attestationObject=websafe_encode(attestation))

    def use(self, options: dict[str, Any]) -> str:
        """What it sends for ``navigator.credentials.get``: §5.1.4."""
        data = AuthenticatorData.create(self.host_hash, PRESENT_AND_VERIFIED, 0)
        client_data = self.client_data("webauthn.get", options)
        signature = self.private.sign(data + hashlib.sha256(client_data).digest(), ec.ECDSA(SHA256()))
        return self.answer(
            client_data,
            authenticatorData=websafe_encode(data),
            signature=websafe_encode(signature),
            userHandle=websafe_encode(self.user_handle),
        )

    @property
    def host_hash(self) -> bytes:
        return hashlib.sha256(self.host.encode()).digest()

    def client_data(self, kind: str, options: dict[str, Any]) -> bytes:
        return json.dumps({"type": kind, "challenge": options["challenge"], "origin": self.origin}).encode()

    def answer(self, client_data: bytes, **response: str) -> str:
        name = websafe_encode(self.identifier)
        parts = {"clientDataJSON": websafe_encode(client_data), **response}
        rest = {"type": "public-key", "authenticatorAttachment": "platform"}
        extensions = {"credProps": {"rk": True}}
        return json.dumps({"id": name, "rawId": name, "response": parts, "clientExtensionResults": extensions, **rest})
