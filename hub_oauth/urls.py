"""Mount at the root: ``path("", include("hub_oauth.urls"))``. No path ends in a slash, none redirects to one."""

from __future__ import annotations

from django.urls import path

from hub_oauth.views import connected_apps, metadata
from hub_oauth.views.authorize import AuthorizeView
from hub_oauth.views.introspect import IntrospectView
from hub_oauth.views.revoke import RevokeView
from hub_oauth.views.switch_account import switch_account
from hub_oauth.views.token import TokenView

app_name = "hub_oauth"

urlpatterns = [
    path("api/oauth/authorize", AuthorizeView.as_view(), name="authorize"),
    path("api/oauth/token", TokenView.as_view(), name="token"),
    path("api/oauth/revoke", RevokeView.as_view(), name="revoke"),
    path("api/oauth/introspect", IntrospectView.as_view(), name="introspect"),
    path(".well-known/oauth-authorization-server", metadata.authorization_server, name="authorization_server"),
    path(".well-known/oauth-protected-resource", metadata.protected_resource, name="protected_resource"),
    path("account/apps", connected_apps.connected_apps, name="connected_apps"),
    path("account/apps/<str:client_id>/remove", connected_apps.remove_app, name="remove_app"),
    path("account/switch", switch_account, name="switch_account"),
]
