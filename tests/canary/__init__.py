"""The canary run: the suite at log level DEBUG, then a search for every secret in all that it left behind.

``make canary`` loads ``tests.canary.plugin``; without HUB_CANARY, a folder, it does nothing.
"""

from __future__ import annotations
