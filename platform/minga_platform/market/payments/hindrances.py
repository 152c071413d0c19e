"""What of the market stands in the way when somebody wants to be erased, and what the law wants kept of her orders; and what else the
register asks of the market."""

from collections.abc import Sequence
from uuid import UUID

from minga_platform.kernel.work import Work
from minga_platform.register.errors import Obstacle
from minga_platform.register.ports import Hold

INVOICED = Hold("sale_order", "sale_order.state IN ('placed', 'completed')", "sale_order.placed_at")
"""Whom an order was invoiced to, where money was taken for it."""


async def stalls_of(work: Work, agent_id: UUID) -> Sequence[UUID]:
    """The stalls whose earnings are this agent's."""
    rows = await work.rows(
        "SELECT id FROM stall WHERE cooperative_id = $1 AND agent_id = $2 ORDER BY id", work.cooperative_id, agent_id
    )
    return [row["id"] for row in rows]


async def is_till(work: Work, till_id: UUID) -> bool:
    """Whether cash of this co-op is taken there: every pickup point is a till."""
    return bool(
        await work.value(
            "SELECT true FROM pickup_point WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, till_id
        )
    )


async def unsettled(work: Work, person_id: UUID, agent_ids: Sequence[UUID], cooperative: str) -> Sequence[Obstacle]:
    """Orders that are under way, as buyer or as maker; stalls that are open; earnings to come and debts of her stalls."""
    agents = list(agent_ids)
    found = [
        Obstacle("open_order", cooperative, row["id"])
        for row in await work.rows(
            """SELECT o.id FROM sale_order o WHERE o.cooperative_id = $1 AND o.state IN ('awaiting_payment', 'placed')
               AND (o.agent_id = ANY ($2) OR o.person_id = $3)
               UNION SELECT p.order_id FROM seller_order p JOIN stall s ON s.cooperative_id = p.cooperative_id AND s.id = p.stall_id
               WHERE p.cooperative_id = $1 AND s.agent_id = ANY ($2) AND p.state IN ('waiting', 'to_prepare', 'ready') ORDER BY 1""",
            work.cooperative_id,
            agents,
            person_id,
        )
    ]
    found += [
        Obstacle("open_stall", cooperative, row["id"])
        for row in await work.rows(
            "SELECT id FROM stall WHERE cooperative_id = $1 AND agent_id = ANY ($2) AND state <> 'closed' ORDER BY id",
            work.cooperative_id,
            agents,
        )
    ]
    money = await work.rows(
        """SELECT a.kind, sum(b.posted) AS stands FROM stall s
           JOIN account a ON a.cooperative_id = s.cooperative_id AND a.holder_id = s.id
           JOIN balance b ON b.cooperative_id = a.cooperative_id AND b.id = a.id
           WHERE s.cooperative_id = $1 AND s.agent_id = ANY ($2) AND a.kind IN ('seller_held', 'seller_payable', 'seller_negative')
           GROUP BY a.kind HAVING sum(b.posted) <> 0 ORDER BY a.kind""",
        work.cooperative_id,
        agents,
    )
    kinds = {"debt" if row["kind"] == "seller_negative" else "earnings" for row in money}
    return [*found, *(Obstacle(kind, cooperative) for kind in sorted(kinds))]
