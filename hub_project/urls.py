from __future__ import annotations

from allauth.account import views as account
from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from hub_project import pages
from hub_project.sign_in import SignInView

# The admin has no form of its own to sign in with: one door, one throttle.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

handler400 = "hub_project.pages.bad_request"
handler500 = "hub_project.pages.server_error"

# Of allauth's pages those that this site offers, under allauth's own names and addresses.
accounts = [
    path("login/", SignInView.as_view(), name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("signed-out/", pages.signed_out, name="signed_out"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("signup/", account.signup, name="account_signup"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
]

urlpatterns = [
    path("", pages.home, name="home"),
    path("favicon.ico", pages.icon),
    path("accounts/", include(accounts)),
    path("admin/", admin.site.urls),
    path("", include("hub_oauth.urls")),
    path("", include("hub_teams.urls")),
]
