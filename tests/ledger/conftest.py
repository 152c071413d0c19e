"""A co-op with nothing but its books, and units that act in it."""

import json
from collections.abc import Awaitable, Callable
from uuid import UUID

import asyncpg
import pytest

from minga_platform.kernel import ids
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.database import Database
from minga_platform.kernel.work import Work


class Books:
    """One co-op's books, seen as the app sees them."""

    def __init__(self, database: Database, cooperative_id: UUID) -> None:
        self.database = database
        self.cooperative_id = cooperative_id
        self.scope = Scope(cooperative_id)

    async def do(self, command: Callable[[Work], Awaitable[object]]) -> object:
        """Run one command in a unit of its own."""
        return await self.database.run(self.scope, Actor(system="test"), command)

    def read(self):
        return self.database.read(self.scope)

    def work(self):
        return self.database.work(self.scope, Actor(system="test"))


async def found(admin: asyncpg.Connection, name: str = "books") -> UUID:
    """A row in the directory, as the function that founds co-ops makes it."""
    cooperative_id = ids.new()
    made: UUID = await admin.fetchval(
        "SELECT found_cooperative($1, $2, $3, $3, 'EUR', 'en', '{en}', 'Europe/Madrid', 'ES', 'clay', now())",
        cooperative_id,
        f"{name}-{cooperative_id.hex[-10:]}",
        json.dumps({"en": name}),
    )
    return made


@pytest.fixture
async def books(database: Database, admin: asyncpg.Connection) -> Books:
    return Books(database, await found(admin))


@pytest.fixture
async def other_books(database: Database, admin: asyncpg.Connection) -> Books:
    return Books(database, await found(admin, "others"))
