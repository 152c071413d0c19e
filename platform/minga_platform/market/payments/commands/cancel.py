"""Ending an order together with its money: what came in goes back, what is still awaited is not taken any more."""

from uuid import UUID

import asyncpg

from minga_platform.kernel.errors import InvalidInput, InvalidTransition, NotFound
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.credit import spending as storing
from minga_platform.market.orders import queries as orders
from minga_platform.market.orders.commands import cancel as ending
from minga_platform.market.orders.commands.settle import locked
from minga_platform.market.payments.commands.authorising import release
from minga_platform.market.payments.commands.capture import close_when_all_is_in
from minga_platform.market.payments.commands.invoicing import close_when_nothing_is_owed
from minga_platform.market.payments.commands.refund import refund_cancelled
from minga_platform.membership import access


async def ask_cancellation(work: Work, viewer: Viewer, *, order_id: UUID, reason: str, follows: bool = False) -> UUID:
    """A buyer wants her order ended. Within the window it is cancelled at once, later a person is asked.

    `follows`: the asker showed the order's link. Refuses: NotFound, InvalidTransition{current}, InvalidInput.
    Announces: OrderCancelled or CancellationAsked.
    """
    if not follows and await orders.own(work, viewer, order_id) is None:
        raise NotFound
    order = await locked(work, order_id)
    if await ending.buyer_may_cancel(work, order):
        await end_order(work, order, cause="buyer", stall_id=None, reason=reason)
    else:
        await ending.ask(work, order, reason)
    return order_id


async def cancel_order(work: Work, viewer: Viewer, *, order_id: UUID, stall_id: UUID | None, reason: str) -> UUID:
    """The co-op, or a stall for its own part, ends an order (`stall_id`: only that stall's part). Money that came in goes back.

    Needs `orders.cancel`. Refuses: NotFound, NotAllowed, InvalidTransition{current}, InvalidInput. Announces: OrderCancelled.
    """
    await access.require(work, viewer, "orders.cancel", stall_id=stall_id)
    if not 1 <= len(reason.strip()) <= 500:
        raise InvalidInput("reason", "length", minimum="1", maximum="500")
    order = await locked(work, order_id)
    await end_order(work, order, cause="stall" if stall_id else "cooperative", stall_id=stall_id, reason=reason.strip())
    return order_id


async def decline_cancellation(work: Work, viewer: Viewer, *, order_id: UUID) -> UUID:
    """The order stands although its buyer asked. Needs `orders.cancel`. Refuses: NotFound, InvalidTransition."""
    await access.require(work, viewer, "orders.cancel")
    order = await locked(work, order_id)
    if order["cancellation_asked_at"] is None:
        raise InvalidTransition(order["state"])
    await ending.decline_cancellation(work, order)
    return order_id


async def end_not_fetched(work: Work, order: asyncpg.Record, *, stall_id: UUID, goods_back: bool) -> None:
    """One stall's part of a locked order to be paid at pickup was never fetched. Refuses: InvalidTransition. Announces: OrderCancelled."""
    await end_order(work, order, cause="not_fetched", stall_id=stall_id, reason="", goods_back=goods_back)


async def end_order(
    work: Work, order: asyncpg.Record, *, cause: str, stall_id: UUID | None, reason: str, goods_back: bool = True
) -> None:
    """End a locked order, or one stall's part of it, with its money. Refuses: InvalidTransition. Announces: OrderCancelled."""
    ended = await ending.cancel(work, order, cause=cause, stall_id=stall_id, goods_back=goods_back, reason=reason)
    payment = await work.row(
        "SELECT * FROM payment WHERE cooperative_id = $1 AND order_id = $2 FOR UPDATE", work.cooperative_id, order["id"]
    )
    if payment is None:
        return
    await refund_cancelled(work, order, ended, reason=reason)
    whole = await work.value(
        "SELECT state = 'cancelled' FROM sale_order WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id,
        order["id"],
    )
    if payment["stored_minor"]:
        await storing.give_back(work, order["id"], None if whole else ended)
    if not whole and payment["method"] == "invoice":
        # What went before may have come back already.
        await close_when_nothing_is_owed(work, payment["id"])
    if not whole and payment["method"] == "pickup":
        # The other parts may have been paid already; then nothing more is expected of the buyer.
        await close_when_all_is_in(work, payment["id"])
    if whole and payment["state"] == "authorised":
        await release(work, payment)
    if whole and payment["state"] == "open":
        # The payment page may still be open: the attempt is superseded here and closed at the provider by its flow; money
        # that comes all the same is late money and goes back by itself.
        await work.execute(
            "UPDATE payment SET state = 'void' WHERE cooperative_id = $1 AND id = $2",
            work.cooperative_id,
            payment["id"],
        )
        await work.execute(
            "UPDATE payment_attempt SET state = 'superseded', ended_at = $3, lease_until = $3 WHERE cooperative_id = $1 AND payment_id = $2 "
            "AND state IN ('created', 'page_open', 'declined')",
            work.cooperative_id, payment["id"], work.now,
        )  # fmt: skip
