"""What lies on the table, and what was sold there."""

from uuid import UUID

import asyncpg

from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access

MOST_GOODS = 300


async def goods(work: Work, viewer: Viewer, stall_id: UUID) -> list[asyncpg.Record] | None:
    """What a stall has to sell across the table, by title; None for who may not sell there. One statement."""
    if not await access.may(work, viewer, "orders.fulfil", stall_id=stall_id):
        return None
    return await work.rows(
        """SELECT v.id AS variant_id, p.slug, p.title, v.title AS variant_title, v.content_base, v.content_unit,
            v.unit, v.step, v.price_minor, v.price_per, v.currency, v.weighed,
            CASE WHEN s.counted THEN (s.on_hand - s.held) / v.draws END AS available,
            CASE WHEN k.id IS NULL THEN 0 ELSE k.deposit_minor END AS deposit_minor, v.container_holds
        FROM product p JOIN variant v ON v.cooperative_id = p.cooperative_id AND v.product_id = p.id AND v.state = 'offered'
        JOIN stock_item s ON s.cooperative_id = v.cooperative_id AND s.id = v.stock_item_id
        LEFT JOIN container k ON k.cooperative_id = v.cooperative_id AND k.id = v.container_id
        WHERE p.cooperative_id = $1 AND p.stall_id = $2 AND p.state = 'published' ORDER BY p.published_at DESC, p.id, v.position, v.id LIMIT $3""",
        work.cooperative_id,
        stall_id,
        MOST_GOODS,
    )


async def sales(
    work: Work, viewer: Viewer, stall_id: UUID, *, before: UUID | None = None, first: int = 25
) -> list[asyncpg.Record] | None:
    """What was sold across the table of a stall, the latest told first; None for who may not see its orders. Rows have `id`."""
    if not await access.may(work, viewer, "orders.see", stall_id=stall_id):
        return None
    return await work.rows(
        """SELECT t.id, t.order_id, o.number, o.total_minor, o.currency, t.sold_at, t.told_at, t.corrected <> '[]' AS corrected, a.name AS sold_by,
            (SELECT d.id FROM trade_document d WHERE d.cooperative_id = $1 AND d.order_id = t.order_id AND d.kind = 'invoice'
             ORDER BY d.number LIMIT 1) AS receipt_id,
            (SELECT string_agg(l.title || CASE WHEN l.variant_title = '' THEN '' ELSE ' · ' || l.variant_title END, ', ' ORDER BY l.position)
             FROM order_line l JOIN seller_order p ON p.cooperative_id = l.cooperative_id AND p.id = l.seller_order_id
             WHERE p.cooperative_id = $1 AND p.order_id = t.order_id) AS goods
        FROM stand_sale t JOIN sale_order o ON o.cooperative_id = t.cooperative_id AND o.id = t.order_id
        JOIN agent a ON a.cooperative_id = t.cooperative_id AND a.id = t.sold_by
        WHERE t.cooperative_id = $1 AND t.stall_id = $2 AND ($3::uuid IS NULL OR t.id < $3) ORDER BY t.id DESC LIMIT $4""",
        work.cooperative_id,
        stall_id,
        before,
        first,
    )
