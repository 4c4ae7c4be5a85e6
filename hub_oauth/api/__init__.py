"""What a resource API imports: ``BearerAuthentication``, ``RequiresScope`` and ``ResourceView``."""

from __future__ import annotations

from hub_oauth.api.authentication import BearerAuthentication
from hub_oauth.api.permissions import RequiresScope
from hub_oauth.api.views import ResourceView

__all__ = ["BearerAuthentication", "RequiresScope", "ResourceView"]
