"""What the pages beside the app form share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from hub_oauth.admin.lookups import ReadableLookups
from hub_oauth.models import ClientProfile


class ClientPages(ReadableLookups):
    """Pages about one app, each with a permission of its own beside that to see the app."""

    def client_for(self, request: HttpRequest, pk: int, permission: str) -> ClientProfile:
        """The app; PermissionDenied without the permission, Http404 where the person has no such app."""
        profile: ClientProfile | None = self.get_object(request, str(pk))
        if profile is None:
            raise Http404
        if not self.has_view_permission(request, profile) or not request.user.has_perm(permission):
            raise PermissionDenied
        return profile

    def page(
        self,
        request: HttpRequest,
        template: str,
        profile: ClientProfile,
        context: dict[str, Any],
        status: HTTPStatus = HTTPStatus.OK,
    ) -> TemplateResponse:
        """A page of the admin about this app; as all of the admin's, no browser stores it."""
        shared = {**self.admin_site.each_context(request), "opts": self.opts, "profile": profile}
        return TemplateResponse(request, template, {**shared, **context}, status=status)

    def back_to(self, profile: ClientProfile, page: str = "change") -> HttpResponseRedirect:
        return HttpResponseRedirect(reverse(f"admin:hub_oauth_clientprofile_{page}", args=[profile.pk]))


@contextmanager
def gone_is_not_found() -> Iterator[None]:
    """Where another administrator deleted the app meanwhile, Http404, and nothing says that anything was done to it."""
    try:
        yield
    except ObjectDoesNotExist:
        raise Http404 from None
