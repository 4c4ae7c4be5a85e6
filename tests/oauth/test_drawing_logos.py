"""A logo that somebody sends is drawn anew: nothing but its pixels is kept."""

from __future__ import annotations

import os
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from hub_oauth import logos
from tests.support.pictures import claiming, picture, with_a_comment

pytestmark = pytest.mark.yardstick("L2")


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_a_picture_becomes_a_small_png(kind: str) -> None:
    drawn = Image.open(BytesIO(logos.redrawn(picture(kind))))
    assert (drawn.format, drawn.size) == ("PNG", (192, 128))


def test_nothing_but_its_pixels_is_kept() -> None:
    sent = with_a_comment("<script>alert(1)</script>")
    assert b"<script>" in sent
    assert b"<script>" not in logos.redrawn(sent)
    assert b"trailer" not in logos.redrawn(picture() + b"trailer")


def test_of_a_moving_picture_the_first_frame_is_kept() -> None:
    frames = [Image.new("RGB", (64, 64), colour) for colour in ("red", "blue")]
    sent = BytesIO()
    frames[0].save(sent, "PNG", save_all=True, append_images=frames[1:])
    drawn = Image.open(BytesIO(logos.redrawn(sent.getvalue())))
    assert (getattr(drawn, "n_frames", 1), drawn.convert("RGB").getpixel((5, 5))) == (1, (255, 0, 0))


def test_noise_stays_small_enough_for_a_page() -> None:
    noise = Image.frombytes("RGBA", (192, 192), os.urandom(192 * 192 * 4))
    sent = BytesIO()
    noise.save(sent, "PNG")
    assert len(logos.redrawn(sent.getvalue())) < logos.LIMIT


REFUSED = {
    "nothing": (b"", "can't be read"),
    "text": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "can't be read"),
    "another format": (picture("GIF"), "can't be read"),
    "another format by name only": (b"\x89PNG\r\n\x1a\n" + picture("GIF"), "can't be read"),
    "cut off": (picture()[:60], "can't be read"),
    "too many pixels": (picture(size=(2049, 1)), "2049 × 1 pixels; 2048 a side are allowed"),
    "a header that claims gigabytes": (claiming(100_000, 100_000), "allowed|can't be read"),
    "a header that claims more than there is": (claiming(2000, 2000), "can't be read"),
    "too many bytes": (picture() + b"\0" * logos.LIMIT, "257 KB; 256 are allowed"),
}


@pytest.mark.parametrize(("sent", "sentence"), REFUSED.values(), ids=REFUSED)
def test_anything_else_is_refused_with_a_sentence(sent: bytes, sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        logos.redrawn(sent)
