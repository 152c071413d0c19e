"""What follows for lots when an order ends: what it had of them is free again."""

from typing import Any
from uuid import UUID

from minga_platform.kernel.jobs import Desk, Reaction
from minga_platform.kernel.work import Work
from minga_platform.market.produce.lots.taking import give_back


async def _ended(desk: Desk, event: dict[str, Any]) -> None:
    async def free(work: Work) -> None:
        rows = await work.rows(
            """SELECT l.id FROM order_line l JOIN seller_order s ON s.cooperative_id = l.cooperative_id AND s.id = l.seller_order_id
            WHERE l.cooperative_id = $1 AND s.order_id = $2 AND s.state = 'cancelled'
                AND EXISTS (SELECT FROM lot_line t WHERE t.cooperative_id = l.cooperative_id AND t.order_line_id = l.id)""",
            work.cooperative_id,
            UUID(event["order_id"]),
        )
        if rows:
            await give_back(work, [row["id"] for row in rows])

    await desk.run(free)


REACTIONS = (Reaction("OrderCancelled", "lots.free", _ended),)
