"""A counter where large files come in, with the worker's hands beside it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from minga_platform.kernel.database import Database
from minga_testing.carrying import Carrying, carrying


@pytest.fixture
async def counter(database: Database, worker_database: Database, tmp_path: Path) -> AsyncIterator[Carrying]:
    async with carrying(database, worker_database, tmp_path) as made:
        yield made
