from __future__ import annotations

from typing import NamedTuple


class Remedy(NamedTuple):
    means: str
    mend: str
