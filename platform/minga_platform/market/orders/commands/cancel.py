"""Ending orders before their goods are handed over."""

from datetime import datetime, timedelta
from uuid import UUID

import asyncpg

from minga_platform.kernel.errors import InvalidInput, InvalidTransition
from minga_platform.kernel.work import Work
from minga_platform.market.catalog import stock
from minga_platform.market.orders.commands.checkout import release
from minga_platform.market.orders.commands.prepare import complete_if_done
from minga_platform.market.orders.events import CancellationAsked, OrderCancelled
from minga_platform.rules import queries as rules

_LONGEST_REASON = 500


async def buyer_may_cancel(work: Work, order: asyncpg.Record) -> bool:
    """In the time that the members gave her, while no stall has begun, a buyer cancels without asking."""
    if order["state"] == "awaiting_payment":
        return True
    until = await cancels_until(work, order)
    return until is None or until > await work.fresh_now()


async def cancels_until(work: Work, order: asyncpg.Record) -> datetime | None:
    """Until when a buyer can cancel herself; None: until a stall begins. An instant that is over where one has begun, or the order ended."""
    if order["state"] != "placed" or await work.value(
        "SELECT EXISTS (SELECT FROM seller_order WHERE cooperative_id = $1 AND order_id = $2 AND (state IN ('ready', 'handed_over') "
        "OR begun_at IS NOT NULL))",
        work.cooperative_id, order["id"],
    ):  # fmt: skip
        return order["placed_at"]  # type: ignore[no-any-return]  # a row's values have no type
    if await rules.at(work, "market.cancellation_until") == "preparation":
        return None
    minutes = await rules.number_at(work, "market.cancellation_minutes")
    return order["placed_at"] + timedelta(minutes=minutes)  # type: ignore[no-any-return]  # as above


async def ask(work: Work, order: asyncpg.Record, reason: str) -> None:
    """Past the window a buyer asks, and a person decides. For a row locked by `settle.locked`. Safe to repeat.

    Refuses: InvalidTransition (nothing is left to cancel), InvalidInput. Announces: CancellationAsked.
    """
    if order["state"] != "placed":
        raise InvalidTransition(order["state"])
    if len(reason) > _LONGEST_REASON:
        raise InvalidInput("reason", "length", maximum=str(_LONGEST_REASON))
    if order["cancellation_asked_at"] is not None:
        return
    await work.execute(
        "UPDATE sale_order SET cancellation_asked_at = $3, cancellation_reason = $4 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, order["id"], work.now, reason.strip(),
    )  # fmt: skip
    work.emit(CancellationAsked(order_id=order["id"]))


async def decline_cancellation(work: Work, order: asyncpg.Record) -> None:
    """The goods will come after all."""
    await work.execute(
        "UPDATE sale_order SET cancellation_asked_at = NULL WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id,
        order["id"],
    )


async def cancel(
    work: Work,
    order: asyncpg.Record,
    *,
    cause: str,
    stall_id: UUID | None = None,
    goods_back: bool = True,
    reason: str = "",
) -> list[UUID]:
    """End an order, or one stall's part of it; which parts ended. Their goods go back on the shelf (unless `goods_back` says that
    they would not keep); payments sees to the money. `reason`: in words, for the buyer and the stalls.

    For a row locked by `settle.locked`. Refuses: InvalidTransition{current} when a part was handed over or has ended already.
    Announces: OrderCancelled.
    """
    # Before the payment no stall has seen its part: such an order ends as a whole.
    if order["state"] != "placed" and not (order["state"] == "awaiting_payment" and stall_id is None):
        raise InvalidTransition(order["state"])
    parts = await work.rows(
        "SELECT id, stall_id, state FROM seller_order WHERE cooperative_id = $1 AND order_id = $2 AND ($3::uuid IS NULL OR stall_id = $3) "
        "ORDER BY id FOR UPDATE",
        work.cooperative_id, order["id"], stall_id,
    )  # fmt: skip
    ending = [part for part in parts if part["state"] in ("waiting", "to_prepare", "ready")]
    if not ending or any(part["state"] == "handed_over" for part in parts):
        raise InvalidTransition(next((part["state"] for part in parts if part not in ending), order["state"]))
    ended = [part["id"] for part in ending]
    await work.execute(
        "UPDATE seller_order SET state = 'cancelled', cancelled_at = $3, cancel_reason = $4 WHERE cooperative_id = $1 AND id = ANY($2)",
        work.cooperative_id, ended, work.now, reason,
    )  # fmt: skip
    if order["state"] == "awaiting_payment":
        await release(work, order["checkout_id"])
    elif goods_back:
        await _put_back(work, ended, are_there=cause == "not_fetched")
    whole = await work.execute(
        "UPDATE sale_order o SET state = 'cancelled', cancelled_at = $3, cancellation_asked_at = NULL, cancel_cause = $4 "
        "WHERE o.cooperative_id = $1 AND o.id = $2 "
        "AND NOT EXISTS (SELECT FROM seller_order s WHERE s.cooperative_id = $1 AND s.order_id = $2 AND s.state <> 'cancelled')",
        work.cooperative_id, order["id"], work.now, cause,
    )  # fmt: skip
    if not whole:
        await complete_if_done(work, order["id"])
    told = tuple(ended) if order["state"] == "placed" else ()
    work.emit(OrderCancelled(order_id=order["id"], cause=cause, seller_order_ids=told))
    return ended


ON_A_SHELF = """(l.counted OR EXISTS (SELECT FROM group_wish w JOIN seller_order s ON s.cooperative_id = w.cooperative_id AND s.order_id = w.order_id
    WHERE w.cooperative_id = l.cooperative_id AND s.id = l.seller_order_id))"""
"""SQL: nobody has to make the goods of line `l`: they were taken from a shelf, or came for a group that bought them together."""


async def _put_back(work: Work, seller_order_ids: list[UUID], *, are_there: bool) -> None:
    # What was packed less of than was sold went back on the shelf when it was weighed. Of an item that is not counted, nothing is.
    rows = await work.rows(
        "SELECT l.stock_item_id, sum(least(coalesce(l.packed, l.quantity), l.quantity) * l.draws)::bigint AS back FROM order_line l "
        f"WHERE l.cooperative_id = $1 AND l.seller_order_id = ANY($2) AND l.draws > 0 AND ($3 OR {ON_A_SHELF}) AND l.packed IS DISTINCT FROM 0 "
        "GROUP BY l.stock_item_id",
        work.cooperative_id, seller_order_ids, are_there,
    )  # fmt: skip
    await stock.put_back(work, {row["stock_item_id"]: row["back"] for row in rows})
