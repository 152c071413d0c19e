"""What becomes of a placed order when its payment ends: it is confirmed, or it ends and its goods are free again."""

from uuid import UUID

import asyncpg

from minga_platform.kernel.errors import NotFound
from minga_platform.kernel.work import Work
from minga_platform.market.catalog import stock
from minga_platform.market.catalog.errors import OutOfStock
from minga_platform.market.fulfilment import slots
from minga_platform.market.making import promising
from minga_platform.market.orders.commands.checkout import release, sell
from minga_platform.market.orders.events import OrderCancelled, OrderConfirmed


async def locked(work: Work, order_id: UUID) -> asyncpg.Record:
    """The order's row, locked: whoever changes an order or its parts holds this first. Refuses: NotFound."""
    row = await work.row(
        "SELECT * FROM sale_order WHERE cooperative_id = $1 AND id = $2 FOR UPDATE", work.cooperative_id, order_id
    )
    if row is None:
        raise NotFound
    return row


async def confirm(work: Work, order_id: UUID) -> bool:
    """The order may be prepared: it is paid, or will be at pickup. Its goods leave the shelf. Safe to repeat.

    An order that had ended already (money that came late) finds its goods again; False when they are gone, and then the
    money must go back. Announces: OrderConfirmed.
    """
    order = await locked(work, order_id)
    if order["state"] in ("placed", "completed"):
        return True
    if order["state"] == "cancelled":
        # Its time may have been given to others meanwhile: then the money goes back as well, and nobody is moved silently.
        if order["slot_id"] is not None and not await slots.has_room(work, order["slot_id"]):
            return False
        if not await _find_goods_again(work, order_id):
            return False
    if order["state"] == "awaiting_payment":
        await sell(work, order["checkout_id"])
    if order["state"] == "cancelled":
        await promising.renew(work, order_id)
    await work.execute(
        "UPDATE sale_order SET state = 'placed', settled_at = $3, cancelled_at = NULL, cancel_cause = '' WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, order_id, work.now,
    )  # fmt: skip
    await work.execute(
        "UPDATE seller_order SET state = 'to_prepare', cancelled_at = NULL WHERE cooperative_id = $1 AND order_id = $2 AND state IN ('waiting', 'cancelled')",
        work.cooperative_id,
        order_id,
    )
    work.emit(OrderConfirmed(order_id=order_id))
    return True


async def _find_goods_again(work: Work, order_id: UUID) -> bool:
    rows = await work.rows(
        "SELECT l.stock_item_id, sum(l.quantity * l.draws)::bigint AS wanted FROM order_line l "
        "JOIN seller_order s ON s.cooperative_id = l.cooperative_id AND s.id = l.seller_order_id "
        "WHERE l.cooperative_id = $1 AND s.order_id = $2 GROUP BY l.stock_item_id",
        work.cooperative_id,
        order_id,
    )
    try:
        held = await stock.hold(work, {row["stock_item_id"]: row["wanted"] for row in rows})
    except OutOfStock:
        return False
    await stock.take(work, held)
    return True


async def end_unpaid(work: Work, order_id: UUID, *, cause: str) -> bool:
    """An order that still waits for its payment ends; its goods are free again. False when it does not wait any more.

    Announces: OrderCancelled.
    """
    order = await locked(work, order_id)
    if order["state"] != "awaiting_payment":
        return False
    await release(work, order["checkout_id"])
    await work.execute(
        "UPDATE sale_order SET state = 'cancelled', cancelled_at = $3, cancellation_reason = $4, cancel_cause = $4 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, order_id, work.now, cause,
    )  # fmt: skip
    await work.execute(
        "UPDATE seller_order SET state = 'cancelled', cancelled_at = $3 WHERE cooperative_id = $1 AND order_id = $2",
        work.cooperative_id, order_id, work.now,
    )  # fmt: skip
    work.emit(OrderCancelled(order_id=order_id, cause=cause))
    return True
