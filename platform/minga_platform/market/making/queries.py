"""What is promised, what is late, and how much a stall makes a week."""

from uuid import UUID

import asyncpg

from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.making.promising import LATEST
from minga_platform.membership import access


async def capacities(work: Work, viewer: Viewer, stall_id: UUID) -> list[asyncpg.Record] | None:
    """What the stall says it makes a week, and for which product (its title), the stall's own first; None for who may not
    see its inside (`stall.see`)."""
    if not await access.may(work, viewer, "stall.see", stall_id=stall_id):
        return None
    return await work.rows(
        """SELECT m.product_id, p.title, m.per_week, m.not_before FROM making_capacity m
        LEFT JOIN product p ON p.cooperative_id = m.cooperative_id AND p.id = m.product_id
        WHERE m.cooperative_id = $1 AND m.stall_id = $2 AND m.is_counted ORDER BY m.product_id NULLS FIRST LIMIT 500""",
        work.cooperative_id,
        stall_id,
    )


async def open_promises(work: Work, viewer: Viewer, stall_id: UUID) -> list[asyncpg.Record] | None:
    """What the stall has promised and not handed over, the earliest day first (so what is late stands above); None for who
    may not see its orders (`orders.see`). At most 200."""
    if not await access.may(work, viewer, "orders.see", stall_id=stall_id):
        return None
    return await work.rows(
        f"""SELECT * FROM (SELECT l.id, l.title, l.variant_title, coalesce(l.packed, l.quantity) AS quantity, l.unit, o.number,
                o.contact->>'name' AS buyer_name, s.state, {LATEST} AS promised_for, c.zone
            FROM seller_order s
            JOIN sale_order o ON o.cooperative_id = s.cooperative_id AND o.id = s.order_id
            JOIN cooperative c ON c.id = s.cooperative_id
            JOIN order_line l ON l.cooperative_id = s.cooperative_id AND l.seller_order_id = s.id AND NOT l.counted
                AND l.packed IS DISTINCT FROM 0
            WHERE s.cooperative_id = $1 AND s.stall_id = $2 AND s.state IN ('waiting', 'to_prepare')) t
        WHERE t.promised_for IS NOT NULL ORDER BY t.promised_for, t.id LIMIT 200""",
        work.cooperative_id,
        stall_id,
    )


async def weeks(work: Work, stall_id: UUID) -> list[asyncpg.Record]:
    """How many pieces of the stall are planned in each coming week: Monday, pieces, and what its capacity is; for callers that
    have settled who may see it."""
    return await work.rows(
        """SELECT k.week, sum(k.pieces)::bigint AS pieces FROM making_slot k
        JOIN making_capacity m ON m.cooperative_id = k.cooperative_id AND m.id = k.capacity_id
        JOIN order_line l ON l.cooperative_id = k.cooperative_id AND l.id = k.order_line_id AND l.packed IS DISTINCT FROM 0
        JOIN seller_order o ON o.cooperative_id = l.cooperative_id AND o.id = l.seller_order_id AND o.state <> 'cancelled'
        WHERE m.cooperative_id = $1 AND m.stall_id = $2 AND k.week >= $3::date - 7
          AND (m.product_id IS NULL OR NOT EXISTS (SELECT FROM making_slot whole
              JOIN making_capacity w ON w.cooperative_id = whole.cooperative_id AND w.id = whole.capacity_id AND w.product_id IS NULL
              WHERE whole.cooperative_id = k.cooperative_id AND whole.order_line_id = k.order_line_id))
        GROUP BY k.week ORDER BY k.week LIMIT 60""",
        work.cooperative_id,
        stall_id,
        work.now.date(),
    )
