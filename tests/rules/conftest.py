"""A co-op founded by the founding file of the house."""

from uuid import UUID

import pytest

from minga_infra.founding.found import Founding, found
from minga_infra.rules import register_all
from minga_platform.kernel import ids
from minga_platform.kernel.database import Database

register_all()


@pytest.fixture
async def cooperative_id(worker_database: Database) -> UUID:
    founded = await found(worker_database, Founding("Rules of a test", slug=f"r{ids.new().hex[-12:]}"))
    return founded.cooperative_id
