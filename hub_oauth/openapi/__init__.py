"""The Hub's protocol in OpenAPI 3.1: plain dictionaries, made from the code they describe.

``document.add_protocol`` is a postprocessing hook for drf-spectacular, which describes the resource views
(``hub_oauth.contrib.spectacular``). Nothing here imports it: a host need not have it.
"""

from __future__ import annotations
