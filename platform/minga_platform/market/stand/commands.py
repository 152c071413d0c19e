"""Selling across the table: goods, cash and the books in one step, also for what was sold before anybody could tell us."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, NotFound
from minga_platform.kernel.locale import Text
from minga_platform.kernel.money import Money
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.cart import queries as cart
from minga_platform.market.catalog import stock
from minga_platform.market.catalog.amounts import LARGEST_QUANTITY, containers_for, price_of
from minga_platform.market.catalog.errors import OutOfStock
from minga_platform.market.documents.commands import invoice_order
from minga_platform.market.fulfilment import queries as places
from minga_platform.market.fulfilment.errors import PickupPointClosed
from minga_platform.market.orders.commands import prepare
from minga_platform.market.orders.commands.checkout import Open
from minga_platform.market.orders.commands.getting import Way
from minga_platform.market.orders.commands.writing import NewOrder, write
from minga_platform.market.orders.errors import MixedCurrencies, PaymentNotOffered, PriceChanged
from minga_platform.market.orders.events import OrderPlaced
from minga_platform.market.orders.quoting import QuotedLine, by_stall
from minga_platform.market.orders.values import Contact
from minga_platform.market.payments.commands.capture import locked_payment, receive_cash, till
from minga_platform.market.payments.commands.place import expect_at_pickup
from minga_platform.market.restrictions.queries import suspended_since
from minga_platform.market.stand.errors import NoTill, NotSoldHere, SoldLongAgo
from minga_platform.membership import access
from minga_platform.rules import queries as rules

MOST_LINES = 50
_AHEAD = timedelta(minutes=10)
"""A telephone's clock may be so far ahead of ours."""
_SOLD_ANYWAY = frozenset({"withdrawn", "unpublished", "not_in_cycle", "stall_closed"})
"""What keeps a thing out of the shop does not undo that it was sold at the table. Of the stall itself `_sold_in_time` judged."""


@dataclass(frozen=True, slots=True)
class SoldLine:
    """`quantity` in base units, as counted or weighed at the table. `price_minor`: what was asked for there, for the variant's
    priced measure, tax included; the price of now where none is said."""

    variant_id: UUID
    quantity: int
    price_minor: int | None = None


@dataclass(frozen=True, slots=True)
class StandSold:
    """A sale across the table is in the books."""

    order_id: UUID
    total: Money


async def sell(
    work: Work,
    viewer: Viewer,
    *,
    stall_id: UUID,
    lines: Sequence[SoldLine],
    received: Money,
    sold_at: datetime,
    pickup_point_id: UUID | None = None,
    corrects_stock: bool = False,
    language: str,
) -> StandSold:
    """Write down what a stall sold for cash: an order that is placed, handed over and paid in one. Needs `orders.fulfil` there.

    `received` is what the goods came to (change is given at the table). The cash lies in the stall's own till, else in that of
    `pickup_point_id`. `corrects_stock`: more was on the table than we knew of; it is sold all the same, and noted.
    Refuses: NotFound, NotAllowed, InvalidInput, SoldLongAgo, NoTill, PickupPointClosed, PaymentNotOffered, NotSoldHere,
    MixedCurrencies, PriceChanged (the sum differs), OutOfStock. Announces: OrderPlaced, SellerOrderHandedOver, PaymentReceived.
    """
    seller = await access.require(work, viewer, "orders.fulfil", stall_id=stall_id)
    _checked(lines)
    most_days = await rules.number_at(work, "market.stand_days")
    if not work.now - timedelta(days=most_days) <= sold_at <= work.now + _AHEAD:
        raise SoldLongAgo(most_days)
    await _sold_in_time(work, stall_id, sold_at, lines[0].variant_id)
    cash_holder, way = await _till(work, stall_id, pickup_point_id, language)
    sold = await _sold(work, stall_id, lines)
    currency = sold[0].offer.currency if sold[0].offer else ""
    rates = {key: await rules.number_at(work, key) for key in ("market.fee_bps", "market.fee_tax_bps")}
    fee_version = await rules.version_at(work, "market.fee_bps")
    parts = by_stall(
        sold,
        fee_bps=rates["market.fee_bps"],
        fee_tax_bps=rates["market.fee_tax_bps"],
        tax_rounding="order" if await rules.at(work, "market.tax_rounding") == "order" else "line",
    )
    total = Money(sum(part.total_minor for part in parts), currency)
    if received != total:
        raise PriceChanged(received, total)
    corrected = await _take(work, sold, corrects_stock=corrects_stock)
    checkout_id, order_id = ids.new(), ids.new()
    await work.execute(
        "INSERT INTO checkout (cooperative_id, id, cart_id, visitor_hash, state, currency, started_at, expires_at) "
        "VALUES ($1, $2, $2, ''::bytea, 'open', $3, $4, $4)",
        work.cooperative_id, checkout_id, currency, work.now,
    )  # fmt: skip
    order = NewOrder(
        order_id,
        Open(checkout_id, currency, work.now, work.now),
        way,
        Contact(name=""),
        "pickup",
        "",
        language,
        total.minor,
        settled=True,
        is_anonymous=True,
    )
    [part] = await write(work, order, parts, rates, fee_version.id)
    await expect_at_pickup(work, order_id, total, [part])
    work.emit(OrderPlaced(order_id=order_id))
    order_row, part_row = await prepare.locked_part(work, viewer, part.seller_order_id, "orders.fulfil")
    await prepare.hand_over(work, viewer, order_row, part_row)
    if total.minor:
        payment_id = await work.value(
            "SELECT id FROM payment WHERE cooperative_id = $1 AND order_id = $2", work.cooperative_id, order_id
        )
        await receive_cash(work, await locked_payment(work, payment_id), part.seller_order_id, till(cash_holder))
    await work.execute(
        "INSERT INTO stand_sale (cooperative_id, id, order_id, stall_id, sold_by, sold_at, told_at, corrected) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        work.cooperative_id, ids.new(), order_id, stall_id, seller, sold_at, work.now, corrected,
    )  # fmt: skip
    # Whoever stands at the table may want her receipt now. The series' row is the last lock that is taken.
    await invoice_order(work, order_id)
    return StandSold(order_id, total)


def _checked(lines: Sequence[SoldLine]) -> None:
    if not 1 <= len(lines) <= MOST_LINES:
        raise InvalidInput("lines", "number", minimum="1", maximum=str(MOST_LINES))
    if len({line.variant_id for line in lines}) != len(lines):
        raise InvalidInput("lines", "once")
    for place, line in enumerate(lines):
        if not 1 <= line.quantity <= LARGEST_QUANTITY:
            raise InvalidInput(f"lines.{place}.quantity", "range", minimum="1", maximum=str(LARGEST_QUANTITY))
        if line.price_minor is not None and not 0 <= line.price_minor <= 10**12:
            raise InvalidInput(f"lines.{place}.price", "range", minimum="0", maximum=str(10**12))


async def _sold_in_time(work: Work, stall_id: UUID, sold_at: datetime, variant_id: UUID) -> None:
    """A stall that does not sell sells nothing at the table either; what went before it was suspended did go, and is cash in a box."""
    state = await work.value(
        "SELECT state FROM stall WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, stall_id
    )
    if state is None:  # An officer may sell for every stall, and so asks for one that is not there.
        raise NotFound
    if state == "open":
        return
    since = await suspended_since(work, stall_id)
    if since is None or sold_at >= since:
        raise NotSoldHere(variant_id, "stall_closed")


async def _till(work: Work, stall_id: UUID, point_id: UUID | None, language: str) -> tuple[UUID, Way]:
    stall = await work.row(
        "SELECT is_till, name, place FROM stall WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, stall_id
    )
    assert stall is not None
    if stall["is_till"]:
        name = Text.stored(stall["name"]).read(language)
        return stall_id, Way("pickup", None, {"name": name, "address": stall["place"], "directions": {}, "hours": []})
    if point_id is None:
        raise NoTill
    point = await places.pickup_point(work, point_id)
    if point is None or point.state != "open":
        raise PickupPointClosed
    if not point.takes_cash:
        raise PaymentNotOffered("not_taken_here")
    place = {"name": point.name, "address": point.address, "directions": point.directions, "hours": point.hours}
    return point.id, Way("pickup", point.id, place)


async def _sold(work: Work, stall_id: UUID, lines: Sequence[SoldLine]) -> list[QuotedLine]:
    offers = await cart.offers(work, [line.variant_id for line in lines], anyway=_SOLD_ANYWAY)
    quoted = []
    for line in lines:
        offer = offers.get(line.variant_id)
        if offer is None:
            raise NotSoldHere(line.variant_id, "gone")
        if offer.stall_id != stall_id:
            raise NotSoldHere(line.variant_id, "other_stall")
        if offer.not_offered is not None:
            raise NotSoldHere(line.variant_id, offer.not_offered)
        if not offer.packing.weighed and line.quantity % offer.terms.step:
            raise NotSoldHere(line.variant_id, "quantity_not_sold")
        if line.price_minor is not None:
            offer = replace(offer, terms=replace(offer.terms, price_minor=line.price_minor))
        packing = offer.packing
        containers = containers_for(line.quantity, packing.container_holds) if packing.container_id else 0
        # It was on the scales in front of the buyer: nothing is left to be weighed off.
        offer = replace(offer, packing=replace(packing, weighed=False))
        seen = cart.Line(
            ids.new(),
            ids.new(),
            work.cooperative_id,
            line.variant_id,
            line.quantity,
            offer.terms.price_minor,
            "",
            work.now,
        )
        quoted.append(
            QuotedLine(
                seen, offer, price_of(offer.terms, line.quantity), (), sold=line.quantity,
                containers=containers, deposit_minor=containers * packing.deposit_minor,
            )
        )  # fmt: skip
    units = sorted({one.offer.currency for one in quoted if one.offer})
    if len(units) > 1:
        raise MixedCurrencies(units)
    return quoted


async def _take(work: Work, sold: Sequence[QuotedLine], *, corrects_stock: bool) -> list[Mapping[str, Any]]:
    """What was sold leaves the shelf; what had to be put there first, since it was on the table."""
    wanted: dict[UUID, int] = {}
    for one in sold:
        assert one.offer is not None
        wanted[one.offer.stock_item_id] = wanted.get(one.offer.stock_item_id, 0) + one.sold * one.offer.terms.draws
    corrected: dict[UUID, int] = {}
    try:
        held = await stock.hold(work, wanted)
    except OutOfStock as refusal:
        if not corrects_stock:
            raise
        corrected = {short.stock_item_id: short.wanted - short.available for short in refusal.shortages}
        await stock.put_back(work, corrected)
        held = await stock.hold(work, wanted)
    await stock.take(work, held)
    return [{"stock_item_id": str(item), "quantity": number} for item, number in sorted(corrected.items())]
