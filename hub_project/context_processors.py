from __future__ import annotations

from django.http import HttpRequest

from hub_oauth.conf import conf
from hub_oauth.references import reference_of


def page(request: HttpRequest) -> dict[str, str]:
    """What the frame of every page shows: the name of the site, and the code to report a problem with."""
    return {"site_name": conf.site_name, "reference": reference_of(request)}
