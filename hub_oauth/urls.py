"""Mount at the root: ``path("", include("hub_oauth.urls"))``. No path ends in a slash, none redirects to one."""

from __future__ import annotations

from django.urls import path, register_converter

from hub_oauth.views import metadata
from hub_oauth.views.account.choices import change_choices
from hub_oauth.views.account.connected_app import connected_app
from hub_oauth.views.account.connected_apps import connected_apps
from hub_oauth.views.account.not_me import not_me
from hub_oauth.views.account.permission import take_back
from hub_oauth.views.account.removal import remove_app
from hub_oauth.views.account.removal_of_all import remove_all_apps
from hub_oauth.views.account.removed_apps import removed_apps
from hub_oauth.views.authorize import AuthorizeView
from hub_oauth.views.client_ids import ClientIdConverter
from hub_oauth.views.introspect import IntrospectView
from hub_oauth.views.logo import logo
from hub_oauth.views.revoke import RevokeView
from hub_oauth.views.switch_account import switch_account
from hub_oauth.views.token import TokenView

app_name = "hub_oauth"
register_converter(ClientIdConverter, "client_id")
register_converter(metadata.ResourcePathConverter, "resource")

urlpatterns = [
    path("api/oauth/authorize", AuthorizeView.as_view(), name="authorize"),
    path("api/oauth/token", TokenView.as_view(), name="token"),
    path("api/oauth/revoke", RevokeView.as_view(), name="revoke"),
    path("api/oauth/introspect", IntrospectView.as_view(), name="introspect"),
    path(".well-known/oauth-authorization-server", metadata.authorization_server, name="authorization_server"),
    path(".well-known/oauth-protected-resource", metadata.protected_resource, name="protected_resource"),
    path(".well-known/oauth-protected-resource/<resource:path>", metadata.protected_resource),
    path("api/oauth/logo/<client_id:client_id>", logo, name="logo"),
    path("account/apps", connected_apps, name="connected_apps"),
    path("account/apps/removed", removed_apps, name="removed_apps"),
    path("account/apps/all/remove", remove_all_apps, name="remove_all_apps"),
    path("account/apps/<client_id:client_id>", connected_app, name="connected_app"),
    path("account/apps/<client_id:client_id>/remove", remove_app, name="remove_app"),
    path("account/apps/<client_id:client_id>/take-back", take_back, name="take_back"),
    path("account/apps/<client_id:client_id>/choices", change_choices, name="change_choices"),
    path("account/apps/<client_id:client_id>/not-me", not_me, name="not_me"),
    path("account/switch", switch_account, name="switch_account"),
]
