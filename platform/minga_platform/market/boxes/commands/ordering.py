"""The order that a delivery becomes: at its cut-off, once, at the price of that day, of what is to be had."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

import asyncpg

from minga_platform.kernel import ids
from minga_platform.kernel.money import Money
from minga_platform.kernel.work import Work
from minga_platform.ledger import queries as ledger
from minga_platform.market.boxes.amounts import Content, Packed, Rhythm, pack
from minga_platform.market.boxes.commands.subscribing import RHYTHM_COLUMNS, rhythm_of
from minga_platform.market.boxes.events import BoxChanged
from minga_platform.market.cart import queries as cart
from minga_platform.market.catalog import stock
from minga_platform.market.catalog.amounts import containers_for, most_weighed, price_of, quantity_problem
from minga_platform.market.catalog.errors import OutOfStock
from minga_platform.market.credit import spending as storing
from minga_platform.market.credit.accounts import account
from minga_platform.market.fulfilment import queries as places
from minga_platform.market.fulfilment import slots
from minga_platform.market.fulfilment.windows import Hours, Window, read_hours, windows_on
from minga_platform.market.making import promising
from minga_platform.market.making.promising import Promised, Wish
from minga_platform.market.orders.commands.checkout import Open
from minga_platform.market.orders.commands.getting import Way
from minga_platform.market.orders.commands.writing import NewOrder, write
from minga_platform.market.orders.events import OrderConfirmed, OrderPlaced
from minga_platform.market.orders.quoting import QuotedLine, by_stall
from minga_platform.market.orders.values import Contact
from minga_platform.market.payments.commands.place import expect_at_pickup
from minga_platform.rules import queries as rules


async def settle_next(work: Work, subscription_id: UUID) -> bool:
    """Settle the next date of a subscription whose cut-off is over; whether there was one.

    Its row is locked, and passed over where another worker has it: so each date is settled once, however many come round and
    however long nobody did. A day that is over brings no order any more. Announces: OrderPlaced, OrderConfirmed, BoxChanged.
    """
    row = await work.row(
        f"""SELECT s.*, {RHYTHM_COLUMNS}, b.when_missing, b.currency, a.person_id AS still_person FROM box_subscription s
        JOIN goods_box b ON b.cooperative_id = s.cooperative_id AND b.id = s.box_id
        JOIN agent a ON a.cooperative_id = s.cooperative_id AND a.id = s.agent_id
        JOIN cooperative c ON c.id = s.cooperative_id
        WHERE s.cooperative_id = $1 AND s.id = $2 AND s.due_at <= $3 FOR UPDATE OF s SKIP LOCKED""",
        work.cooperative_id, subscription_id, await work.fresh_now(),
    )  # fmt: skip
    if row is None:
        return False
    rhythm, now = rhythm_of(row), await work.fresh_now()
    comes_on = rhythm.after(row["handled_until"]) if row["handled_until"] else rhythm.first_from(row["starts_on"])
    comes_on = max(comes_on, rhythm.first_from(row["starts_on"]))
    settled = await work.value(
        "SELECT true FROM box_delivery WHERE cooperative_id = $1 AND subscription_id = $2 AND comes_on = $3",
        work.cooperative_id, subscription_id, comes_on,
    )  # fmt: skip
    if not settled:
        await _settle(work, row, comes_on, is_over=comes_on < rhythm.today(now))
    await _go_on(work, row, rhythm, comes_on)
    return True


async def _settle(work: Work, row: asyncpg.Record, comes_on: date, *, is_over: bool) -> None:
    if row["still_person"] is None or (row["held_from"] and row["held_from"] <= comes_on <= row["held_until"]):
        await _note(work, row["id"], comes_on, "held")
        return
    point = await places.pickup_point(work, row["pickup_point_id"])
    if is_over or point is None or point.state != "open" or not point.takes_cash:
        work.emit(BoxChanged(delivery_id=await _note(work, row["id"], comes_on, "missed")))
        return
    goods = await _goods(work, row, comes_on)
    if not goods.lines:
        changed = await _note(work, row["id"], comes_on, "empty", changes=goods.changes)
        work.emit(BoxChanged(delivery_id=changed))
        return
    order_id = await _order(work, row, point, goods, await _times(work, point, comes_on, row["zone"]))
    delivery_id = await _note(work, row["id"], comes_on, "ordered", order_id=order_id, changes=goods.changes)
    if goods.changes:
        work.emit(BoxChanged(delivery_id=delivery_id))


async def _go_on(work: Work, row: asyncpg.Record, rhythm: Rhythm, comes_on: date) -> None:
    following = rhythm.cutoff(rhythm.after(comes_on))
    ended = row["ended_at"] is not None and row["ended_at"] < following
    await work.execute(
        "UPDATE box_subscription SET handled_until = $3, due_at = $4 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, row["id"], comes_on, None if ended else following,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Goods:
    lines: tuple[QuotedLine, ...]
    changes: list[dict[str, Any]]
    promised: list[Promised]
    """Of what is made to order, the week of its maker that it takes."""


async def _goods(work: Work, row: asyncpg.Record, comes_on: date) -> _Goods:
    """What goes into this box, taken off the shelf or made in its week, and what is not as usual."""
    found = await work.rows(
        "SELECT variant_id, quantity, substitute_id, substitute_quantity FROM goods_box_content "
        "WHERE cooperative_id = $1 AND box_id = $2 AND size = $3 ORDER BY position, id",
        work.cooperative_id, row["box_id"], row["size"],
    )  # fmt: skip
    contents = [Content(**dict(one)) for one in found]
    variant_ids = {one for content in contents for one in (content.variant_id, content.substitute_id) if one}
    offers = await cart.offers(work, sorted(variant_ids))
    out_of_season = {
        one["id"]
        for one in await work.rows(
            "SELECT p.id FROM product p WHERE p.cooperative_id = $1 AND p.id = ANY($2) AND p.season_months <> '{}' "
            "AND NOT $3::int = ANY(p.season_months)",
            work.cooperative_id, [offer.product_id for offer in offers.values()], comes_on.month,
        )
    }  # fmt: skip
    short: set[UUID] = set()
    not_made: set[UUID] = set()

    def hindrance(variant_id: UUID, quantity: int) -> str | None:
        offer = offers.get(variant_id)
        if offer is None:
            return "gone"
        if offer.product_id in row["dislikes"]:
            return "disliked"
        if offer.not_offered is not None:
            return offer.not_offered
        if offer.cycle is not None or offer.currency != row["currency"]:
            return "not_in_cycle"
        if offer.product_id in out_of_season:
            return "out_of_season"
        if variant_id in not_made:
            return "making_full"
        return "sold_out" if variant_id in short or quantity_problem(offer.terms, quantity) else None

    while True:
        packed = pack(contents, hindrance, substitutes=row["when_missing"] == "substitute")
        lines = [line for one in packed if (line := _line(work, one, offers)) is not None]
        made = [Wish(one.line.variant_id, one.sold) for one in lines if one.offer and not one.offer.counted]
        await promising.lock(work, made)
        promised = await promising.quote(work, made, known_for=comes_on)
        if full := {one.wish.variant_id for one in promised if one.plan.ready_by is None}:
            not_made |= full
            continue
        wanted = _wanted(lines)
        try:
            held = await stock.hold(work, wanted)
        except OutOfStock as refusal:
            # What the shelf lacks is packed no more; each turn leaves out one thing at least, so this comes to an end.
            lacking = {shortage.stock_item_id for shortage in refusal.shortages}
            short |= {line.line.variant_id for line in lines if line.offer and line.offer.stock_item_id in lacking}
            continue
        await stock.take(work, held)
        return _Goods(tuple(lines), [_change(one, offers) for one in packed if one.because], promised)


def _wanted(lines: Sequence[QuotedLine]) -> dict[UUID, int]:
    wanted: dict[UUID, int] = {}
    for line in lines:
        assert line.offer is not None
        item = line.offer.stock_item_id
        wanted[item] = wanted.get(item, 0) + line.sold * line.offer.terms.draws
    return wanted


def _line(work: Work, packed: Packed, offers: Mapping[UUID, cart.Offer]) -> QuotedLine | None:
    """A line of the order. What stands in for something costs no more than that would have cost today."""
    if packed.variant_id is None:
        return None
    offer = _hers(offers[packed.variant_id], packed.quantity)
    sold = most_weighed(packed.quantity, offer.packing.tolerance_bps)
    usual = offers.get(packed.content.variant_id)
    if packed.variant_id != packed.content.variant_id and usual is not None:
        usual = _hers(usual, packed.content.quantity)
        most = price_of(usual.terms, most_weighed(packed.content.quantity, usual.packing.tolerance_bps))
        if price_of(offer.terms, sold) > most:
            offer = replace(offer, terms=replace(offer.terms, price_minor=most, price_per=sold))
    containers = (
        containers_for(packed.quantity, offer.packing.container_holds) if offer.packing.container_id is not None else 0
    )
    seen = cart.Line(
        ids.new(),
        ids.new(),
        work.cooperative_id,
        packed.variant_id,
        packed.quantity,
        offer.terms.price_minor,
        "",
        work.now,
    )
    return QuotedLine(
        seen, offer, price_of(offer.terms, sold), (), sold=sold, containers=containers,
        deposit_minor=containers * offer.packing.deposit_minor,
    )  # fmt: skip


def _hers(offer: cart.Offer, quantity: int) -> cart.Offer:
    """At her own price, where she buys as one of a group."""
    if offer.trade is None:
        return offer
    price = offer.trade.price(offer.terms.price_minor, quantity)
    return replace(offer, terms=replace(offer.terms, price_minor=price))


def _change(packed: Packed, offers: Mapping[UUID, cart.Offer]) -> dict[str, Any]:
    usual = offers.get(packed.content.variant_id)
    instead = offers[packed.variant_id].title if packed.variant_id else None
    return {"title": usual.title if usual else {}, "because": packed.because, "instead": instead}


async def _times(work: Work, point: places.PickupPoint, comes_on: date, zone: str) -> list[Window]:
    """When the box is there: on its day. Where the place is not open then any more (its hours were changed, a holiday), from its next opening
    on; a place that says no hours has it all day."""
    others = {one.day: one.hours for one in await slots.exceptions_of(work, "pickup_point", [point.id])}
    hours = read_hours(point.hours)
    for ahead in range(8):
        day = comes_on + timedelta(days=ahead)
        if found := windows_on(day, hours, zone, None, others.get(day)):
            return found
    return windows_on(comes_on, [Hours(comes_on.weekday(), time(), time(23, 59))], zone, None)


async def _order(
    work: Work, row: asyncpg.Record, point: places.PickupPoint, goods: _Goods, times: Sequence[Window]
) -> UUID:
    """Hers, as if she had placed it: to be paid when it is fetched, her store credit first where she wants that."""
    rates = {key: await rules.number_at(work, key) for key in ("market.fee_bps", "market.fee_tax_bps")}
    fee_version = await rules.version_at(work, "market.fee_bps")
    parts = by_stall(
        goods.lines,
        fee_bps=rates["market.fee_bps"],
        fee_tax_bps=rates["market.fee_tax_bps"],
        tax_rounding="order" if await rules.at(work, "market.tax_rounding") == "order" else "line",
    )
    total = Money(sum(part.total_minor for part in parts), row["currency"])
    person = await work.row(
        """SELECT p.name, p.language,
            coalesce((SELECT i.value FROM identifier i WHERE i.person_id = p.id AND i.kind = 'mail' AND i.proven_at IS NOT NULL
                ORDER BY i.proven_at LIMIT 1), '') AS mail,
            coalesce((SELECT i.value FROM identifier i WHERE i.person_id = p.id AND i.kind = 'phone' AND i.proven_at IS NOT NULL
                ORDER BY i.proven_at LIMIT 1), '') AS phone
        FROM person p WHERE p.id = $1""",
        row["person_id"],
    )
    assert person is not None, "whoever is somebody's agent is somebody"
    checkout_id, order_id = ids.new(), ids.new()
    await work.execute(
        "INSERT INTO checkout (cooperative_id, id, cart_id, visitor_hash, person_id, state, currency, started_at, expires_at) "
        "VALUES ($1, $2, $2, ''::bytea, $3, 'open', $4, $5, $5)",
        work.cooperative_id, checkout_id, row["person_id"], total.currency, work.now,
    )  # fmt: skip
    # As an order of a cycle keeps it: whatever the place's weekly hours are, these goods are there at these times.
    windows = [{"opens": one.opens.isoformat(), "closes": one.closes.isoformat()} for one in times]
    place = {
        "name": point.name, "address": point.address, "directions": point.directions, "hours": point.hours, "cycle": {"windows": windows},
    }  # fmt: skip
    order = NewOrder(
        order_id,
        Open(checkout_id, total.currency, work.now, work.now),
        Way("pickup", point.id, place),
        Contact(person["name"], person["mail"], person["phone"]),
        "pickup",
        "",
        person["language"],
        total.minor,
        settled=True,
        person_id=row["person_id"],
    )
    stored: storing.Plan = ()
    if row["pays"] == "credit" and total.minor:
        name = account("credit", row["person_id"])
        there = max((await ledger.locked(work, [name], total.currency))[name], 0)
        stored = await storing.planned(
            work, total, voucher_id=None, credit_minor=min(there, total.minor), person_id=row["person_id"]
        )
    placed = await write(work, order, parts, rates, fee_version.id)
    await promising.keep(work, order_id, goods.promised)
    await expect_at_pickup(work, order_id, total, placed, stored)
    work.emit(OrderPlaced(order_id=order_id))
    work.emit(OrderConfirmed(order_id=order_id))
    return order_id


async def _note(
    work: Work,
    subscription_id: UUID,
    comes_on: date,
    outcome: str,
    *,
    order_id: UUID | None = None,
    changes: Sequence[Mapping[str, Any]] = (),
) -> UUID:
    delivery_id = ids.new()
    await work.execute(
        "INSERT INTO box_delivery (cooperative_id, id, subscription_id, comes_on, outcome, order_id, changes, settled_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        work.cooperative_id, delivery_id, subscription_id, comes_on, outcome, order_id, list(changes), work.now,
    )  # fmt: skip
    return delivery_id
