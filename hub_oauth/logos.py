"""Logos of apps: decoded here and drawn anew, so that what is served is a picture and nothing that came with it.

Needs Pillow: ``pip install "regardingwork-hub[logos]"``. Without it, apps have no logos.
"""

from __future__ import annotations

from importlib.util import find_spec
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from PIL.Image import Image

LIMIT: Final = 256 * 1024  # bytes that may be sent
SIDE_LIMIT: Final = 2048  # pixels: more is no logo, and is never decoded
SIDE: Final = 192  # pixels that are kept: three times what pages show
FORMATS: Final = ("PNG", "WEBP")


def are_possible() -> bool:
    return find_spec("PIL") is not None


def redrawn(raw: bytes) -> bytes:
    """A PNG of at most SIDE pixels a side, with nothing in it but its pixels. Raises ValidationError."""
    if len(raw) > LIMIT:
        raise ValidationError(_("The logo has %(size)d KB; 256 are allowed.") % {"size": -(-len(raw) // 1024)})
    picture = decoded(raw)
    picture.thumbnail((SIDE, SIDE))
    drawn = BytesIO()
    # Pixels alone: no text, no profile, no further frames.
    blank(picture).save(drawn, "PNG", optimize=True)
    return drawn.getvalue()


def decoded(raw: bytes) -> Image:
    """Its size is read first: a small file may claim to unfold to gigabytes."""
    from PIL import Image

    try:
        picture = Image.open(BytesIO(raw), formats=FORMATS)
        if max(picture.size) <= SIDE_LIMIT:
            return picture.convert("RGBA")
    except Exception as error:  # decoders raise whatever they meet in a broken file
        raise ValidationError(_("The logo can't be read as a PNG or WebP picture.")) from error
    sizes = {"width": picture.size[0], "height": picture.size[1], "limit": SIDE_LIMIT}
    raise ValidationError(_("The logo has %(width)d × %(height)d pixels; %(limit)d a side are allowed.") % sizes)


def blank(picture: Any) -> Image:
    from PIL import Image

    sheet = Image.new("RGBA", picture.size)
    sheet.paste(picture)
    return sheet
