"""The deployable site, where a page leads back to the app."""

from __future__ import annotations

from hub_project.settings import *  # noqa: F403
from hub_project.settings import HUB_OAUTH

HUB_OAUTH = {**HUB_OAUTH, "CONSENT_REDIRECT": "interstitial"}
