"""The fuzz tests take minutes, so they run only where this folder is named: ``make fuzz``."""

from __future__ import annotations

from pathlib import Path

import pytest


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    return None if any("fuzz" in argument for argument in config.args) else True
