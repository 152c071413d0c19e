"""The unit of work: one transaction, one actor, one instant, one scope.

Whoever opens a `Work` (only `kernel/database.py` does) commits it; commands never do. Statements are text sent through
asyncpg, because hot paths pay for every layer between; SQLAlchemy describes the tables (docs/decisions/0003).
"""

import dataclasses
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from minga_platform.kernel import ids
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.errors import NeedsCooperative
from minga_platform.kernel.events import Event

_CLOCK = "SELECT clock_timestamp() + coalesce((SELECT \"offset\" FROM clock_offset), interval '0')"


class Work:
    """One transaction in progress."""

    __slots__ = ("_pending", "actor", "conn", "now", "scope")

    def __init__(self, conn: asyncpg.Connection, scope: Scope, actor: Actor, now: datetime) -> None:
        self.conn = conn
        self.scope = scope
        self.actor = actor
        self.now = now
        """The database's clock at the start of the unit, plus the offset of test and demo databases."""
        self._pending: list[Event] = []

    @property
    def cooperative_id(self) -> UUID:
        """The co-op this unit acts in. Refuses: NeedsCooperative."""
        if self.scope.cooperative_id is None:
            raise NeedsCooperative
        return self.scope.cooperative_id

    async def rows(self, statement: str, *arguments: Any) -> list[asyncpg.Record]:
        """All rows of a statement.

        The connection keeps its plan. The database makes a plan anew for each call as long as it thinks that knowing the arguments makes
        a better one, which can take ten times as long as reading a few rows: lists of ids, absent ids and searched words do that to it.
        On a hot path they stand in a sub-select, `= ANY((SELECT $2::uuid[])::uuid[])`, where the planner does not see them (decision 0240).
        """
        found: list[asyncpg.Record] = await self.conn.fetch(statement, *arguments)
        return found

    async def row(self, statement: str, *arguments: Any) -> asyncpg.Record | None:
        """The first row, or None."""
        return await self.conn.fetchrow(statement, *arguments)

    async def value(self, statement: str, *arguments: Any) -> Any:
        """The first column of the first row, or None."""
        return await self.conn.fetchval(statement, *arguments)

    async def execute(self, statement: str, *arguments: Any) -> int:
        """Run a statement; how many rows it touched."""
        status = await self.conn.execute(statement, *arguments)
        count = status.rpartition(" ")[2]
        return int(count) if count.isdigit() else 0

    async def many(self, statement: str, arguments: Iterable[Sequence[Any]]) -> None:
        """The same statement for many rows, in one round trip."""
        await self.conn.executemany(statement, arguments)

    @asynccontextmanager
    async def attempt(self) -> AsyncIterator[None]:
        """A part of the unit that may fail alone: what it wrote and announced is undone when it raises, the rest stays.

        For deeds done for several at once, or whose failure is itself to be written down; a command has no need of it.
        """
        announced = len(self._pending)
        await self.conn.execute("SAVEPOINT attempt")
        try:
            yield
        except BaseException:
            await self.conn.execute("ROLLBACK TO SAVEPOINT attempt")
            del self._pending[announced:]
            raise
        finally:
            await self.conn.execute("RELEASE SAVEPOINT attempt")

    async def fresh_now(self) -> datetime:
        """The clock read anew: a deadline is compared after its lock is taken, not with an instant from before the wait."""
        instant: datetime = await self.conn.fetchval(_CLOCK)
        return instant

    def emit(self, event: Event) -> None:
        """Announce what happened; the row is written in this transaction, just before it commits."""
        self._pending.append(event)

    async def write_outbox(self) -> None:
        """Called by the opener before the commit."""
        if not self._pending:
            return
        rows = [
            (ids.new(), self.scope.cooperative_id, type(event).__name__, dataclasses.asdict(event), self.now)
            for event in self._pending
        ]
        self._pending = []
        await self.conn.executemany(
            "INSERT INTO outbox (id, cooperative_id, name, payload, occurred_at) VALUES ($1, $2, $3, $4, $5)", rows
        )
