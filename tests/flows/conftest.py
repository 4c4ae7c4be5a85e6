from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import foreign, wheel


@pytest.fixture(scope="session")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the wheel was installed into."""
    folder = tmp_path_factory.mktemp("wheel")
    foreign.install(wheel.build(folder), folder / "packages")
    return folder / "packages"
