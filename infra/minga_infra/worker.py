"""The worker: turns announced events into jobs, does jobs, and makes the rounds.

A job is claimed with SKIP LOCKED under a lease that its worker renews, done without any lock held, and marked done; a worker
that dies loses its lease and another takes over. Twelve tries with growing pauses, then the job is dead and a page shows it.
"""

import asyncio
import contextlib
import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import structlog

from minga_platform.kernel import ids
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.database import Database
from minga_platform.kernel.jobs import Desk, Job, Reaction, Sweep
from minga_platform.kernel.leases import LEASE, held

_log = structlog.get_logger("minga.worker")
_SYSTEM = Actor(system="worker")
_NOWHERE = Scope()
_BATCH = 50
_AT_ONCE = 8
"""Jobs that one worker does together: most of a job is waiting for somebody else's answer."""
_MOST_ATTEMPTS = 12


@dataclass(frozen=True)
class Duties:
    """All that a worker can do, gathered from the features by the composition root."""

    reactions: tuple[Reaction, ...] = ()
    jobs: tuple[Job, ...] = ()
    sweeps: tuple[Sweep, ...] = ()


class Worker:
    """One worker; any number may run beside each other. With `only` it serves that co-op and what belongs to none."""

    def __init__(self, database: Database, ports: dict[type, Any], duties: Duties, *, only: UUID | None = None) -> None:
        self._database = database
        self._only = only
        self._ports = ports
        self._handlers = {job.name: job.run for job in duties.jobs} | {one.name: one.run for one in duties.reactions}
        self._reactions: dict[str, list[str]] = {}
        for reaction in duties.reactions:
            self._reactions.setdefault(reaction.event, []).append(reaction.name)
        self._sweeps = duties.sweeps
        self._woken = asyncio.Event()
        self._stopping = False

    def wake(self) -> None:
        """Look now instead of at the next poll."""
        self._woken.set()

    def stop(self) -> None:
        """Finish what is in hand, then leave."""
        self._stopping = True
        self._woken.set()

    async def run(self, poll_seconds: float = 1.0) -> None:
        """Until stopped. A database that is away is waited for."""
        rounds = [asyncio.create_task(self._rounds(sweep)) for sweep in self._sweeps]
        try:
            while not self._stopping:
                try:
                    busy = not await self.paused() and await self.once() > 0
                except Exception:  # noqa: BLE001 - a database that is away comes back; the worker waits for it
                    _log.exception("worker")
                    busy = False
                    await asyncio.sleep(1.0)
                if not busy and not self._stopping:
                    self._woken.clear()
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(self._woken.wait(), poll_seconds)
        finally:
            for task in rounds:
                task.cancel()
            await asyncio.gather(*rounds, return_exceptions=True)

    async def paused(self) -> bool:
        """After a restore nothing goes out until an operator has reconciled."""
        async with self._database.read(_NOWHERE, _SYSTEM) as work:
            return bool(await work.value("SELECT paused FROM worker_state"))

    async def once(self) -> int:
        """One turn: events into jobs, then due jobs; how many of both were handled."""
        return await self._announce() + await self._do_due()

    async def drain(self) -> None:
        """Turns until nothing is left that is due; for tests and the command line."""
        while await self.once():
            pass

    async def sweep(self) -> None:
        """Every sweep once in every co-op; for tests and the command line."""
        for sweep in self._sweeps:
            await self._sweep_all(sweep)

    async def _announce(self) -> int:
        async with self._database.work(_NOWHERE, _SYSTEM) as work:
            events = await work.rows(
                "SELECT id, cooperative_id, name, payload FROM outbox WHERE delivered_at IS NULL "
                "AND ($2::uuid IS NULL OR cooperative_id IS NULL OR cooperative_id = $2) ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED",
                _BATCH, self._only,
            )  # fmt: skip
            if not events:
                return 0
            jobs = [
                (ids.new(), event["cooperative_id"], name, event["payload"], f"{event['id']}:{name}", work.now)
                for event in events
                for name in self._reactions.get(event["name"], ())
            ]
            if jobs:
                await work.many(
                    "INSERT INTO job (id, cooperative_id, name, payload, unique_key, run_at, created_at) VALUES ($1, $2, $3, $4, $5, $6, $6) "
                    "ON CONFLICT DO NOTHING",
                    jobs,
                )
            await work.execute(
                "UPDATE outbox SET delivered_at = $2 WHERE id = ANY($1::uuid[])",
                [event["id"] for event in events],
                work.now,
            )
            return len(events)

    async def _do_due(self) -> int:
        async with self._database.work(_NOWHERE, _SYSTEM) as work:
            due = await work.rows(
                "UPDATE job SET locked_until = $4, attempts = attempts + 1 WHERE id IN (SELECT id FROM job WHERE state = 'waiting' "
                "AND run_at <= $2 AND (locked_until IS NULL OR locked_until < $2) AND name = ANY($3::text[]) "
                "AND ($5::uuid IS NULL OR cooperative_id IS NULL OR cooperative_id = $5) ORDER BY run_at, id LIMIT $1 "
                "FOR UPDATE SKIP LOCKED) RETURNING id, cooperative_id, name, payload, attempts, unique_key",
                _AT_ONCE, work.now, list(self._handlers), work.now + LEASE, self._only,
            )  # fmt: skip
        await asyncio.gather(*(self._do(job) for job in due))
        return len(due)

    async def _do(self, job: Mapping[str, Any]) -> None:
        desk = Desk(self._database, self._ports, job["name"], job["cooperative_id"], job["unique_key"] or "")
        error: str | None = None
        try:
            async with held(lambda: self._renew(job)):
                await self._handlers[job["name"]](desk, job["payload"])
        except TimeoutError as problem:
            # Somebody outside did not answer: nothing of ours to mend, so no trace of it.
            _log.warning("job", job=job["name"], attempts=job["attempts"], problem=str(problem))
            error = f"{type(problem).__name__}: {problem}"[:500]
        except Exception as problem:  # noqa: BLE001 - whatever it is, it is noted on the job and tried again
            _log.exception("job", job=job["name"], attempts=job["attempts"])
            error = f"{type(problem).__name__}: {problem}"[:500]
        async with self._database.work(_NOWHERE, _SYSTEM) as work:
            if error is None:
                await work.execute(
                    "UPDATE job SET state = 'done', finished_at = $2, last_error = NULL WHERE id = $1 AND state = 'waiting'",
                    job["id"], work.now,
                )  # fmt: skip
                return
            # One who was overtaken has no say in what becomes of the job: its count of attempts is the other's.
            dead = job["attempts"] >= _MOST_ATTEMPTS
            pause = min(2.0 ** job["attempts"], 3600.0) * random.uniform(0.8, 1.2)  # noqa: S311 - jitter, not a secret
            await work.execute(
                "UPDATE job SET last_error = $4, state = CASE WHEN $5 THEN 'dead' ELSE state END, "
                "finished_at = CASE WHEN $5 THEN $3::timestamptz END, locked_until = NULL, "
                "run_at = CASE WHEN $5 THEN run_at ELSE $3::timestamptz + make_interval(secs => $6) END "
                "WHERE id = $1 AND attempts = $2 AND state = 'waiting'",
                job["id"], job["attempts"], work.now, error, dead, pause,
            )  # fmt: skip

    async def _renew(self, job: Mapping[str, Any]) -> None:
        async with self._database.work(_NOWHERE, _SYSTEM) as work:
            await work.execute(
                "UPDATE job SET locked_until = greatest(locked_until, $3) WHERE id = $1 AND attempts = $2 AND state = 'waiting'",
                job["id"], job["attempts"], work.now + LEASE,
            )  # fmt: skip

    async def _rounds(self, sweep: Sweep) -> None:
        while not self._stopping:
            try:
                if not await self.paused():
                    await self._sweep_all(sweep)
            except Exception:  # noqa: BLE001 - one round that fails must not end the others
                _log.exception("sweep", sweep=sweep.name)
            await asyncio.sleep(sweep.seconds * random.uniform(0.9, 1.1))  # noqa: S311 - jitter, not a secret

    async def _sweep_all(self, sweep: Sweep) -> None:
        async with self._database.read(_NOWHERE, _SYSTEM) as work:
            cooperatives = [
                row["id"]
                for row in await work.rows(
                    "SELECT id FROM cooperative WHERE $1::uuid IS NULL OR id = $1 ORDER BY id", self._only
                )
            ]
        for cooperative_id in cooperatives:
            try:
                await sweep.run(Desk(self._database, self._ports, sweep.name, cooperative_id))
            except Exception:  # noqa: BLE001 - one round that fails must not end the others
                _log.exception("sweep", sweep=sweep.name, cooperative=str(cooperative_id))
