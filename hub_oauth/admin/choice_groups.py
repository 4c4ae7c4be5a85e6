"""Radio buttons and boxes as a group with a legend, whatever the admin's own templates make of them."""

from __future__ import annotations

from typing import Any

from django import forms


class Legend(forms.Widget):
    """legend: what the group is about. It is read aloud with each choice; the eye has the label beside them."""

    use_fieldset = False  # newer admins would make a second group around this one
    legend: Any = ""

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        return {**super().get_context(name, value, attrs), "legend": self.legend}


class RadioGroup(Legend, forms.RadioSelect):
    template_name = "hub_oauth/admin/parts/choices.html"


class BoxGroup(Legend, forms.CheckboxSelectMultiple):
    template_name = "hub_oauth/admin/parts/choices.html"
