"""The list of apps, with what is counted for those on the page: one query, however many there are."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django.contrib.admin.views.main import ChangeList
from django.db.models import Count, Max, Q
from django.db.models.functions import Now
from django.http import HttpRequest

from hub_oauth.models import Consent
from hub_oauth.models.consents import STANDS

ACTIVE: Final = timedelta(days=30)


class ClientList(ChangeList):
    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        profiles = list(self.result_list)
        counted = use_of([profile.application_id for profile in profiles])
        for profile in profiles:
            profile.use = counted.get(profile.application_id, {})
        self.result_list = profiles


def use_of(applications: list[Any]) -> dict[Any, Any]:
    """Application -> ``active``, the people who used it in the last 30 days, and ``last_used``. One query."""
    recent = STANDS & Q(last_used_at__gte=Now() - ACTIVE)
    rows = (
        Consent.objects.filter(application__in=applications)
        .order_by()
        .values("application")
        .annotate(active=Count("pk", filter=recent), last_used=Max("last_used_at"))
    )
    return {row["application"]: row for row in rows}
