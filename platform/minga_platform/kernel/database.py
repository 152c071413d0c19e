"""The pool, and the only place where a transaction begins and ends.

The scope call is the first statement of every transaction, and nothing runs outside one. Settings are local to the
transaction, so a connection that goes back to the pool remembers nothing; that it has no open transaction is checked.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, suppress
from types import TracebackType
from typing import TypeVar

import asyncpg
import orjson

from minga_platform.kernel.actor import NOBODY, Actor, Scope
from minga_platform.kernel.work import Work

Result = TypeVar("Result")

_SCOPE = (
    "SELECT set_config('app.cooperative', $1, true), set_config('app.person', $2, true), set_config('app.visitor', $3, true), "
    "clock_timestamp() + coalesce((SELECT \"offset\" FROM clock_offset), interval '0')"
)
_REPEATS = 5


class DatabaseAway(Exception):
    """Nobody answers at the database's address."""


_AWAY = (
    DatabaseAway,
    asyncpg.PostgresConnectionError,  # the connection was cut off, perhaps amid a commit
    asyncpg.InsufficientResourcesError,  # no disk, no memory, no connection left
    asyncpg.OperatorInterventionError,  # it is ending, was killed beside us, or is just starting
    asyncpg.PostgresSystemError,  # its disk fails it
)

PASSING_CONSTRAINTS: set[str] = set()
"""Constraints that say nothing of a wish, only of the machine that brings it; whoever owns one names it here."""
_DEAD = ("closed", "released back to the pool", "cannot switch to state")


def is_away(problem: BaseException) -> bool:
    """Whether the database is away, ending, starting, out of disk, or does not trust this machine: no bug of ours, and it passes.

    What was being committed may have been committed. A statement that was ended for taking too long is something else.
    """
    if isinstance(problem, asyncpg.QueryCanceledError):
        return False
    # The driver has no kind of its own for a connection that is dead already, has left the pool, or dies as it is spoken to.
    dead = isinstance(problem, asyncpg.InterfaceError | asyncpg.InternalClientError)
    if isinstance(problem, asyncpg.CheckViolationError):
        return problem.constraint_name in PASSING_CONSTRAINTS
    return isinstance(problem, _AWAY) or (dead and any(sign in str(problem) for sign in _DEAD))


class Database:
    """A pool of connections under one login."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self.pool = pool

    @classmethod
    async def connect(
        cls, url: str, *, largest: int = 10, pooler: bool = False, application: str = "minga"
    ) -> "Database":
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

    def work(self, scope: Scope, actor: Actor = NOBODY) -> AbstractAsyncContextManager[Work]:
        """A unit that may write: commits on leaving, rolls back when something is raised."""
        return _Unit(self.pool, "BEGIN", scope, actor, writes=True)

    def read(self, scope: Scope, actor: Actor = NOBODY) -> AbstractAsyncContextManager[Work]:
        """One snapshot, read only."""
        return _Unit(self.pool, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", scope, actor, writes=False)

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


class _Unit:
    """One transaction, from BEGIN to its end. A class and not a generator, and no task to guard the end: every request
    comes through here, and those two cost more than a statement does."""

    __slots__ = ("_actor", "_begin", "_conn", "_pool", "_scope", "_work", "_writes")

    def __init__(self, pool: asyncpg.Pool, begin: str, scope: Scope, actor: Actor, *, writes: bool) -> None:
        self._pool = pool
        self._begin = begin
        self._scope = scope
        self._actor = actor
        self._writes = writes

    async def __aenter__(self) -> Work:
        scope = self._scope
        try:
            self._conn = conn = await self._pool.acquire()
        except OSError as problem:
            raise DatabaseAway(str(problem)) from problem
        try:
            await conn.execute(self._begin)
            record = await conn.fetchrow(
                _SCOPE,
                "" if scope.cooperative_id is None else str(scope.cooperative_id),
                "" if scope.person_id is None else str(scope.person_id),
                "" if scope.visitor_hash is None else scope.visitor_hash.hex(),
            )
            self._work = Work(conn, scope, self._actor, record[3])
        except BaseException:
            await self._undo()
            raise
        return self._work

    async def __aexit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._writes or kind is not None:
            await self._undo()
            return
        try:
            await self._work.write_outbox()
            await self._conn.execute("COMMIT")
        except BaseException:
            await self._undo()
            raise
        await self._pool.release(self._conn)

    async def _undo(self) -> None:
        """Roll back and give the connection back; one that cannot is thrown away, and its transaction with it.

        `InternalClientError` is what the driver says of a connection whose statement was cut off while another was on
        its way; it is no `InterfaceError`, and would take the place of the cancellation that we are passing on.
        """
        conn = self._conn
        try:
            if not conn.is_closed():
                await conn.execute("ROLLBACK")
        except (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError):
            _throw_away(conn)
        except asyncio.CancelledError:
            _throw_away(conn)
            raise
        finally:
            await self._pool.release(conn)


def _throw_away(conn: asyncpg.Connection) -> None:
    # One that the server hung up on has left the pool by itself; what made it so is what the caller must see.
    with suppress(asyncpg.InterfaceError):
        conn.terminate()


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
