"""Django's check of CSRF, which refuses in our words: a host's page for it knows nothing of the app."""

from __future__ import annotations

import logging
from typing import Final, NoReturn

from django.http import HttpRequest
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.decorators import decorator_from_middleware

from hub_oauth.errors import Refusal

logger: Final = logging.getLogger("django.security.csrf")


class OwnCsrfCheck(CsrfViewMiddleware):
    """Refusal("form_foreign") for a form that this session did not get from here."""

    def _reject(self, request: HttpRequest, reason: str) -> NoReturn:
        logger.warning("Forbidden (%s): %s", reason, request.path, extra={"status_code": 403, "request": request})
        raise Refusal("form_foreign")


csrf_protect = decorator_from_middleware(OwnCsrfCheck)
