"""The logo on the app form: sent, drawn anew, shown, removed."""

from __future__ import annotations

import base64
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hub_oauth import logos


class LogoField(forms.FileField):
    """A picture, as it will be kept: drawn anew from what was sent."""

    def __init__(self) -> None:
        super().__init__(
            label=_("New logo"),
            required=False,
            help_text=_("PNG or WebP, at most 256 KB. It is drawn anew here, at most 192 pixels a side."),
            widget=forms.FileInput(attrs={"accept": "image/png,image/webp"}),
        )

    def clean(self, data: Any, initial: Any = None) -> bytes | None:
        sent: Any = super().clean(data, initial)
        if sent is None:
            return None
        sent.seek(0)  # the step before the change has read it, too
        return logos.redrawn(sent.read(logos.LIMIT + 1) if sent.size else b"")


class CarriedLogoField(forms.CharField):
    """The same, as the page that asks before a change carries it: a file field can't be filled in by a page."""

    def __init__(self) -> None:
        super().__init__(required=False, widget=forms.HiddenInput, strip=True)

    def clean(self, value: Any) -> bytes | None:
        written: str = super().clean(value)
        try:
            return logos.redrawn(base64.b64decode(written, validate=True)) if written else None
        except ValueError as error:
            raise ValidationError(_("The logo got lost on the way; choose it again.")) from error


def carried(picture: bytes) -> str:
    """A picture as CarriedLogoField reads it."""
    return base64.b64encode(picture).decode()
