"""The money of what was weighed: the difference to what was sold goes back once it was paid."""

from uuid import UUID

import asyncpg

from minga_platform.kernel.money import Money
from minga_platform.kernel.work import Work
from minga_platform.market.payments.commands.refund import refund_weighed
from minga_platform.market.payments.commands.refund_parts import LineRefund


async def refund_weighed_off(
    work: Work, order: asyncpg.Record, seller_order_id: UUID, *, asked_by: UUID | None
) -> UUID | None:
    """Send back what of a paid part the scales took off and what went not back yet; None when there is nothing. For a locked
    order. Safe to repeat: what went back for the weight is counted by the refund's lines."""
    rows = await work.rows(
        """SELECT l.id, least(l.packed_off_minor - coalesce(b.amount, 0), l.total_minor - l.refunded_minor)::bigint AS left_minor
        FROM order_line l
        JOIN portion p ON p.cooperative_id = l.cooperative_id AND p.seller_order_id = l.seller_order_id AND p.captured_minor > 0
        LEFT JOIN LATERAL (SELECT sum(x.amount_minor) AS amount FROM refund_line x
            JOIN refund r ON r.cooperative_id = x.cooperative_id AND r.id = x.refund_id AND r.cause = 'weight'
            WHERE x.cooperative_id = l.cooperative_id AND x.order_line_id = l.id) b ON true
        WHERE l.cooperative_id = $1 AND l.seller_order_id = $2 AND l.packed_off_minor > coalesce(b.amount, 0) ORDER BY l.id""",
        work.cooperative_id,
        seller_order_id,
    )
    lines = [
        LineRefund(row["id"], Money(row["left_minor"], order["currency"])) for row in rows if row["left_minor"] > 0
    ]
    return await refund_weighed(work, order, lines, reason="", asked_by=asked_by) if lines else None
