"""A stall makes its part ready and hands it over."""

from datetime import timedelta
from uuid import UUID

import asyncpg

from minga_platform.kernel.errors import InvalidInput, InvalidTransition, NotFound
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.orders.commands.settle import locked
from minga_platform.market.orders.events import ParcelSent, SellerOrderHandedOver, SellerOrderReady
from minga_platform.market.orders.ports import JOINED
from minga_platform.market.orders.states import SELLER_ORDER_MOVES
from minga_platform.membership import access
from minga_platform.rules import queries as rules

_LONGEST_NUMBER = 60


async def locked_part(
    work: Work, viewer: Viewer, seller_order_id: UUID, capability: str
) -> tuple[asyncpg.Record, asyncpg.Record]:
    """(order, part), both locked, order first. Refuses: NotFound, and what `access.require` refuses."""
    part = await work.row(
        "SELECT order_id, stall_id FROM seller_order WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id,
        seller_order_id,
    )
    if part is None:
        await access.agent_of(work, viewer)
        raise NotFound
    await _seen(work, viewer, part["stall_id"])
    await access.require(work, viewer, capability, stall_id=part["stall_id"])
    order = await locked(work, part["order_id"])
    row = await work.row(
        "SELECT * FROM seller_order WHERE cooperative_id = $1 AND id = $2 FOR UPDATE",
        work.cooperative_id,
        seller_order_id,
    )
    assert row is not None
    return order, row


async def _seen(work: Work, viewer: Viewer, stall_id: UUID) -> None:
    """Another stall's order does not exist for a maker: the same answer as for a random id."""
    if viewer.person_id is not None and not await access.may(work, viewer, "orders.see", stall_id=stall_id):
        raise NotFound


async def mark_ready(work: Work, viewer: Viewer, *, seller_order_id: UUID) -> UUID:
    """The part is packed. Refuses: NotFound, NotAllowed, InvalidTransition, and what `ports.JOINED.packed` refuse.
    Announces: SellerOrderReady."""
    order, part = await locked_part(work, viewer, seller_order_id, "orders.fulfil")
    _move(part, "ready")
    for asked in JOINED.packed:
        await asked(work, viewer, order, part)
    await work.execute(
        "UPDATE seller_order SET state = 'ready', ready_at = $3 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, seller_order_id, work.now,
    )  # fmt: skip
    work.emit(SellerOrderReady(order_id=order["id"], seller_order_id=seller_order_id))
    return seller_order_id


async def begin_preparing(work: Work, viewer: Viewer, *, seller_order_id: UUID) -> UUID:
    """The stall begins: from now on its buyer asks before the order ends. Again, it changes nothing.

    Refuses: NotFound, NotAllowed, InvalidTransition.
    """
    _, part = await locked_part(work, viewer, seller_order_id, "orders.fulfil")
    if part["state"] != "to_prepare":
        raise InvalidTransition(part["state"])
    await work.execute(
        "UPDATE seller_order SET begun_at = coalesce(begun_at, $3) WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, seller_order_id, work.now,
    )  # fmt: skip
    return seller_order_id


async def note_parcel(work: Work, order: asyncpg.Record, seller_order_id: UUID, number: str) -> None:
    """What the carrier calls the parcel of a part that goes out with it now; its buyer is told. Refuses: InvalidInput."""
    called = number.strip()
    if not called and order["carrier_id"] is None:
        return
    if len(called) > _LONGEST_NUMBER or not called.isprintable() or order["carrier_id"] is None:
        raise InvalidInput("trackingNumber", "length", maximum=str(_LONGEST_NUMBER))
    await work.execute(
        "UPDATE seller_order SET tracking_number = $3 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id,
        seller_order_id,
        called,
    )
    work.emit(ParcelSent(order_id=order["id"], seller_order_id=seller_order_id))


async def unmark_ready(work: Work, viewer: Viewer, *, seller_order_id: UUID) -> UUID:
    """It was not packed after all: undo of `mark_ready`. Refuses: NotFound, NotAllowed, InvalidTransition."""
    _, part = await locked_part(work, viewer, seller_order_id, "orders.fulfil")
    _move(part, "to_prepare")
    await work.execute(
        "UPDATE seller_order SET state = 'to_prepare', ready_at = NULL WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id,
        seller_order_id,
    )
    return seller_order_id


async def hand_over(work: Work, viewer: Viewer, order: asyncpg.Record, part: asyncpg.Record) -> None:
    """The part is with the buyer; the hold on its earnings begins. For rows locked by `locked_part`; payments sees to the cash.

    Refuses: InvalidTransition, and what `ports.JOINED.packed` refuse. Announces: SellerOrderHandedOver.
    """
    _move(part, "handed_over")
    for asked in JOINED.packed:
        await asked(work, viewer, order, part)
    hold_days = await rules.number_at(work, "market.hold_days")
    await work.execute(
        "UPDATE seller_order SET state = 'handed_over', handed_over_at = $3, hold_until = $4 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, part["id"], work.now, work.now + timedelta(days=hold_days),
    )  # fmt: skip
    await complete_if_done(work, order["id"])
    work.emit(SellerOrderHandedOver(order_id=order["id"], seller_order_id=part["id"]))


async def complete_if_done(work: Work, order_id: UUID) -> None:
    """An order none of whose parts is under way any more is completed."""
    await work.execute(
        "UPDATE sale_order o SET state = 'completed' WHERE o.cooperative_id = $1 AND o.id = $2 AND o.state = 'placed' AND NOT EXISTS ("
        "SELECT FROM seller_order s WHERE s.cooperative_id = o.cooperative_id AND s.order_id = o.id AND s.state NOT IN ('handed_over', 'cancelled'))",
        work.cooperative_id,
        order_id,
    )


def _move(part: asyncpg.Record, to: str) -> None:
    if to not in SELLER_ORDER_MOVES[part["state"]]:
        raise InvalidTransition(part["state"])
