"""What one variable of the environment may say: on or off, or the URL of a server; refused with one sentence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, NoReturn
from urllib.parse import SplitResult, urlsplit

from django.core.exceptions import ImproperlyConfigured

ON: Final = ("on", "true", "yes", "1")
OFF: Final = ("off", "false", "no", "0", "")
NOT_VALID: Final = "is not a valid URL; write special characters of a password as %XX"


def parsed(name: str, given: str, schemes: Sequence[str] = ()) -> SplitResult:
    """A URL, with one of these schemes where any are named."""
    try:
        parts = urlsplit(given)
        _ = parts.port
    except ValueError:
        refuse(name, NOT_VALID)
    if schemes and parts.scheme not in schemes:
        refuse(name, "must begin with " + " or ".join(f"{scheme}://" for scheme in schemes))
    return parts


def settings_of(name: str, given: str, read: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
    """Django's settings of a server, as read makes them of its URL."""
    try:
        return read(given)
    except (ValueError, ImproperlyConfigured):
        refuse(name, NOT_VALID)


def refuse(name: str, rule: str) -> NoReturn:
    """Raises ImproperlyConfigured with a sentence that names the variable and the rule, never a secret."""
    # from None: what a parser says quotes the value, and with it a password.
    raise ImproperlyConfigured(f"{name} {rule}. The file .env.example explains it.") from None
