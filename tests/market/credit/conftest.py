"""Shops whose cards lead to the stand-in: one process for all tests that leave its clock alone, one of their own for the others."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from minga_platform.kernel.database import Database
from minga_testing.payments import StandInProcess
from minga_testing.till import Till, open_till


@pytest.fixture(scope="session")
def shared_stand_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandInProcess]:
    process = StandInProcess(tmp_path_factory.mktemp("stripe"))
    process.start()
    yield process
    process.stop()


@pytest.fixture
async def till(
    database: Database, worker_database: Database, shared_stand_in: StandInProcess, tmp_path: Path
) -> AsyncIterator[Till]:
    """Messages wait until a test wants them heard."""
    await shared_stand_in.ask("faults", faults=[])
    await shared_stand_in.ask("settings", copies_least=1, copies_most=1, shuffled=False, deliver_by_itself=False)
    async with open_till(database, worker_database, tmp_path, shared=shared_stand_in) as opened:
        yield opened


@pytest.fixture
async def own_till(database: Database, worker_database: Database, tmp_path: Path) -> AsyncIterator[Till]:
    """For tests that move the provider's clock or stop it."""
    async with open_till(database, worker_database, tmp_path) as opened:
        await opened.stand_in.ask("settings", deliver_by_itself=False)
        yield opened
