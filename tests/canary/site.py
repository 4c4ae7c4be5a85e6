"""The deployable site at log level DEBUG, all of it in a file."""

from __future__ import annotations

import os

from hub_project.settings import *  # noqa: F403
from hub_project.settings import INSTALLED_APPS
from tests.canary.apps import FOLDER

INSTALLED_APPS = [*INSTALLED_APPS, "tests.canary.apps.Recording"]
NOTED = {"level": "DEBUG", "handlers": [], "propagate": True}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"file": {"class": "logging.FileHandler", "filename": FOLDER / f"server-{os.getpid()}.log"}},
    "root": {"handlers": ["file"], "level": "DEBUG"},
    "loggers": dict.fromkeys(("django", "django.server", "gunicorn", "gunicorn.error"), NOTED),
}
