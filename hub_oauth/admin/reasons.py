"""Why an administrator does it: free text, for whoever reads the audit log later."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest

FIELD: Final = "reason"  # of hub_oauth/admin/parts/reason.html
LIMIT: Final = 200  # characters, as the log has room for


def given(request: HttpRequest) -> str:
    """In one line, cut where the room ends; empty where nobody said."""
    written = request.POST.get(FIELD, "").replace("\0", " ")  # PostgreSQL has no text with NUL, and would raise
    return " ".join(written.split())[:LIMIT]
