"""The site for an ASGI server."""

from __future__ import annotations

import os

from django.core.asgi import get_asgi_application

from hub_project import content_types, standing

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub_project.settings")

application = content_types.asgi(get_asgi_application())
standing.settle()
