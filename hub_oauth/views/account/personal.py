from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from hub_oauth import consents
from hub_oauth.models import Consent
from hub_oauth.views.acts import person_of
from hub_oauth.views.csrf import csrf_protect
from hub_oauth.views.error_words import words_for_account
from hub_oauth.views.pages import Page, own_forms_only, page
from hub_oauth.views.session_only import session_only


def personal(*methods: str) -> Callable[[Page], Page]:
    """A page of whoever is signed in, which answers these methods and whose forms stay on this site.

    A host's ATOMIC_REQUESTS would hold back a revocation until the page is drawn; its CSRF middleware would read any
    body to its end: the same check is made here, once the size is known.
    """
    # From the inside out: what is refused gets a page, and that page the policy.
    account_page = partial(page, words=words_for_account)
    guards = (csrf_protect, require_http_methods(methods), session_only, account_page, own_forms_only, csrf_exempt)

    def decorate(view: Page) -> Page:
        guarded: Any = login_required(view)
        for guard in guards:
            guarded = guard(guarded)
        finished: Page = transaction.non_atomic_requests(guarded)
        return finished

    return decorate


def consent_or_404(request: HttpRequest, client_id: str) -> Consent:
    """The person's live consent to this app; somebody else's app, or none, is a 404."""
    found = consents.live_with(person_of(request), client_id)
    if found is None:
        raise Http404
    return found
