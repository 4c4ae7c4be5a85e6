"""The one setting, ``HUB_OAUTH``: ``conf`` has its values, typed and read at call time.

Every default is in ``defaults``. The other modules say what a value means and in what type it comes, each for one
subject; ``written`` is how they read it.
"""

from __future__ import annotations

from typing import Final

from hub_oauth.conf.clients import Clients
from hub_oauth.conf.consents import Consents
from hub_oauth.conf.defaults import DAY, DEFAULTS, HOUR, THROTTLES
from hub_oauth.conf.limits import Limits
from hub_oauth.conf.people import People
from hub_oauth.conf.site import Site
from hub_oauth.conf.tokens import Tokens

__all__ = ["DAY", "DEFAULTS", "HOUR", "THROTTLES", "conf"]


class Conf(Site, Clients, Consents, Tokens, People, Limits):
    """Typed views of ``settings.HUB_OAUTH``; a missing key has its default."""


conf: Final = Conf()
