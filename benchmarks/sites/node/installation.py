"""node-oidc-provider, installed once outside of the repository; its three scripts stand beside its packages."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).parent
SCRIPTS: Final = ("package.json", "provider.mjs", "server.mjs", "fill.mjs")


def home() -> Path:
    caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return caches / "hub-bench" / "node"


def install() -> Path:
    """Its folder, with the scripts as they are now. Raises CalledProcessError where npm can't."""
    folder = home()
    folder.mkdir(parents=True, exist_ok=True)
    packages_differ = not is_same(folder / "package.json")
    for name in SCRIPTS:
        shutil.copy(HERE / name, folder / name)
    if packages_differ or not (folder / "node_modules").exists():
        subprocess.run(
            ["npm", "install", "--no-package-lock", "--no-audit", "--no-fund", "--silent"], cwd=folder, check=True
        )
    return folder


def is_same(kept: Path) -> bool:
    return kept.exists() and kept.read_bytes() == (HERE / "package.json").read_bytes()
