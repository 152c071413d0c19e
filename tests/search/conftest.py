"""The hall of the catalogue, and both sides that search it."""

import asyncio
import contextlib
from typing import Any

import pytest

from minga_infra.local.meilisearch import Meilisearch
from minga_infra.search.meilisearch_index import MeilisearchIndex
from minga_infra.search.postgres_index import PostgresIndex
from minga_platform.market.catalog import rights, search
from minga_platform.market.catalog.queries import documents
from minga_platform.membership.ports import JOINED
from minga_testing.hall import found_hall
from minga_testing.programs import program


@pytest.fixture(autouse=True)
def joined():
    JOINED.stall_keepers = rights.stall_keepers
    search.forget_vocabularies()


@pytest.fixture
async def hall(database, worker_database):
    return await found_hall(database, worker_database)


@pytest.fixture
async def other_hall(database, worker_database):
    return await found_hall(database, worker_database, "other")


@pytest.fixture(scope="session")
def engine(tmp_path_factory):
    """A Meilisearch of our own on loopback, or a skip that says it is missing."""
    from minga_infra.local.supervisor import free_port

    served = Meilisearch(program("meilisearch"), tmp_path_factory.mktemp("meilisearch"), free_port(7711))
    served.start()
    yield served
    with contextlib.suppress(Exception):
        served.stop()


class Side:
    """One side of the port, kept in step with the database by hand: `settle` does what the worker does behind."""

    def __init__(self, index, database):
        self.index, self.database = index, database

    async def settle(self, *halls):
        for hall in halls:
            async with self.database.read(hall.scope) as work:
                rows = await work.rows("SELECT product_id FROM listing WHERE cooperative_id = $1", hall.id)
                present = await documents.of_products(work, [row["product_id"] for row in rows])
            await self.index.put(present)

    async def find(self, hall, text, wanted, **more):
        scope = hall.scope
        return await self.index.find(lambda: self.database.read(scope), hall.id, text, wanted, **more)


@pytest.fixture(params=["postgres", "meilisearch"])
async def side(request, database):
    if request.param == "postgres":
        return Side(PostgresIndex(), database)
    engine = request.getfixturevalue("engine")
    index = MeilisearchIndex(engine.url, engine.key, index=f"t{id(request):x}")

    async def nothing():
        nobody: tuple[list[dict[str, Any]], ...] = ()
        for batch in nobody:
            yield batch

    await index.rebuild(nothing())
    await asyncio.sleep(0)
    return Side(index, database)
