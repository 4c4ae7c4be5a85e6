"""Chromium, driven by Playwright."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final, Literal

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, WebError, sync_playwright

from tests.support import needs

OpenPage = Callable[..., Page]

THEMES: Final[tuple[Literal["light", "dark"], ...]] = ("light", "dark")

ARGUMENTS = (
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # Nothing leaves the machine, whatever a page asks for; app.example is a client of the tests' own.
    "--host-resolver-rules=MAP app.example 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, headless."""
    # Chromium's sandbox refuses to work for root.
    arguments = [*ARGUMENTS, "--no-sandbox"] if os.geteuid() == 0 else [*ARGUMENTS]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=needs.chromium(), args=arguments)
        yield browser
        browser.close()


@contextmanager
def pages(browser: Browser, errors: list[str]) -> Iterator[OpenPage]:
    """A function that opens a page in a context of its own; what goes wrong in any of them is added to errors.

    The function takes Playwright's options for a context, such as ``java_script_enabled`` or ``color_scheme``.
    """
    contexts: list[BrowserContext] = []

    def open_page(**options: Any) -> Page:
        context = browser.new_context(**options)
        contexts.append(context)
        watch(context, errors)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


def watch(context: BrowserContext, errors: list[str]) -> None:
    """Collect script errors, failed loads and violations of the Content-Security-Policy; Chromium logs all of them."""

    def on_console(message: ConsoleMessage) -> None:
        # Headless Chromium asks for an icon of its own accord.
        if message.type == "error" and not message.location["url"].endswith("/favicon.ico"):
            errors.append(f"{message.text} ({message.location['url']})")

    def on_error(error: WebError) -> None:
        errors.append(str(error.error))

    context.on("console", on_console)
    context.on("weberror", on_error)
