from __future__ import annotations

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from hub_project import not_found, pages

# The admin has no form of its own to sign in with: one door, one throttle.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

handler400 = "hub_project.pages.bad_request"
handler404 = "hub_project.not_found.not_found"
handler429 = "hub_project.pages.too_many_requests"  # allauth's, not Django's
handler500 = "hub_project.pages.server_error"

urlpatterns = [
    # First what is called most: Django tries one after the other.
    path("", include("hub_teams.urls")),
    path("", include("hub_oauth.urls")),
    path("", pages.home, name="home"),
    path("favicon.ico", pages.icon),
    path("accounts/", include("hub_project.account_urls")),
    path(".well-known/change-password", RedirectView.as_view(pattern_name="account_change_password")),
    path("admin/", admin.site.urls),
    path("developers/", include("hub_project.developers.urls")),
    re_path(r"^api(?:/|$)", not_found.nothing),
]
