"""Fields of the app form: lists written one a line, and permissions to tick."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from hub_oauth import scopes as registry
from hub_oauth.admin.choice_groups import BoxGroup
from hub_oauth.models import ClientProfile
from hub_oauth.protocol import scopes as scope_lists
from hub_oauth.scopes import Scope

KINDS = {
    ClientProfile.Kind.WEB: _("It runs on a server and keeps a secret."),
    ClientProfile.Kind.SPA: _("It runs in the browser, where nothing stays secret; it proves itself with PKCE alone."),
    ClientProfile.Kind.NATIVE: _("It is installed on a device, as command-line tools are; it has no secret either."),
}


class LinesWidget(AdminTextareaWidget):
    """Blank lines go before the form is checked, so that the line an error names is the line that is seen."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str | None:
        written: str | None = super().value_from_datadict(data, files, name)
        return written and "\n".join(lines_of(written))

    def format_value(self, value: Any) -> str | None:
        shown: str | None = super().format_value("\n".join(value) if isinstance(value, list) else value)
        return shown


class LinesField(forms.CharField):
    """A list of values, one a line."""

    widget = LinesWidget

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"widget": LinesWidget(attrs={"rows": 4, "spellcheck": "false"}), **kwargs})

    def clean(self, value: Any) -> list[str]:
        return lines_of(super().clean(value))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return list(initial or ()) != lines_of(data or "")


class ScopesField(forms.MultipleChoiceField):
    """Names as the profile keeps them, ticked in a list of everything that is registered."""

    widget = BoxGroup

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=scope_choices, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return scope_lists.split(value) if isinstance(value, str) else value

    def clean(self, value: Any) -> str:  # a list to the person, a string to the row
        ticked = super().clean(value)
        return scope_lists.join(scope.name for scope in registry.in_order(ticked))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


def lines_of(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def scope_choices() -> Iterable[tuple[str, SafeString]]:
    return [(scope.name, described(scope)) for scope in registry.everything()]


def described(scope: Scope) -> SafeString:
    mark = format_html(" <em>{}</em>", _("Sensitive.")) if scope.sensitive else ""
    return format_html("<b>{}</b> <code>{}</code> {}{}", scope.label, scope.name, scope.description, mark)


def kind_choices() -> Iterable[tuple[str, SafeString]]:
    return [(kind.value, format_html("<b>{}</b> {}", kind.label, sentence)) for kind, sentence in KINDS.items()]
