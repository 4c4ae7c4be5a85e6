from __future__ import annotations

from django.urls import path

from hub_project.developers import document, errors, front, reference
from hub_project.developers.playground import views as playground

app_name = "developers"

urlpatterns = [
    path("", front.front, name="front"),
    path("openapi.yaml", document.in_yaml, name="openapi_yaml"),
    path("openapi.json", document.in_json, name="openapi_json"),
    path("errors", errors.errors, name="errors"),
    path("api/", reference.reference, name="reference"),
    path("api/oauth2-redirect.html", reference.reference_return, name="reference_return"),
    path("playground/", playground.Steps.as_view(), name="playground"),
    path("playground/begin", playground.Begin.as_view(), name="playground_begin"),
    path("playground/callback", playground.Callback.as_view(), name="playground_callback"),
    path("playground/send", playground.Send.as_view(), name="playground_send"),
    path("playground/forget", playground.Forget.as_view(), name="playground_forget"),
]
