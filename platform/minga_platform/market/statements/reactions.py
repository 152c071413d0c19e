"""What comes round by itself for statements, and what follows when an order comes to less."""

from functools import partial
from typing import Any
from uuid import UUID

from minga_platform.kernel.jobs import Desk, Reaction, Sweep
from minga_platform.market.statements.forgetting import forget
from minga_platform.market.statements.waiting import pay_if_all_is_there


async def _forget(desk: Desk) -> None:
    await desk.run(forget)


async def _less_is_owed(desk: Desk, event: dict[str, Any]) -> None:
    await desk.run(partial(pay_if_all_is_there, order_id=UUID(event["order_id"])))


REACTIONS = (
    Reaction("RefundSettled", "statements.less_is_owed", _less_is_owed),
    Reaction("OrderCancelled", "statements.part_is_not_owed", _less_is_owed),
)

SWEEPS = (Sweep("statements.forget", 24 * 3600.0, _forget),)
