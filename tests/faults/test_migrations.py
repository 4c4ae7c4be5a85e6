"""R10: tables change while the Hub serves, forward and back."""

from __future__ import annotations

from pathlib import Path
from time import monotonic
from typing import Final, LiteralString

import pytest

from tests.faults.oracle import Oracle
from tests.faults.sizes import record
from tests.faults.traffic import Traffic, good, listed
from tests.support.database import WORKERS, rows
from tests.support.server import HubServer

pytestmark = pytest.mark.postgres

NOW: Final = "0011_one_index_a_question"
EARLIER: Final = "0008_client_documents"  # what came after it the code of today can do without: indexes, and words
# What a next release may add: the code of today neither names it nor has to fill it in. A migration changes one table,
# for it holds what it changed until it ends; with two it would wait for requests that wait for it.
NEXT_RELEASE: Final = {
    "0101_apps": 'migrations.AddField("clientprofile", "color", models.CharField(max_length=20, db_default=""))',
    "0102_consents": 'migrations.AddField("consent", "color", models.CharField(max_length=20, null=True))',
    "0103_grants": 'migrations.AddField("grant", "color", models.CharField(max_length=20, db_default=""))',
    "0104_index": 'migrations.AddIndex("grant", models.Index(fields=["color"], name="hub_grant_color"))',
    "0105_colors": 'migrations.CreateModel("Color", [("id", models.BigAutoField(primary_key=True))])',
}
NEXT: Final = max(NEXT_RELEASE)
MIGRATION: Final = """\
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("hub_oauth", "{before}")]
    operations = [{operation}]
"""
# Its folder has the migrations of today, too.
PACKAGE: Final = """\
from hub_oauth import migrations

__path__ = [*__path__, *migrations.__path__]
"""
SETTINGS: Final = """\
from deployed import *

MIGRATION_MODULES = {"hub_oauth": "next_release"}
"""
COLORS: LiteralString = """
    SELECT count(*) FROM information_schema.columns WHERE column_name = 'color' AND table_name LIKE 'hub_oauth_%%'
"""


@pytest.fixture
def next_release(frail_hub: HubServer) -> None:
    """Beside the server, which knows nothing of it."""
    package = Path(frail_hub.folder, "next_release")
    package.mkdir()
    (package / "__init__.py").write_text(PACKAGE)
    for before, (name, operation) in zip((NOW, *NEXT_RELEASE), NEXT_RELEASE.items(), strict=False):
        (package / f"{name}.py").write_text(MIGRATION.format(before=before, operation=operation))
    Path(frail_hub.folder, "next_settings.py").write_text(SETTINGS)


def migrate(traffic: Traffic, to: str) -> None:
    """As an administrator would; afterwards every kind of request is answered well."""
    hub = traffic.callers["me"].hub
    hub.manage("migrate", "hub_oauth", to, "--settings", "next_settings", "--verbosity", "0")
    traffic.wait_for(good, since=monotonic())


@pytest.mark.yardstick("R10")
@pytest.mark.usefixtures("next_release")
def test_the_code_of_today_serves_on_the_tables_of_the_next_release(frail_hub: HubServer, frail_oracle: Oracle) -> None:
    with Traffic(frail_hub, frail_oracle) as traffic:
        traffic.wait_for(good, since=monotonic())
        migrate(traffic, NEXT)
        assert rows(frail_hub, COLORS) == [(3,)]
        migrate(traffic, EARLIER)
        assert rows(frail_hub, COLORS) == [(0,)]
        migrate(traffic, NOW)
    record("R10", f"{len(traffic.answers)} answers, the slowest after {max(one.took for one in traffic.answers):.2f} s")
    unlike = [one for one in traffic.answers if not one.is_good]
    assert not unlike, listed(unlike)


@pytest.mark.yardstick("R10")
def test_a_column_of_another_type_takes_no_worker_longer_than_one_answer(
    frail_hub: HubServer, frail_oracle: Oracle
) -> None:
    """What a connection prepared gives another result now, and PostgreSQL refuses it, always."""
    with Traffic(frail_hub, frail_oracle, per_second=20) as traffic:
        traffic.wait_for(good, since=monotonic())
        for change in (
            "ALTER TABLE hub_teams_team ALTER name TYPE varchar(150)",
            "ALTER TABLE hub_teams_team ALTER name TYPE varchar(100)",
        ):
            answered = len(traffic.answers)
            rows(frail_hub, change)
            wait_for_many(traffic)
            refused = [one for one in traffic.answers[answered:] if not one.is_good]
            assert len(refused) <= WORKERS, listed(refused)
    unlike = [one for one in traffic.answers if not (one.is_good or one.is_orderly)]
    assert not unlike, listed(unlike)


def wait_for_many(traffic: Traffic, times: int = 10) -> None:
    """Until each kind was answered well so often that every worker had its turn."""
    for _ in range(times):
        traffic.wait_for(good, since=monotonic())
