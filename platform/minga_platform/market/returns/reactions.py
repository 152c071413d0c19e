"""What follows by itself: the delivery goes back with the last of an order, whichever way that ended."""

from functools import partial
from typing import Any
from uuid import UUID

from minga_platform.kernel.jobs import Desk, Reaction
from minga_platform.market.returns.commands.settling import give_back_delivery


async def _nothing_is_left(desk: Desk, event: dict[str, Any]) -> None:
    await desk.run(partial(give_back_delivery, order_id=UUID(event["order_id"])))


REACTIONS = (Reaction("OrderCancelled", "returns.give_back_delivery", _nothing_is_left),)
