"""Values and framings that nobody sends by accident."""

from __future__ import annotations

from typing import Final

from tests.fuzz.wire import FORM, Request

# Percent-encoded, or written so that it stands in a URL, a form or a header as it is
VALUES: Final[dict[str, bytes]] = {
    "NUL": b"%00",
    "not UTF-8": b"%ff",
    "raw, not UTF-8": b"\xff\xfe",
    "overlong UTF-8": b"%c0%af",
    "raw overlong UTF-8": b"\xc0\xaf",
    "surrogate": b"%ed%a0%80",
    "lone percent": b"%",
    "bad escape": b"%zz",
    "BOM": b"%EF%BB%BF",
    "raw BOM": b"\xef\xbb\xbf",
    "UTF-16": "".join(f"%{byte:02x}" for byte in "profile:read".encode("utf-16")).encode(),
    "raw UTF-16": "read".encode("utf-16-be").replace(b"\0", b"\x01"),
    "raw umlaut": "ü".encode(),
    "CRLF": b"%0d%0aSet-Cookie:%20x=y",
    "control characters": b"%01%1b%7f",
    "right to left": b"%E2%80%AE",
    "quotes": b"%22%27%5c%3b--",
    "a million": b"x" * 10**6,
    "nothing": b"",
}
# Only where bytes are not cut off by the protocol itself
RAW_IN_FORMS: Final[dict[str, bytes]] = {
    "raw NUL": b"x\0y",
    "raw CRLF": b"x\r\ny",
    "raw UTF-16": "a=b".encode("utf-16"),
}


def framings(request: Request, port: int) -> dict[str, bytes]:
    """The request, valid but for how its head and body are framed."""
    body = b"grant_type=refresh_token"
    chunked = request.head(port, (b"Transfer-Encoding", b"chunked"))

    def announced(length: bytes, sent: bytes = body) -> bytes:
        return request.head(port, (b"Content-Length", length)) + sent

    return {
        "longer than sent": announced(b"1000"),
        "shorter than sent": announced(b"3"),
        "negative length": announced(b"-1"),
        "length in words": announced(b"many"),
        "length with a sign": announced(b"+24"),
        "length of 20 digits": announced(b"9" * 20),
        "length in other digits": announced("٢٤".encode()),
        "two lengths": request.head(port, (b"Content-Length", b"24"), (b"Content-Length", b"3")) + body,
        "length and chunks": request.head(port, (b"Content-Length", b"24"), (b"Transfer-Encoding", b"chunked")) + body,
        "chunk without an end": chunked + b"18\r\n" + body,
        "chunk of no size": chunked + b"\r\n" + body + b"\r\n0\r\n\r\n",
        "chunk of odd size": chunked + b"zz\r\n" + body + b"\r\n0\r\n\r\n",
        "chunk of negative size": chunked + b"-5\r\n" + body + b"\r\n0\r\n\r\n",
        "chunk of huge size": chunked + b"f" * 16 + b"\r\n" + body,
        "chunk longer than sent": chunked + b"ffff\r\n" + body + b"\r\n0\r\n\r\n",
        "chunk shorter than sent": chunked + b"3\r\n" + body + b"\r\n0\r\n\r\n",
        "good chunks": chunked + b"18\r\n" + body + b"\r\n0\r\n\r\n",
        "many small chunks": chunked + b"1\r\nx\r\n" * 70_000 + b"0\r\n\r\n",
        "unknown coding": request.head(port, (b"Transfer-Encoding", b"braille")) + body,
        "body in UTF-16": announced(str(2 * len(body) + 2).encode(), body.decode().encode("utf-16")),
        "folded header": request.head(port, (b"X-Folded", b"one\r\n two")),
        "bare line feeds": request.encode(port).replace(b"\r\n", b"\n"),
        "bare carriage returns": request.encode(port).replace(b"\r\n", b"\r"),
        "header without a colon": request.head(port).replace(b"Connection:", b"Connection"),
        "header with a space in its name": request.head(port).replace(b"Connection:", b"Conn ection:"),
        "header with a raw name": request.head(port).replace(b"Connection:", b"Conn\xffection:"),
        "header with NUL": request.head(port, (b"X-Nul", b"a\0b")),
        "a thousand headers": request.head(port, *[(b"X-Many", b"x")] * 1000),
        "a header of a million": request.head(port, (b"X-Long", b"x" * 10**6)),
        "no host": request.head(port).replace(b"Host:", b"X-Host:"),
        "two hosts": request.head(port, (b"Host", b"thief.example")),
        "raw host": request.head(port).replace(b"Host: ", b"Host: \xff"),
        "type with a raw charset": request.head(port, (b"Content-Type", FORM + b"; charset=\xff")),
        "no version": request.head(port).replace(b" HTTP/1.1", b""),
        "version 1.0": request.encode(port).replace(b"HTTP/1.1", b"HTTP/1.0"),
        "version 9.9": request.encode(port).replace(b"HTTP/1.1", b"HTTP/9.9"),
        "unknown method": request.encode(port).replace(request.method, b"BREW", 1),
        "raw method": request.encode(port).replace(request.method, b"G\xffT", 1),
        "absolute target": request.encode(port).replace(request.path, b"http://thief.example" + request.path, 1),
        "raw target": request.encode(port).replace(request.path, request.path + b"\xff\x80", 1),
        "target with a fragment": request.encode(port).replace(request.path, request.path + b"#x", 1),
        "target with dots": request.encode(port).replace(request.path, b"/..//../" + request.path, 1),
        "target of a star": request.encode(port).replace(request.path, b"*", 1),
        "nothing": b"",
        "only line ends": b"\r\n" * 100,
        "the start of TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(range(256)),
        "the start of HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    }
