"""Pictures, whole and broken."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image
from PIL.PngImagePlugin import PngInfo


def picture(kind: str = "PNG", size: tuple[int, int] = (300, 200), **options: Any) -> bytes:
    """A green picture of this format."""
    drawn = BytesIO()
    Image.new("RGB", size, (0, 120, 60)).save(drawn, kind, **options)
    return drawn.getvalue()


def with_a_comment(text: str) -> bytes:
    info = PngInfo()
    info.add_text("Comment", text)
    return picture(pnginfo=info)


def claiming(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose header says that it is this large."""
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 9)) + chunk(b"IEND", b"")
    )


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
