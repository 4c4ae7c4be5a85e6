"""What the frame of every page shows without its view knowing: the ways to help, and to report an app."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from django import template
from django.urls import reverse

from hub_oauth.conf import conf
from hub_oauth.dot.applications import Application

register: Final = template.Library()


@register.simple_tag
def help_url() -> str:
    """Empty where the site has none."""
    return conf.help_url


@register.simple_tag
def report_url(client: Application) -> str:
    """Empty where the site has none; the app's client ID stands where the setting says ``{client_id}``."""
    return conf.report_url.replace("{client_id}", quote(client.client_id, safe=""))


@register.simple_tag
def logo_url(client: Application) -> str:
    """Empty where the app has none, or where whoever looked it up did not ask whether it has. No query."""
    return reverse("hub_oauth:logo", args=[client.client_id]) if getattr(client, "has_logo", False) else ""


@register.filter
def site(website: str) -> str:
    """An address as people say it: without https, and without the slash of a front page."""
    return website.removeprefix("https://").removesuffix("/")
