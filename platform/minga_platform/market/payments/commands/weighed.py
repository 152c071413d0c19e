"""The money of what was sold and not packed: the difference goes back once it was paid, for the scales said so or the buyer gave it up."""

from collections.abc import Mapping
from uuid import UUID

import asyncpg

from minga_platform.kernel.money import Money
from minga_platform.kernel.work import Work
from minga_platform.market.payments.commands.refund import refund_given_up, refund_weighed
from minga_platform.market.payments.commands.refund_parts import LineRefund

WENT_BACK = "r.cause IN ('weight', 'return')"
"""SQL: refund `r` of a part that nobody handed over yet was for what is not packed of it."""
_BOOKED = """(p.captured_minor > 0 OR EXISTS (SELECT FROM spending w WHERE w.cooperative_id = p.cooperative_id
    AND w.seller_order_id = p.seller_order_id AND w.state = 'captured'))"""
"""SQL: the sale of portion `p` is booked; of what store credit or a voucher paid whole, nothing was captured from outside."""


async def refund_weighed_off(
    work: Work, order: asyncpg.Record, seller_order_id: UUID, *, asked_by: UUID | None
) -> UUID | None:
    """Send back what of a paid part the scales took off and what went not back yet; None when there is nothing. For a locked
    order; what store credit paid is paid. Safe to repeat: what went back for the weight is counted by the refund's lines."""
    rows = await work.rows(
        f"""SELECT l.id, least(l.packed_off_minor - coalesce(b.amount, 0), l.total_minor - l.refunded_minor)::bigint AS left_minor
        FROM order_line l
        JOIN portion p ON p.cooperative_id = l.cooperative_id AND p.seller_order_id = l.seller_order_id AND {_BOOKED}
        LEFT JOIN LATERAL (SELECT sum(x.amount_minor) AS amount FROM refund_line x
            JOIN refund r ON r.cooperative_id = x.cooperative_id AND r.id = x.refund_id AND {WENT_BACK}
            WHERE x.cooperative_id = l.cooperative_id AND x.order_line_id = l.id) b ON true
        WHERE l.cooperative_id = $1 AND l.seller_order_id = $2 AND l.packed_off_minor > coalesce(b.amount, 0) ORDER BY l.id""",
        work.cooperative_id,
        seller_order_id,
    )
    lines = [
        LineRefund(row["id"], Money(row["left_minor"], order["currency"])) for row in rows if row["left_minor"] > 0
    ]
    return await refund_weighed(work, order, lines, reason="", asked_by=asked_by) if lines else None


async def refund_off(
    work: Work, order: asyncpg.Record, seller_order_id: UUID, off: Mapping[UUID, int], *, reason: str
) -> tuple[UUID | None, dict[UUID, int]]:
    """The buyer gave up what takes so much off these lines: it goes back where the part is paid. (The refund, line → what went back);
    nothing where none is paid: then it is not taken. For a locked order. Announces: RefundAsked."""
    rows = await work.rows(
        f"""SELECT l.id, l.total_minor - l.refunded_minor AS left_minor FROM order_line l
        JOIN portion p ON p.cooperative_id = l.cooperative_id AND p.seller_order_id = l.seller_order_id AND {_BOOKED}
        WHERE l.cooperative_id = $1 AND l.seller_order_id = $2 AND l.id = ANY($3) ORDER BY l.id""",
        work.cooperative_id, seller_order_id, list(off),
    )  # fmt: skip
    back = {row["id"]: min(off[row["id"]], row["left_minor"]) for row in rows}
    lines = [LineRefund(line, Money(minor, order["currency"])) for line, minor in back.items() if minor > 0]
    return await refund_given_up(work, order, lines, reason=reason) if lines else None, back
