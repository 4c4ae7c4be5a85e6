"""The results as a picture: a bar for each peer at each operation, in multiples of the limit."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Final

from benchmarks.operations import OPERATIONS
from benchmarks.peers import PEERS
from benchmarks.results import Results

WIDTH: Final = 760
LABELS: Final = 190
BAR: Final = 14
GAP: Final = 16
COLOURS: Final = {
    "hub": "#0f766e",
    "dot": "#b45309",
    "allauth": "#7c3aed",
    "node": "#4d7c0f",
    "limit": "#64748b",
    "constant": "#94a3b8",
}


def svg(results: Results) -> str:
    drawn = [(cell, cell.ratio) for cell in results.cells() if cell.ratio is not None]
    scale = (WIDTH - LABELS - 130) / max((ratio for _, ratio in drawn), default=1.0)
    body, y = [], 30
    for operation in OPERATIONS:
        group = [(cell, ratio) for cell, ratio in drawn if cell.operation == operation.name]
        body += [text(0, y + BAR - 3, operation.title)] if group else []
        for cell, ratio in group:
            body += bar(cell.peer, ratio, y, scale)
            y += BAR + 2
        y += GAP if group else 0
    return "\n".join([*head(y), *body, "</svg>\n"])


def head(height: int) -> Iterator[str]:
    title = "Server CPU of one request, in multiples of a bare Django view with one SQL statement"
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'font-family="system-ui, sans-serif" font-size="12" fill="#334155">'
    )
    yield f"<title>{title}</title>"
    yield f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>'
    yield text(0, 16, title)


def bar(peer: str, ratio: float, y: int, scale: float) -> list[str]:
    width = max(2.0, ratio * scale)
    colour = COLOURS[peer]
    rectangle = f'<rect x="{LABELS}" y="{y}" width="{width:.1f}" height="{BAR}" fill="{colour}" rx="2"/>'
    return [rectangle, text(LABELS + width + 6, y + BAR - 3, f"{ratio:.2f} {PEERS[peer].title}")]


def text(x: float, y: float, words: str) -> str:
    return f'<text x="{x:.1f}" y="{y}">{escape(words)}</text>'
