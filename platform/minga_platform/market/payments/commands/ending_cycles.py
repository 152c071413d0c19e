"""A cycle that does not take place: its orders end one by one, and what was paid for them goes back."""

from uuid import UUID

from minga_platform.kernel.errors import InvalidTransition
from minga_platform.kernel.work import Work
from minga_platform.market.orders.commands.settle import locked
from minga_platform.market.payments.commands.cancel import end_order


async def next_to_end(work: Work, cycle_id: UUID, after: UUID | None) -> UUID | None:
    """The next order of a cancelled cycle that still stands, in the order of ids."""
    found: UUID | None = await work.value(
        "SELECT id FROM sale_order WHERE cooperative_id = $1 AND cycle_id = $2 AND state IN ('awaiting_payment', 'placed') "
        "AND ($3::uuid IS NULL OR id > $3) ORDER BY id LIMIT 1",
        work.cooperative_id, cycle_id, after,
    )  # fmt: skip
    return found


async def end_with_cycle(work: Work, order_id: UUID) -> None:
    """End what of an order is not with its buyer yet. Safe to repeat. Announces: OrderCancelled."""
    order = await locked(work, order_id)
    reason = await work.value(
        "SELECT cancel_reason FROM order_cycle WHERE cooperative_id = $1 AND id = $2 AND cancelled_at IS NOT NULL",
        work.cooperative_id,
        order["cycle_id"],
    )
    if reason is None or order["state"] not in ("awaiting_payment", "placed"):
        return
    parts = await work.rows(
        "SELECT stall_id, state FROM seller_order WHERE cooperative_id = $1 AND order_id = $2 ORDER BY id",
        work.cooperative_id,
        order_id,
    )
    if all(part["state"] != "handed_over" for part in parts):
        await end_order(work, order, cause="cooperative", stall_id=None, reason=reason)
        return
    for part in parts:
        if part["state"] in ("to_prepare", "ready"):
            try:
                await end_order(work, order, cause="cooperative", stall_id=part["stall_id"], reason=reason)
            except InvalidTransition:  # The last part was the last of the order: nothing is left to end.
                return
