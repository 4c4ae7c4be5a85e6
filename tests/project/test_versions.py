"""The files of constraints/ and what pyproject.toml asks for."""

from __future__ import annotations

import re
import tomllib
from itertools import chain
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.support.server import ROOT

FILES = sorted((ROOT / "constraints").glob("py*.txt"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS: dict[str, list[str]] = PROJECT["optional-dependencies"]
WANTED = [Requirement(text) for text in chain(PROJECT["dependencies"], *EXTRAS.values())]


def pins(file: Path) -> dict[str, str]:
    found = [re.fullmatch(r"([\w.-]+)==([\w.]+)", line) for line in file.read_text().splitlines()]
    assert all(found), f"{file.name} holds something other than name==version"
    return {canonicalize_name(match[1]): match[2] for match in found if match}


def test_there_is_a_file_for_each_supported_pair() -> None:
    assert [file.stem for file in FILES] == ["py311-django52", "py312-django61", "py313-django61"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_requirement_is_pinned_to_a_version_that_it_allows(file: Path) -> None:
    pinned = pins(file)
    assert [str(wanted) for wanted in WANTED if pinned[canonicalize_name(wanted.name)] not in wanted.specifier] == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_name_of_the_file_says_which_django(file: Path) -> None:
    major, minor = list(file.stem.partition("django")[2])
    assert pins(file)["django"].startswith(f"{major}.{minor}.")
