"""The wheel that a host installs; ``python -m tests.support.wheel`` builds it and says what is wrong with it."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from zipfile import ZipFile

ROOT: Final = Path(__file__).resolve().parents[2]
PACKAGES: Final = ("hub_oauth", "hub_teams")


def build(folder: Path) -> Path:
    """Build it into the folder. Raises CalledProcessError, with what the build said as its stderr."""
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True, text=True)
    return next(folder.glob("*.whl"))


def problems(wheel: Path) -> list[str]:
    """Files of the packages that it lacks: code, templates, static files, catalogues; and what should not be in it."""
    held = {name for name in ZipFile(wheel).namelist() if ".dist-info/" not in name}
    wanted = set(files())
    return [
        *(f"missing: {name}" for name in sorted(wanted - held)),
        *(f"extra: {name}" for name in sorted(held - wanted)),
    ]


def files() -> Iterator[str]:
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path.relative_to(ROOT).as_posix()
        # Django reads the compiled catalogue alone.
        for catalogue in (ROOT / package).rglob("*.po"):
            yield catalogue.with_suffix(".mo").relative_to(ROOT).as_posix()


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        try:
            wheel = build(Path(folder))
        except subprocess.CalledProcessError as error:
            sys.exit(f"The wheel does not build:\n{error.stdout}{error.stderr}")
        found = problems(wheel)
        sys.stdout.writelines(f"{line}\n" for line in found or [f"{wheel.name} holds what it should"])
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
