"""Co-ops with a register, for the tests of this folder."""

from collections.abc import Awaitable, Callable

import pytest

from minga_platform.kernel.database import Database
from minga_testing.register import Coop, begin

Founder = Callable[..., Awaitable[Coop]]


@pytest.fixture
def found_coop(database: Database, worker_database: Database) -> Founder:
    """`await found_coop(sponsors=2)`."""

    async def make(**rules: int | str) -> Coop:
        return await begin(database, worker_database, **rules)

    return make


@pytest.fixture
async def coop(found_coop: Founder) -> Coop:
    return await found_coop()
