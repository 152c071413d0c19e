"""Lots as their stall sees them; who has of them."""

from uuid import UUID

import asyncpg

from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.orders import queries as orders
from minga_platform.membership import access

_LOT = """SELECT o.id, o.code, o.stall_id, o.stock_item_id, o.produced, o.received, o.lost, o.taken, o.harvested_on, o.expires_on, o.opened_at,
    o.recalled_at, o.recall_reason, i.unit,
    coalesce((SELECT p.title FROM variant v JOIN product p ON p.cooperative_id = v.cooperative_id AND p.id = v.product_id
        WHERE v.cooperative_id = o.cooperative_id AND v.stock_item_id = o.stock_item_id ORDER BY v.id LIMIT 1), '{}'::jsonb) AS title,
    coalesce((SELECT jsonb_agg(jsonb_build_object('producer', s.producer, 'kind', s.kind, 'quantity', s.quantity, 'reason', s.reason)
        ORDER BY s.id) FROM lot_source s WHERE s.cooperative_id = o.cooperative_id AND s.lot_id = o.id), '[]'::jsonb) AS sources
    FROM lot o JOIN stock_item i ON i.cooperative_id = o.cooperative_id AND i.id = o.stock_item_id WHERE o.cooperative_id = $1"""


async def of_stall(
    work: Work, viewer: Viewer, stall_id: UUID, *, before: UUID | None, first: int
) -> list[asyncpg.Record] | None:
    """A stall's lots, newest first, one more than `first` where there are more; None for who may not see them."""
    if not await access.may(work, viewer, "stall.see", stall_id=stall_id):
        return None
    return await work.rows(
        f"{_LOT} AND o.stall_id = $2 AND ($3::uuid IS NULL OR o.id < $3) ORDER BY o.id DESC LIMIT $4",
        work.cooperative_id, stall_id, before, first + 1,
    )  # fmt: skip


async def by_id(work: Work, viewer: Viewer, lot_id: UUID) -> asyncpg.Record | None:
    """A lot, for who may see its stall's inside."""
    row = await work.row(f"{_LOT} AND o.id = $2", work.cooperative_id, lot_id)
    if row is None or not await access.may(work, viewer, "stall.see", stall_id=row["stall_id"]):
        return None
    return row


async def buyers(work: Work, viewer: Viewer, lot_id: UUID) -> list[asyncpg.Record] | None:
    """Everybody whose order has of a lot, in the order of the orders; None for who may not see the stall's orders.

    Never cut off: a recall that misses its last page leaves somebody with it.
    """
    stall_id = await work.value(
        "SELECT stall_id FROM lot WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, lot_id
    )
    if stall_id is None or not await access.may(work, viewer, "orders.see", stall_id=stall_id):
        return None
    return await work.rows(
        """SELECT r.id AS order_id, r.number, r.contact, s.state, s.handed_over_at, l.title, l.variant_title, t.quantity, i.unit
        FROM lot_line t
        JOIN order_line l ON l.cooperative_id = t.cooperative_id AND l.id = t.order_line_id
        JOIN seller_order s ON s.cooperative_id = l.cooperative_id AND s.id = l.seller_order_id
        JOIN sale_order r ON r.cooperative_id = s.cooperative_id AND r.id = s.order_id
        JOIN stock_item i ON i.cooperative_id = l.cooperative_id AND i.id = l.stock_item_id
        WHERE t.cooperative_id = $1 AND t.lot_id = $2 ORDER BY r.number, l.position""",
        work.cooperative_id,
        lot_id,
    )


async def orders_of(work: Work, lot_id: UUID) -> list[UUID]:
    """The orders that have of a lot, for the letters of a recall."""
    rows = await work.rows(
        """SELECT DISTINCT s.order_id FROM lot_line t
        JOIN order_line l ON l.cooperative_id = t.cooperative_id AND l.id = t.order_line_id
        JOIN seller_order s ON s.cooperative_id = l.cooperative_id AND s.id = l.seller_order_id
        WHERE t.cooperative_id = $1 AND t.lot_id = $2 ORDER BY 1""",
        work.cooperative_id,
        lot_id,
    )
    return [row["order_id"] for row in rows]


async def recalls_of(work: Work, viewer: Viewer, order_id: UUID, *, follows: bool) -> list[asyncpg.Record]:
    """What of an order is called back, for its buyer; nothing for others."""
    if not follows and await orders.own(work, viewer, order_id) is None:
        return []
    return await work.rows(
        """SELECT o.code, o.recalled_at, o.recall_reason, l.title, l.variant_title, t.quantity, i.unit, s.stall_name FROM seller_order s
        JOIN order_line l ON l.cooperative_id = s.cooperative_id AND l.seller_order_id = s.id
        JOIN lot_line t ON t.cooperative_id = l.cooperative_id AND t.order_line_id = l.id
        JOIN lot o ON o.cooperative_id = t.cooperative_id AND o.id = t.lot_id AND o.recalled_at IS NOT NULL
        JOIN stock_item i ON i.cooperative_id = o.cooperative_id AND i.id = o.stock_item_id
        WHERE s.cooperative_id = $1 AND s.order_id = $2 ORDER BY l.position""",
        work.cooperative_id,
        order_id,
    )


async def open_for_lines(work: Work, viewer: Viewer, seller_order_id: UUID) -> list[asyncpg.Record] | None:
    """For each line of a part that is kept by lots: the lots that it can be packed of, and how much it has of each."""
    stall_id = await work.value(
        "SELECT stall_id FROM seller_order WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, seller_order_id
    )
    if stall_id is None or not await access.may(work, viewer, "orders.see", stall_id=stall_id):
        return None
    return await work.rows(
        """SELECT l.id AS order_line_id, l.title, o.id, o.code, o.expires_on, o.recalled_at, i.unit, o.produced + o.received - o.lost - o.taken AS left_now,
            coalesce(t.quantity, 0) AS has
        FROM order_line l JOIN lot o ON o.cooperative_id = l.cooperative_id AND o.stock_item_id = l.stock_item_id
        JOIN stock_item i ON i.cooperative_id = o.cooperative_id AND i.id = o.stock_item_id
        LEFT JOIN lot_line t ON t.cooperative_id = l.cooperative_id AND t.order_line_id = l.id AND t.lot_id = o.id
        WHERE l.cooperative_id = $1 AND l.seller_order_id = $2 AND l.container_id IS NULL
            AND (t.quantity IS NOT NULL OR (o.recalled_at IS NULL AND o.produced + o.received - o.lost > o.taken))
        ORDER BY l.position, o.expires_on NULLS LAST, o.harvested_on NULLS LAST, o.id LIMIT 500""",
        work.cooperative_id,
        seller_order_id,
    )
