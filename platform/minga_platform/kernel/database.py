"""The pool, and the only place where a transaction begins and ends.

The scope call is the first statement of every transaction, and nothing runs outside one. Settings are local to the
transaction, so a connection that goes back to the pool remembers nothing; that it has no open transaction is checked.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

import asyncpg
import orjson

from minga_platform.kernel.actor import NOBODY, Actor, Scope
from minga_platform.kernel.work import Work

Result = TypeVar("Result")

_SCOPE = (
    "SELECT set_config('app.cooperative', $1, true), set_config('app.person', $2, true), set_config('app.visitor', $3, true), "
    'clock_timestamp() + coalesce((SELECT "offset" FROM clock_offset), interval \'0\')'
)
_REPEATS = 5


class Database:
    """A pool of connections under one login."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self.pool = pool

    @classmethod
    async def connect(cls, url: str, *, largest: int = 10, pooler: bool = False, application: str = "minga") -> "Database":
        """`url` as asyncpg takes it (`postgresql://…?host=/socket/dir`); `pooler` for PgBouncer in transaction mode."""
        pool = await asyncpg.create_pool(
            url,
            min_size=1,
            max_size=largest,
            init=_prepare,
            reset=_refuse_open_transaction,
            statement_cache_size=0 if pooler else 1024,
            max_cached_statement_lifetime=0,
            server_settings={"application_name": application} if not pooler else {},
        )
        return cls(pool)

    async def close(self) -> None:
        """Close the pool when all its connections came back."""
        await self.pool.close()

    @asynccontextmanager
    async def work(self, scope: Scope, actor: Actor = NOBODY) -> AsyncIterator[Work]:
        """A unit that may write: commits on leaving, rolls back when something is raised."""
        async with self.pool.acquire() as conn:
            await conn.execute("BEGIN")
            try:
                work = Work(conn, scope, actor, await _enter(conn, scope))
                yield work
                await work.write_outbox()
            except BaseException:
                await _rollback(conn)
                raise
            await conn.execute("COMMIT")

    @asynccontextmanager
    async def read(self, scope: Scope, actor: Actor = NOBODY) -> AsyncIterator[Work]:
        """One snapshot, read only."""
        async with self.pool.acquire() as conn:
            await conn.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            try:
                yield Work(conn, scope, actor, await _enter(conn, scope))
            finally:
                await _rollback(conn)

    async def run(self, scope: Scope, actor: Actor, command: Callable[[Work], Awaitable[Result]]) -> Result:
        """The whole command in a unit of its own, again (≤ 5 times, with jitter) when the database asks for it."""
        for attempt in range(_REPEATS):
            try:
                async with self.work(scope, actor) as work:
                    return await command(work)
            except (asyncpg.SerializationError, asyncpg.DeadlockDetectedError):
                if attempt == _REPEATS - 1:
                    raise
                await asyncio.sleep(random.uniform(0.005, 0.02) * 2**attempt)  # noqa: S311 - jitter, not a secret
        raise AssertionError("unreachable")


async def _enter(conn: asyncpg.Connection, scope: Scope):  # type: ignore[no-untyped-def]
    record = await conn.fetchrow(
        _SCOPE,
        "" if scope.cooperative_id is None else str(scope.cooperative_id),
        "" if scope.person_id is None else str(scope.person_id),
        "" if scope.visitor_hash is None else scope.visitor_hash.hex(),
    )
    return record[3]


async def _rollback(conn: asyncpg.Connection) -> None:
    """End the transaction even when the task is being cancelled; a connection that cannot is thrown away."""
    try:
        if not conn.is_closed():
            await asyncio.shield(conn.execute("ROLLBACK"))
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
        conn.terminate()
    except asyncio.CancelledError:
        conn.terminate()
        raise


async def _prepare(conn: asyncpg.Connection) -> None:
    await conn.set_type_codec(
        "jsonb",
        schema="pg_catalog",
        # The driver's own uuid is a subclass that orjson does not know: it goes through `str`.
        encoder=lambda value: b"\x01" + orjson.dumps(value, default=str),
        decoder=lambda data: orjson.loads(data[1:]),
        format="binary",
    )


async def _refuse_open_transaction(conn: asyncpg.Connection) -> None:
    if conn.is_in_transaction():
        conn.terminate()
