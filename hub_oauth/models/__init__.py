"""What the Hub keeps: one noun a file."""

from __future__ import annotations

from hub_oauth.models.answers import Answer
from hub_oauth.models.audit import AuditEvent, AuditRemoval, AuditSeal
from hub_oauth.models.consents import Consent
from hub_oauth.models.failures import RequestFailure
from hub_oauth.models.grants import Grant
from hub_oauth.models.profiles import ClientProfile
from hub_oauth.models.secrets import ClientSecret

__all__ = [
    "Answer",
    "AuditEvent",
    "AuditRemoval",
    "AuditSeal",
    "ClientProfile",
    "ClientSecret",
    "Consent",
    "Grant",
    "RequestFailure",
]
