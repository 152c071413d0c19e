"""A code's use follows its order: given back when that ended, taken again when late money revived it."""

from functools import partial
from typing import Any
from uuid import UUID

from minga_platform.kernel.jobs import Desk, Reaction
from minga_platform.market.discounts import commands


async def _order_moved(desk: Desk, event: dict[str, Any]) -> None:
    await desk.run(partial(commands.follow_order, order_id=UUID(event["order_id"])))


REACTIONS = (
    Reaction("OrderCancelled", "discounts.give_back", _order_moved),
    Reaction("OrderConfirmed", "discounts.take_again", _order_moved),
)
