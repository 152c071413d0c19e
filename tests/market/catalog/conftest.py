"""A market hall for each test."""

import pytest

from minga_platform.kernel.database import Database
from minga_platform.kernel.viewer import ANONYMOUS, Viewer
from minga_platform.market.catalog import rights
from minga_platform.membership.ports import JOINED
from minga_testing.hall import Hall, found_hall


@pytest.fixture(autouse=True)
def keepers_joined() -> None:
    """What the composition root does."""
    JOINED.stall_keepers = rights.stall_keepers


@pytest.fixture
async def hall(database: Database, worker_database: Database) -> Hall:
    return await found_hall(database, worker_database)


@pytest.fixture
async def other_hall(database: Database, worker_database: Database) -> Hall:
    return await found_hall(database, worker_database, "other")


@pytest.fixture
def visitor() -> Viewer:
    return ANONYMOUS
