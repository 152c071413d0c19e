"""A buyer changes her mind while the cycle is open: she adds to what she ordered, or takes back that she cancelled.

Only for orders to be paid when they are fetched: of them nothing was paid and no page is open, so what is expected may still
change. Whoever paid before places a second order; the cycle's fees once per order are not taken again.
"""

from uuid import UUID

import asyncpg

from minga_platform.kernel import ids
from minga_platform.kernel.errors import NotFound
from minga_platform.kernel.money import Money
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.cart import commands as cart
from minga_platform.market.catalog import stock
from minga_platform.market.catalog.errors import OutOfStock
from minga_platform.market.cycles import taking
from minga_platform.market.cycles.errors import OrderNotExtendable
from minga_platform.market.discounts import commands as discounts
from minga_platform.market.fulfilment import slots
from minga_platform.market.making import promising
from minga_platform.market.orders import queries as orders
from minga_platform.market.orders.commands import checkout as checkouts
from minga_platform.market.orders.commands import cycling, writing
from minga_platform.market.orders.commands.settle import locked
from minga_platform.market.orders.errors import PriceChanged
from minga_platform.market.orders.events import OrderConfirmed, OrderExtended
from minga_platform.market.orders.quoting import by_stall
from minga_platform.market.payments.commands.capture import locked_payment
from minga_platform.rules import queries as rules


async def append_to_order(
    work: Work, viewer: Viewer, *, order_id: UUID, expected_total: Money, follows: bool = False
) -> UUID:
    """Add what the asker's basket has of the order's cycle to the order. `expected_total`: what it then comes to.

    One order stays one order: one number, one row on each list, the cycle's fees once. `follows`: the asker showed the
    order's link. What is made to order is promised as with a new order. Refuses: NotFound, OrderNotExtendable, CycleClosed, CartEmpty,
    MixedCurrencies, PriceChanged, OutOfStock, MakingFull, in this order. Announces: OrderExtended.
    """
    order, payment = await _own(work, viewer, order_id, follows=follows)
    if order["state"] != "placed" or payment["state"] != "open":
        raise OrderNotExtendable("ended" if order["state"] != "placed" else "paid")
    admission = await taking.admit(work, order["cycle_id"], begun_at=work.now)
    lines = await checkouts.bought_lines(
        work, order["currency"], cycle_id=order["cycle_id"], admitted=True, locked=True
    )
    rates = {key: await rules.number_at(work, key) for key in ("market.fee_bps", "market.fee_tax_bps")}
    fee_version = await rules.version_at(work, "market.fee_bps")
    parts = by_stall(
        lines,
        fee_bps=rates["market.fee_bps"],
        fee_tax_bps=rates["market.fee_tax_bps"],
        tax_rounding="order" if await rules.at(work, "market.tax_rounding") == "order" else "line",
    )
    parts = await cycling.levied(work, admission, parts, fee_tax_bps=rates["market.fee_tax_bps"], order_fees_due=False)
    there = await _parts_there(work, order_id)
    for part in parts:
        if part.stall_id in there and there[part.stall_id]["state"] != "to_prepare":
            raise OrderNotExtendable("prepared")
    total = Money(order["total_minor"] + sum(part.total_minor for part in parts), order["currency"])
    if total != expected_total:
        raise PriceChanged(expected_total, total)
    try:
        await stock.take(work, await stock.hold(work, checkouts.wanted_of(lines)))
    except OutOfStock as short:
        raise checkouts.named(short, lines) from None
    made = [
        promising.Wish(one.line.variant_id, one.line.quantity) for one in lines if one.offer and not one.offer.counted
    ]
    promised = await promising.promise(work, made, None)
    rows = writing.rows_of(
        parts,
        language=order["language"],
        currency=order["currency"],
        fees=(rates["market.fee_bps"], rates["market.fee_tax_bps"], fee_version.id),
        there={stall: (row["id"], row["lines"]) for stall, row in there.items()},
    )
    known = {row["id"] for row in there.values()}
    new_parts = [part.seller_order_id for part in rows.placed if part.seller_order_id not in known]
    await writing.write_more(work, order_id, order["currency"], rows, new_parts)
    await promising.keep(work, order_id, promised)
    await _expect_more(work, payment["id"], rows.placed, sum(part.total_minor for part in parts))
    await cart.forget_placed(work, lines[0].line.cart_id, variant_ids=[one.line.variant_id for one in lines])
    work.emit(OrderExtended(order_id=order_id, seller_order_ids=tuple(part.seller_order_id for part in rows.placed)))
    return order_id


async def resume_order(work: Work, viewer: Viewer, *, order_id: UUID, follows: bool = False) -> UUID:
    """The buyer wants the order after all that she cancelled herself, while its cycle is open: the same order, not a second one.

    Others may have taken meanwhile what it gave up, so its time, its goods, its code and the makers' weeks are taken anew.
    Refuses: NotFound, OrderNotExtendable, CycleClosed, SlotFull, SlotNotOffered, CodeNotTaken, OutOfStock. Announces: OrderConfirmed,
    PromisePutOff for each line that is ready later than it was promised.
    """
    order, payment = await _own(work, viewer, order_id, follows=follows)
    if order["state"] != "cancelled":
        raise OrderNotExtendable("stands")
    if order["cancel_cause"] != "buyer" or payment["state"] != "void":
        raise OrderNotExtendable("not_yours_to_resume")
    await taking.admit(work, order["cycle_id"], begun_at=work.now)
    if order["slot_id"] is not None:
        await slots.require_room(work, order["slot_id"])
    await discounts.use_again(work, order_id)
    # Only the parts that ended with the order: what a stall had called off before stays off.
    parts = await work.rows(
        "SELECT id FROM seller_order WHERE cooperative_id = $1 AND order_id = $2 AND cancelled_at = $3 ORDER BY id FOR UPDATE",
        work.cooperative_id, order_id, order["cancelled_at"],
    )  # fmt: skip
    ended = [part["id"] for part in parts]
    # So much as went back on the shelf (`orders/commands/cancel.py`): what was packed less of had gone back before.
    wanted = await work.rows(
        "SELECT stock_item_id, sum(least(coalesce(packed, quantity), quantity) * draws)::bigint AS wanted FROM order_line "
        "WHERE cooperative_id = $1 AND seller_order_id = ANY($2) AND draws > 0 AND packed IS DISTINCT FROM 0 GROUP BY stock_item_id",
        work.cooperative_id, ended,
    )  # fmt: skip
    await stock.take(work, await stock.hold(work, {row["stock_item_id"]: row["wanted"] for row in wanted}))
    await promising.renew(work, order_id, ended)
    await work.execute(
        "UPDATE seller_order SET state = 'to_prepare', cancelled_at = NULL WHERE cooperative_id = $1 AND id = ANY($2)",
        work.cooperative_id,
        ended,
    )
    await work.execute(
        "UPDATE sale_order SET state = 'placed', cancelled_at = NULL, cancel_cause = '', cancellation_reason = '' WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id,
        order_id,
    )
    await work.execute(
        "UPDATE payment SET state = 'open' WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, payment["id"]
    )
    work.emit(OrderConfirmed(order_id=order_id))
    return order_id


async def _own(work: Work, viewer: Viewer, order_id: UUID, *, follows: bool) -> tuple[asyncpg.Record, asyncpg.Record]:
    """The asker's order of a cycle and its payment, locked, where it is paid at pickup. Refuses: NotFound, OrderNotExtendable."""
    if not follows and await orders.own(work, viewer, order_id) is None:
        raise NotFound
    order = await locked(work, order_id)
    if order["cycle_id"] is None:
        raise OrderNotExtendable("no_cycle")
    if order["payment_method"] != "pickup":
        raise OrderNotExtendable("paid")
    found = await work.value(
        "SELECT id FROM payment WHERE cooperative_id = $1 AND order_id = $2", work.cooperative_id, order_id
    )
    payment = await locked_payment(work, found)
    if payment["stored_minor"]:
        # A voucher or store credit paid a part of it when it was placed.
        raise OrderNotExtendable("paid")
    return order, payment


async def _parts_there(work: Work, order_id: UUID) -> dict[UUID, asyncpg.Record]:
    rows = await work.rows(
        "SELECT s.id, s.stall_id, s.state, (SELECT count(*)::int FROM order_line l WHERE l.cooperative_id = s.cooperative_id "
        "AND l.seller_order_id = s.id) AS lines FROM seller_order s WHERE s.cooperative_id = $1 AND s.order_id = $2 ORDER BY s.id FOR UPDATE",
        work.cooperative_id,
        order_id,
    )
    return {row["stall_id"]: row for row in rows}


async def _expect_more(work: Work, payment_id: UUID, parts: list[writing.PlacedPart], more_minor: int) -> None:
    await work.execute(
        """INSERT INTO portion (cooperative_id, id, payment_id, seller_order_id, authorised_minor, captured_minor, refunded_minor)
           SELECT $1, w.id, $2, w.part, w.amount, 0, 0 FROM unnest($3::uuid[], $4::uuid[], $5::bigint[]) AS w (id, part, amount)
           ON CONFLICT (cooperative_id, payment_id, seller_order_id)
           DO UPDATE SET authorised_minor = portion.authorised_minor + excluded.authorised_minor""",
        work.cooperative_id, payment_id, [ids.new() for _ in parts], [part.seller_order_id for part in parts],
        [part.total_minor for part in parts],
    )  # fmt: skip
    await work.execute(
        "UPDATE payment SET amount_minor = amount_minor + $3 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, payment_id, more_minor,
    )  # fmt: skip
