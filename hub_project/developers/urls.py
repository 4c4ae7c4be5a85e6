from __future__ import annotations

from django.urls import path

from hub_project.developers import document, errors, front, reference

app_name = "developers"

urlpatterns = [
    path("", front.front, name="front"),
    path("openapi.yaml", document.in_yaml, name="openapi_yaml"),
    path("openapi.json", document.in_json, name="openapi_json"),
    path("errors", errors.errors, name="errors"),
    path("api/", reference.reference, name="reference"),
    path("api/oauth2-redirect.html", reference.reference_return, name="reference_return"),
    path("playground/callback", reference.reference_return, name="playground_callback"),
]
