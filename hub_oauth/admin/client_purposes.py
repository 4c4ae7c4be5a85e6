"""What an app says each permission is for: one line for each of them on the app form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hub_oauth import scopes as registry
from hub_oauth.admin.choice_groups import Legend
from hub_oauth.client_rules import PURPOSE_LIMIT


class PurposesWidget(Legend):
    """A labelled line for each registered permission, in a group."""

    template_name = "hub_oauth/admin/parts/purposes.html"

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        given = value if isinstance(value, Mapping) else {}
        lines = [(key_of(name, scope.name), scope, given.get(scope.name, "")) for scope in registry.everything()]
        return {**super().get_context(name, value, attrs), "lines": lines, "limit": PURPOSE_LIMIT}

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, str]:
        given = {scope.name: data.get(key_of(name, scope.name), "").strip() for scope in registry.everything()}
        return {scope: purpose for scope, purpose in given.items() if purpose}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not any(key_of(name, scope.name) in data for scope in registry.everything())

    def id_for_label(self, id_: str) -> str:
        return ""  # its lines have labels of their own


class PurposesField(forms.Field):
    """Scope -> purpose, without those that have none; the rules look at each."""

    widget = PurposesWidget

    def __init__(self) -> None:
        help_text = _("In the developer's words, quoted on the consent page: to show your team on the board.")
        super().__init__(label=_("What for"), required=False, help_text=help_text)

    def clean(self, value: Any) -> dict[str, str]:
        return dict(value or {})

    def has_changed(self, initial: Any, data: Any) -> bool:
        return dict(initial or {}) != dict(data or {})


def key_of(name: str, scope: str) -> str:
    return f"{name}-{scope.replace(':', '-')}"
