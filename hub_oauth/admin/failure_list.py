"""Refused requests beside the apps that they came from: one query for a page of them."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from hub_oauth.conf import conf
from hub_oauth.models import ClientProfile


class FailureList(ChangeList):
    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = with_apps(request, list(self.result_list))


def with_apps(request: HttpRequest, failures: list[Any]) -> list[Any]:
    """The same, each with ``profile``: its app's, or None where this administrator sees no such app."""
    named = {failure.client_id for failure in failures if failure.client_id}
    visible = conf.admin_clients(request, ClientProfile.objects.all()).filter(application__client_id__in=named)
    found = {profile.application.client_id: profile for profile in visible.select_related("application").defer("logo")}
    for failure in failures:
        failure.profile = found.get(failure.client_id)
    return failures


def linked(profile: ClientProfile) -> SafeString:
    address = reverse("admin:hub_oauth_clientprofile_change", args=[profile.pk])
    return format_html('<a href="{}">{}</a>', address, profile)
