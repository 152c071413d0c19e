"""Work for later: jobs, reactions to events, and sweeps that come round by themselves.

A feature states what it does as data (`REACTIONS`, `JOBS`, `SWEEPS` in its `reactions.py`); the composition root gathers
them and the worker runs them. Everything here runs at least once, so each must be safe to repeat.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from minga_platform.kernel import ids
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.database import Database
from minga_platform.kernel.work import Work


@dataclass(slots=True)
class Desk:
    """Where a job is done: the database, the ports, and the co-op it is for."""

    database: Database
    ports: Mapping[type, Any]
    name: str
    cooperative_id: UUID | None = None
    cause: str = ""
    """What the job was asked under (its unique key); for a reaction the event's id and the reaction's name."""
    kept: dict[str, Any] = field(default_factory=dict)

    @property
    def here(self) -> UUID:
        """The co-op, for what is only ever done in one."""
        assert self.cooperative_id is not None, "this is done for a co-op"
        return self.cooperative_id

    def port(self, kind: type) -> Any:
        """The adapter that fills a Protocol."""
        return self.ports[kind]

    @asynccontextmanager
    async def work(self, person_id: UUID | None = None) -> AsyncIterator[Work]:
        """A unit in the job's co-op, done by the system."""
        async with self.database.work(Scope(self.cooperative_id, person_id), Actor(system=self.name)) as work:
            yield work

    @asynccontextmanager
    async def read(self, person_id: UUID | None = None) -> AsyncIterator[Work]:
        """A snapshot in the job's co-op."""
        async with self.database.read(Scope(self.cooperative_id, person_id), Actor(system=self.name)) as work:
            yield work

    async def run(self, command: Callable[[Work], Awaitable[Any]]) -> Any:
        """A command in a unit of its own, repeated when the database asks for it."""
        return await self.database.run(Scope(self.cooperative_id), Actor(system=self.name), command)


Handler = Callable[[Desk, dict[str, Any]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Reaction:
    """What is done when others announce `event` (the class name). `name` is `feature.verb` and never changes: it keys the job."""

    event: str
    name: str
    run: Handler


@dataclass(frozen=True, slots=True)
class Job:
    """What is done when a job of this name falls due."""

    name: str
    run: Handler


@dataclass(frozen=True, slots=True)
class Sweep:
    """What comes round every `seconds` in every co-op: expiries, leases that ran out, holds that passed."""

    name: str
    seconds: float
    run: Callable[[Desk], Awaitable[None]]


async def enqueue(
    work: Work, name: str, payload: dict[str, Any], *, run_at: datetime | None = None, unique_key: str | None = None
) -> None:
    """Ask for a job in this very transaction; a second one under the same `unique_key` is the same job."""
    await work.execute(
        "INSERT INTO job (id, cooperative_id, name, payload, unique_key, run_at, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7) "
        "ON CONFLICT DO NOTHING",
        ids.new(), work.scope.cooperative_id, name, payload, unique_key, run_at or work.now, work.now,
    )  # fmt: skip
