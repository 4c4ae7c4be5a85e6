from __future__ import annotations


class Unusable(Exception):
    """No client can be made of this address; ``reason`` is a sentence for the app's developer, ASCII and short."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
