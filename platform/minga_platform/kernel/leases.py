"""Leases: who has something alone, for as long as she lives.

A lease is short and whoever holds it renews it while she works. So one who was killed is followed within seconds, and one who
waits long for an answer is not disturbed. It is a courtesy and not a lock: a holder whom the machine stopped for longer than
a lease is overtaken, and what she does then must be safe to do twice.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import structlog

_log = structlog.get_logger("minga.leases")

LEASE = timedelta(seconds=5)
"""How long after a holder's last sign of life somebody else takes over. What was cut off by a kill is to be settled ten
seconds after a restart: this, a round of those who look for such leases, and the work itself."""

_BEAT_SECONDS = 1.5
"""Three signs of life in a lease: one may be late."""


@asynccontextmanager
async def held(renew: Callable[[], Awaitable[Any]]) -> AsyncIterator[None]:
    """While inside, `renew` is called every beat. Most work is done before the first, so holding costs nothing."""
    beating = asyncio.create_task(_beat(renew))
    try:
        yield
    finally:
        beating.cancel()
        await asyncio.wait([beating])


async def _beat(renew: Callable[[], Awaitable[Any]]) -> None:
    while True:
        await asyncio.sleep(_BEAT_SECONDS)
        try:
            await renew()
        except Exception as problem:  # noqa: BLE001 - a database that is away: the lease may run out, the work goes on
            _log.warning("lease not renewed", problem=type(problem).__name__)
