"""Every mutant, one file a noun."""

from __future__ import annotations

from typing import Final

from tests.mutants.mutant import Mutant
from tests.mutants.seeded import (
    authorize,
    bearer,
    clients,
    codes,
    consents,
    documents,
    log,
    races,
    refresh,
    teams,
)

MUTANTS: Final[tuple[Mutant, ...]] = (
    *authorize.MUTANTS,
    *consents.MUTANTS,
    *codes.MUTANTS,
    *refresh.MUTANTS,
    *bearer.MUTANTS,
    *clients.MUTANTS,
    *documents.MUTANTS,
    *log.MUTANTS,
    *teams.MUTANTS,
    *races.MUTANTS,
)
