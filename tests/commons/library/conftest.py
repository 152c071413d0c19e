"""A workshop for each test."""

import pytest

from minga_platform.kernel.database import Database
from minga_testing.workshop import Workshop, open_workshop


@pytest.fixture
async def workshop(database: Database, worker_database: Database) -> Workshop:
    return await open_workshop(database, worker_database)
