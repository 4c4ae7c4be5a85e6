from __future__ import annotations

from django.conf import settings

# These look at the site; the rest of the suite looks at a foreign host, with other settings.
collect_ignore_glob = [] if settings.ROOT_URLCONF == "hub_project.urls" else ["test_*.py"]
