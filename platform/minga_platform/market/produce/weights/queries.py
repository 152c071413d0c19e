"""What is to be weighed, what the scales said, what buyers are asked."""

from uuid import UUID

import asyncpg

from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.orders import queries as orders
from minga_platform.membership import access


async def to_weigh(work: Work, viewer: Viewer, stall_id: UUID) -> list[asyncpg.Record] | None:
    """The lines of a stall's waiting parts that are paid by weight, oldest order first, at most 500; None: not the asker's."""
    if not await access.may(work, viewer, "orders.see", stall_id=stall_id):
        return None
    return await work.rows(
        """SELECT l.id, l.seller_order_id, l.title, l.variant_title, l.unit, l.wished, l.quantity, l.packed, s.state, o.number,
            l.price_minor, l.price_per, l.total_minor, l.currency, coalesce(o.contact ->> 'name', '') AS buyer_name,
            y.method = 'pickup' AND y.state = 'open' AND p.captured_minor = 0 AS can_ask,
            EXISTS (SELECT FROM weight_question q WHERE q.cooperative_id = l.cooperative_id AND q.order_line_id = l.id
                AND q.state = 'asked') AS is_asked
        FROM seller_order s
        JOIN sale_order o ON o.cooperative_id = s.cooperative_id AND o.id = s.order_id
        JOIN order_line l ON l.cooperative_id = s.cooperative_id AND l.seller_order_id = s.id AND l.wished IS NOT NULL
            AND l.unit <> 'piece'
        JOIN portion p ON p.cooperative_id = s.cooperative_id AND p.seller_order_id = s.id
        JOIN payment y ON y.cooperative_id = p.cooperative_id AND y.id = p.payment_id
        WHERE s.cooperative_id = $1 AND s.stall_id = $2 AND s.state IN ('to_prepare', 'ready')
        ORDER BY s.state = 'ready', l.packed IS NOT NULL, o.number, l.position LIMIT 500""",
        work.cooperative_id,
        stall_id,
    )


async def weighings(
    work: Work, viewer: Viewer, order_id: UUID, *, follows: bool = False
) -> list[asyncpg.Record] | None:
    """Every reading of the scales for an order, in time; None for whoever may not see the order."""
    stalls = await _seen_stalls(work, viewer, order_id, follows)
    if stalls is None:
        return None
    return await work.rows(
        """SELECT w.order_line_id, w.at, w.wished, w.packed, w.given, w.off_minor, w.currency, w.reason, a.name AS by, l.title, l.unit
        FROM weighing w
        JOIN order_line l ON l.cooperative_id = w.cooperative_id AND l.id = w.order_line_id
        JOIN seller_order s ON s.cooperative_id = l.cooperative_id AND s.id = l.seller_order_id
        JOIN agent a ON a.cooperative_id = w.cooperative_id AND a.id = w.by_agent_id
        WHERE w.cooperative_id = $1 AND s.order_id = $2 AND s.stall_id = ANY($3) ORDER BY w.id""",
        work.cooperative_id, order_id, stalls,
    )  # fmt: skip


async def questions(
    work: Work, viewer: Viewer, order_id: UUID, *, follows: bool = False
) -> list[asyncpg.Record] | None:
    """What the buyer of an order is or was asked; None for whoever may not see the order."""
    stalls = await _seen_stalls(work, viewer, order_id, follows)
    if stalls is None:
        return None
    return await work.rows(
        """SELECT q.id, q.packed, q.more_minor, q.currency, q.reason, q.state, l.title, l.unit, l.wished, l.quantity FROM weight_question q
        JOIN order_line l ON l.cooperative_id = q.cooperative_id AND l.id = q.order_line_id
        JOIN seller_order s ON s.cooperative_id = l.cooperative_id AND s.id = l.seller_order_id
        WHERE q.cooperative_id = $1 AND s.order_id = $2 AND s.stall_id = ANY($3) AND q.state <> 'void' ORDER BY q.id""",
        work.cooperative_id, order_id, stalls,
    )  # fmt: skip


async def _seen_stalls(work: Work, viewer: Viewer, order_id: UUID, follows: bool) -> list[UUID] | None:
    """The stalls whose parts of an order the asker may see; None: nothing of it."""
    rows = await work.rows(
        "SELECT stall_id FROM seller_order WHERE cooperative_id = $1 AND order_id = $2", work.cooperative_id, order_id
    )
    every = [row["stall_id"] for row in rows]
    if follows or await orders.own(work, viewer, order_id) is not None:
        return every
    seen = [one for one in every if await access.may(work, viewer, "orders.see", stall_id=one)]
    return seen or None
