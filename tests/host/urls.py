"""The host with django-oauth-toolkit's endpoints mounted, and views that it protects."""

from __future__ import annotations

from django.urls import include, path, re_path

from tests.host import views
from tests.urls import urlpatterns as plain

urlpatterns = [
    path("o/", include("oauth2_provider.urls")),
    path("reports/", views.ReportsView.as_view()),
    path("reports/mixin", views.ReportsByMixin.as_view()),
    path("reports/decorator", views.reports_by_decorator),
    path("reports/bare-decorator", views.reports_by_bare_decorator),
    path("reports/anybody", views.AnybodysView.as_view()),
    path("bills/", views.ReportsView.as_view()),
    path("notes/", views.NotesView.as_view()),
    path("reportsandmore/", views.ReportsView.as_view()),
    path("übersicht/", views.ReportsView.as_view()),
    path("own", views.OwnResourceView.as_view()),
    path("anybody/", views.AnybodysView.as_view()),
    re_path("^/(?P<rest>.*)$", views.AnybodysView.as_view()),  # //anything: two slashes at the start
    *plain,
]
