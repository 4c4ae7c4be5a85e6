"""The site with client-id documents on, and a document server of the tests' own in the place of the Internet."""

from __future__ import annotations

from hub_project.settings import *  # noqa: F403
from hub_project.settings import HUB_OAUTH, INSTALLED_APPS

HUB_OAUTH = {**HUB_OAUTH, "CLIENT_ID_DOCUMENTS": "allow-list", "CLIENT_ID_DOCUMENT_HOSTS": ["tool.example"]}
INSTALLED_APPS = [*INSTALLED_APPS, "tests.clients.documents_app"]
