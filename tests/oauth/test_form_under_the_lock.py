"""What the form of an app is compared with, asked about and saved over is read under the lock of the change."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection

from tests.support.admin import ACME, administrator, page_of
from tests.support.app import App
from tests.support.html import form_with

PROFILE, LOCK = 'FROM "hub_oauth_clientprofile"', "pg_advisory_xact_lock"


@pytest.mark.django_db(transaction=True)
def test_nothing_of_the_app_is_read_before(alice: User, web_app: App) -> None:
    seen: list[tuple[bool, bool]] = []
    admin, path = administrator(alice), page_of(web_app)
    form = form_with(admin.get(path).content.decode(), "name").fields
    values = {**form, **ACME, "redirect_uris": web_app.redirect_uri, "description": "Plans."}

    def note(execute: Any, sql: str, *args: Any) -> Any:
        if PROFILE in sql or LOCK in sql:
            seen.append((LOCK in sql, connection.in_atomic_block))
        return execute(sql, *args)

    with connection.execute_wrapper(note):
        assert admin.post(path, values).status_code == 302
    assert all(is_inside for _, is_inside in seen)
    assert seen[0][0] == (connection.vendor == "postgresql")
