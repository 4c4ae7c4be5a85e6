"""A Hub over a copy of another's database, so that several answer the same requests side by side."""

from __future__ import annotations

import shutil
from pathlib import Path

import psycopg
from psycopg import sql

from benchmarks.peers import HUB
from benchmarks.servers import DEPLOYED, Running
from benchmarks.services import Services


class Copied(Running):
    """``with Copied(base, services, folder, tag) as server``; base: a Hub that is prepared and does not run.

    settings: text behind DEPLOYED.
    """

    def __init__(self, base: Running, services: Services, folder: Path, tag: str, *, settings: str = "") -> None:
        self.base, self.cluster, self.settings = base, services.cluster, settings
        super().__init__(HUB, services, folder, base.count, tag=tag)

    def prepare(self) -> None:
        """With the base's rows and requests."""
        with psycopg.connect(self.cluster.url("postgres"), autocommit=True) as connection:
            names = {"new": sql.Identifier(self.database), "base": sql.Identifier(self.base.database)}
            connection.execute(sql.SQL("DROP DATABASE {new}").format(**names))
            connection.execute(sql.SQL("CREATE DATABASE {new} TEMPLATE {base}").format(**names))
        shutil.copytree(self.base.folder, self.folder, dirs_exist_ok=True)
        (self.folder / "deployed.py").write_text(DEPLOYED + self.settings)
