"""axe-core in the browser: what it finds wrong with a page, by WCAG 2.2 AA and by its own best practices."""

from __future__ import annotations

from typing import Any, Final

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

OPTIONS: Final = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "preload": False,  # it would fetch the stylesheet again, which the page's own policy forbids
}


def violations(page: Page) -> list[str]:
    """One line for each: the rule, and the elements that break it."""
    found: list[dict[str, Any]] = Axe().run(page, options=OPTIONS).response["violations"]
    return [f"{each['id']}: {[node['html'][:200] for node in each['nodes']]}" for each in found]
