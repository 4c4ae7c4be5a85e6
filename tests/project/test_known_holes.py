"""Versions with holes that are known are in use nowhere: neither here nor in what constraints/ installs.

The floors are kept by hand, with the number of the hole: a gate must not hang on a service that tells of new ones.
"""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest
from packaging.version import Version

from tests.project.test_versions import FILES, pins

pytestmark = pytest.mark.yardstick("L17")

# Package -> the first version without the hole.
FLOORS = {
    "oauthlib": ("3.2.2", "CVE-2022-36087"),
    "django-oauth-toolkit": ("3.4.1", "redirect URIs and prompt=none, DOT #1719"),
    "djangorestframework": ("3.15.2", "CVE-2024-21520"),
    "django-allauth": ("65.13.0", "accounts told apart by what their owners can change"),
    "cryptography": ("44.0.1", "CVE-2024-12797"),
    "gunicorn": ("23.0.0", "CVE-2024-6827"),
    "Jinja2": ("3.1.6", "CVE-2025-27516"),
    "Werkzeug": ("3.1.4", "CVE-2025-66221"),
    "requests": ("2.32.4", "CVE-2024-47081"),
    "urllib3": ("2.6.0", "CVE-2025-66418"),
    "certifi": ("2024.7.4", "CVE-2024-39689"),
    "idna": ("3.7", "CVE-2024-3651"),
    "Authlib": ("1.6.5", "CVE-2025-61920"),
    "sqlparse": ("0.5.0", "CVE-2024-4340"),
    "h11": ("0.16.0", "CVE-2025-43859"),
    "redis": ("4.5.4", "CVE-2023-28859"),
}
# Django has a hole or two every few months, fixed in each series that is supported.
DJANGO = {"5.2": "5.2.11", "6.1": "6.1"}


def behind(versions: dict[str, str]) -> list[str]:
    """What is older than its floor, with the hole."""
    return [
        f"{name} {versions[name.lower()]} has {hole}"
        for name, (floor, hole) in FLOORS.items()
        if name.lower() in versions and Version(versions[name.lower()]) < Version(floor)
    ]


def installed() -> dict[str, str]:
    found = {}
    for name in FLOORS:
        try:
            found[name.lower()] = version(name)
        except PackageNotFoundError:
            continue
    return found


def test_what_is_installed_is_past_every_known_hole() -> None:
    assert {"oauthlib", "django-oauth-toolkit", "cryptography"} <= installed().keys()
    assert behind(installed()) == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_what_is_pinned_is_past_every_known_hole(file: Path) -> None:
    assert {"oauthlib", "django-oauth-toolkit", "cryptography"} <= pins(file).keys()
    assert behind(pins(file)) == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_django_is_past_the_holes_of_its_series(file: Path) -> None:
    pinned = Version(pins(file)["django"])
    assert pinned >= Version(DJANGO[f"{pinned.major}.{pinned.minor}"])


def test_an_old_version_would_be_named() -> None:
    assert behind({"oauthlib": "3.2.1"}) == ["oauthlib 3.2.1 has CVE-2022-36087"]
