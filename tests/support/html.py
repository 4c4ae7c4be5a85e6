"""Forms of an HTML page, as a browser without scripts would send them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    """action: as written, empty for the page itself; values: what a browser would send unchanged; fields: the last."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    values: dict[str, list[str]] = field(default_factory=dict)


class FormParser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(attributes.get("action", "")))
        elif tag == "input" and self.forms and is_sent(attributes):
            name, value = attributes["name"], attributes.get("value", "")
            self.forms[-1].fields[name] = value
            self.forms[-1].values.setdefault(name, []).append(value)


def is_sent(attributes: dict[str, str]) -> bool:
    """Whether an input is part of the form as it stands; a button is only when pressed, a box only when ticked."""
    kind = attributes.get("type", "text")
    if kind in ("submit", "button", "image", "reset"):
        return False
    return "name" in attributes and (kind not in ("checkbox", "radio") or "checked" in attributes)


def form_with(page: str, name: str) -> Form:
    """The first form that has this field. Raises LookupError with the page where there is none."""
    parser = FormParser()
    parser.feed(page)
    for form in parser.forms:
        if name in form.fields:
            return form
    raise LookupError(f"no form with a field {name} in:\n{page}")
