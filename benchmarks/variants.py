"""The Hub without one of its features, to see what that one costs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.copies import Copied
from benchmarks.servers import Running
from benchmarks.services import Services
from hub_oauth.conf import THROTTLES

API: Final = ("me", "teams", "code", "refresh")
PAGES: Final = ("authorize",)


@dataclass(frozen=True, slots=True)
class Variant:
    """name: of the feature; operations: that it takes part in; settings: text behind those of the site.

    middleware, parts: as benchmarks.sites.hub_without takes them out.
    """

    name: str
    operations: tuple[str, ...] = (*API, *PAGES)
    settings: str = ""
    middleware: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return f"{self.settings}WITHOUT_MIDDLEWARE = {self.middleware!r}\nWITHOUT_PARTS = {self.parts!r}\n"


def together(name: str, variants: tuple[Variant, ...], operations: tuple[str, ...]) -> Variant:
    """Without all of them that take part in these operations."""
    some = [one for one in variants if set(operations) & set(one.operations)]
    return Variant(
        name,
        operations,
        "".join(one.settings for one in some),
        tuple(path for one in some for path in one.middleware),
        tuple(part for one in some for part in one.parts),
    )


FEATURES: Final = (
    Variant("audit log", ("code", "refresh"), parts=("audit",)),
    Variant("limits", settings=f'HUB_OAUTH["THROTTLES"] = {dict.fromkeys(THROTTLES)!r}\n'),
    Variant("CORS", API, parts=("cors",)),
    Variant(
        "security headers",
        middleware=(
            "hub_project.middleware.page_headers",
            "django.middleware.security.SecurityMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
        ),
    ),
    Variant("request ids", middleware=("hub_project.middleware.request_id",)),
    Variant("static files", middleware=("whitenoise.middleware.WhiteNoiseMiddleware",)),
    Variant(
        "middleware of pages",
        API,
        middleware=tuple(
            f"hub_project.page_middleware.{name}" for name in ("Sessions", "Languages", "SignedIn", "Messages")
        ),
    ),
    Variant("allauth's middleware", middleware=("allauth.account.middleware.AccountMiddleware",)),
    # As DATABASE_URL's ?prepare=off has it.
    Variant("prepared statements", settings='DATABASES["default"]["OPTIONS"] = {}\n'),
)
SHIPPED: Final = Variant("as shipped")
AGAIN: Final = Variant("nothing: as shipped, again")  # what is measured of it is the noise
ALL: Final = tuple(together("all of these", FEATURES, operations) for operations in (API, PAGES))
VARIANTS: Final = (SHIPPED, AGAIN, *FEATURES, *ALL)


class Varied(Copied):
    """``with Varied(variant, base, services, folder) as server``, over a copy of the base's database."""

    def __init__(self, variant: Variant, base: Running, services: Services, folder: Path) -> None:
        super().__init__(base, services, folder, f"-{VARIANTS.index(variant)}", settings=variant.text)
