"""The site for a WSGI server: ``gunicorn hub_project.wsgi``."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from hub_project import content_types, standing

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub_project.settings")

application = content_types.wsgi(get_wsgi_application())
standing.settle()
