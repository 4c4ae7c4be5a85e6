"""An answer in JSON without asking REST framework how to render it: an API of one format has nothing to ask."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpResponse
from rest_framework.utils.encoders import JSONEncoder

JSON: Final = "application/json"


def answered(body: Mapping[str, Any], *, status: int = 200, content_type: str = JSON) -> HttpResponse:
    """For what is read most, and for what is refused. Raises ValueError for a number that is not JSON's."""
    written = json.dumps(body, cls=JSONEncoder, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return HttpResponse(written.encode(), status=status, content_type=content_type)
