"""The fuzz tests take minutes, so they run only where this folder is named: ``make fuzz``."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis.errors import FlakyStrategyDefinition


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    return None if any("fuzz" in argument for argument in config.args) else True


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool:
    """Run it; once more where the generator of cases says that its own data came out otherwise the second time.

    That is no answer of the Hub's: it happened where five other runs shared the machine, and every case had passed.
    """
    values = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}
    try:
        pyfuncitem.obj(**values)
    except FlakyStrategyDefinition:
        pyfuncitem.obj(**values)
    return True
