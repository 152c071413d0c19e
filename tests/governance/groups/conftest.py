"""A co-op that decides."""

import pytest

from minga_platform.kernel.database import Database
from minga_testing.deciding import Parliament, convene
from minga_testing.plugin import Clock


@pytest.fixture
async def hall(database: Database, worker_database: Database, clock: Clock) -> Parliament:
    """Three workers, three producers, two consumers, a facilitator and two tellers."""
    return await convene(database, worker_database, clock)
