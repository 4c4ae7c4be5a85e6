"""What apps may be called, what they may ask for, and those that a document at their own address describes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Literal

from hub_oauth.conf.written import Written


class Clients(Written):
    @property
    def reserved_names(self) -> Sequence[str]:
        """Words that no app and no publisher may carry in its name, beside the site's own name."""
        return tuple(self["RESERVED_NAMES"])

    @property
    def secret_overlap(self) -> timedelta:
        """How long a secret is good after a newer one was made, where nobody says otherwise (ASVS 13.3.4)."""
        return self.seconds("SECRET_OVERLAP")

    @property
    def default_scopes(self) -> Sequence[str]:
        """Scopes of a request that names none; empty: such a request is refused (RFC 6749 §3.3)."""
        return tuple(self["DEFAULT_SCOPES"])

    @property
    def resources(self) -> Mapping[str, Sequence[str]]:
        """Path prefix of a host's own views that accept Hub tokens through DOT -> the scopes they need."""
        return dict(self["RESOURCES"])

    @property
    def client_id_documents(self) -> Literal["off", "allow-list", "any"]:
        """Whose client-id metadata documents are fetched: nobody's, those of CLIENT_ID_DOCUMENT_HOSTS, anybody's."""
        given = self["CLIENT_ID_DOCUMENTS"]
        return given if given in ("allow-list", "any") else "off"

    @property
    def client_id_document_hosts(self) -> Sequence[str]:
        """``tool.example`` for a host, ``.agents.example`` for a domain and all below it."""
        return tuple(self["CLIENT_ID_DOCUMENT_HOSTS"])

    @property
    def client_id_document_scopes(self) -> Sequence[str]:
        """What apps known by a document may ask for; empty: every scope that is not sensitive."""
        return tuple(self["CLIENT_ID_DOCUMENT_SCOPES"])

    @property
    def client_id_document_limit(self) -> int:
        """Bytes of a document (draft-ietf-oauth-client-id-metadata-document §6.6)."""
        return int(self["CLIENT_ID_DOCUMENT_LIMIT"])

    @property
    def client_id_document_timeout(self) -> timedelta:
        """For all of a fetch: name, connection, TLS, every byte."""
        return self.seconds("CLIENT_ID_DOCUMENT_TIMEOUT")

    @property
    def client_id_document_cache(self) -> timedelta:
        """How long a document is good at most, whatever its server says."""
        return self.seconds("CLIENT_ID_DOCUMENT_CACHE")

    @property
    def client_id_document_backoff(self) -> timedelta:
        """How long an address that gave no usable document is not asked again."""
        return self.seconds("CLIENT_ID_DOCUMENT_BACKOFF")
