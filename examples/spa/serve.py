"""A static server for the page: what ``python -m http.server`` does, with config.json from a file elsewhere."""

from __future__ import annotations

from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, Final

FOLDER: Final = Path(__file__).parent


def serve(port: int, config: Path) -> ThreadingHTTPServer:
    """Serve the page on 127.0.0.1 in a thread that ends with the process."""

    class Handler(SimpleHTTPRequestHandler):
        def __init__(self, *given: Any) -> None:
            super().__init__(*given, directory=str(FOLDER))

        def translate_path(self, path: str) -> str:
            found = super().translate_path(path)
            return str(config) if Path(found) == FOLDER / "config.json" else found

        def log_message(self, *words: Any) -> None:
            """Quiet: the terminal is for addresses and passwords."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    return server
