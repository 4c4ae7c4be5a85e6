"""What a server process loads before its first request, and keeps."""

from __future__ import annotations

import subprocess
import sys

import pytest

ASKED = "import hub_project.{0}, gc; from django.urls import get_resolver as r; print(gc.get_freeze_count(), vars(r()))"


@pytest.mark.parametrize("entrance", ["wsgi", "asgi"])
def test_urls_are_read_and_garbage_collection_passes_by_what_is_loaded(entrance: str) -> None:
    done = subprocess.run([sys.executable, "-c", ASKED.format(entrance)], capture_output=True, text=True, check=True)
    frozen, _, resolver = done.stdout.partition(" ")
    assert int(frozen) > 100_000
    assert "'url_patterns'" in resolver
