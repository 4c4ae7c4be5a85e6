from __future__ import annotations

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from hub_project import pages

# The admin has no form of its own to sign in with: one door, one throttle.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

handler500 = "hub_project.pages.server_error"

urlpatterns = [
    path("", pages.home, name="home"),
    path("admin/", admin.site.urls),
    path("accounts/signed-out/", pages.signed_out, name="account_signed_out"),
    path("accounts/", include("allauth.account.urls")),
    path("", include("hub_oauth.urls")),
    path("", include("hub_teams.urls")),
]
