"""What a resource API imports: ``BearerAuthentication``, ``RequiresScope``, ``ResourceView`` and its ``Operation``."""

from __future__ import annotations

from hub_oauth.api.authentication import BearerAuthentication
from hub_oauth.api.operations import Operation
from hub_oauth.api.permissions import RequiresScope
from hub_oauth.api.views import ResourceView

__all__ = ["BearerAuthentication", "Operation", "RequiresScope", "ResourceView"]
