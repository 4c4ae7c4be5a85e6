"""What each refusal means and how to mend it; the page of errors shows them beside the sentence that was sent.

For developers and in English, as the sentences themselves are.
"""

from __future__ import annotations

from typing import Final

from hub_project.developers.remedies import apps, asking, requests, tokens
from hub_project.developers.remedies.remedy import Remedy

__all__ = ["REMEDIES", "Remedy"]

# The groups of the page, and in each the causes of ``hub_oauth.errors.CAUSES``.
REMEDIES: Final[dict[str, dict[str, Remedy]]] = {
    "The request as such": requests.REQUEST,
    "Later": requests.LATER,
    "Your app": apps.APP,
    "Asking a person": asking.ASKING,
    "The consent page": asking.PAGE,
    "Tokens": tokens.TOKENS,
    "The API": tokens.API,
}
