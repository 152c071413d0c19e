"""What comes round by itself for checkouts, and what a sale means for one-off pieces."""

from typing import Any
from uuid import UUID

from minga_platform.kernel.jobs import Desk, Reaction, Sweep
from minga_platform.kernel.work import Work
from minga_platform.market.catalog.commands import one_off
from minga_platform.market.orders.commands.checkout import lapse


async def _lapse_checkouts(desk: Desk) -> None:
    while await desk.run(lapse) == 100:
        pass


async def _settle_one_off(desk: Desk, event: dict[str, Any]) -> None:
    async def settle(work: Work) -> None:
        rows = await work.rows(
            "SELECT DISTINCT l.product_id FROM order_line l JOIN seller_order s ON s.cooperative_id = l.cooperative_id "
            "AND s.id = l.seller_order_id JOIN product p ON p.cooperative_id = l.cooperative_id AND p.id = l.product_id AND p.is_one_off "
            "WHERE l.cooperative_id = $1 AND s.order_id = $2 ORDER BY l.product_id",
            work.cooperative_id, UUID(event["order_id"]),
        )  # fmt: skip
        await one_off.settle(work, [row["product_id"] for row in rows])

    await desk.run(settle)


REACTIONS = (
    Reaction("OrderConfirmed", "catalog.one_off_sold", _settle_one_off),
    Reaction("OrderCancelled", "catalog.one_off_back", _settle_one_off),
    Reaction("ReturnDeclared", "catalog.one_off_given_up", _settle_one_off),
)
SWEEPS = (Sweep("orders.lapse_checkouts", 15.0, _lapse_checkouts),)
