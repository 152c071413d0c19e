"""Purchases close by themselves when their time is over, however long nobody looked; and end with a cycle that does not take place."""

from functools import partial
from typing import Any
from uuid import UUID

from minga_platform.kernel.jobs import Desk, Reaction, Sweep
from minga_platform.kernel.work import Work
from minga_platform.market.produce.group_purchase.commands import call_off_with_cycle, close_locked, due


async def _close(desk: Desk) -> None:
    async def close_due(work: Work) -> None:
        for row in await due(work):
            await close_locked(work, row)

    await desk.run(close_due)


async def _cycle_cancelled(desk: Desk, event: dict[str, Any]) -> None:
    await desk.run(partial(call_off_with_cycle, cycle_id=UUID(event["cycle_id"])))


REACTIONS = (Reaction("CycleCancelled", "group_purchase.end_with_cycle", _cycle_cancelled),)
SWEEPS = (Sweep("group_purchase.close", 60, _close),)
