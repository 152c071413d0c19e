"""Placing: a started checkout becomes an order and hands its reservation over."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput
from minga_platform.kernel.locale import Text
from minga_platform.kernel.money import Money
from minga_platform.kernel.work import Work
from minga_platform.ledger.amounts import tax_within
from minga_platform.market.cart import commands as cart_commands
from minga_platform.market.catalog.errors import OutOfStock
from minga_platform.market.catalog.ports import JOINED, Sold
from minga_platform.market.fulfilment import queries as places
from minga_platform.market.fulfilment.errors import NotDelivered, PickupPointClosed
from minga_platform.market.orders.commands import checkout as checkouts
from minga_platform.market.orders.errors import CheckoutNotStarted, PaymentNotOffered, PriceChanged, ReservationExpired
from minga_platform.market.orders.events import OrderConfirmed, OrderPlaced
from minga_platform.market.orders.quoting import Split, by_stall
from minga_platform.market.orders.values import Contact, Delivery
from minga_platform.rules import queries as rules

_LONGEST_NOTE = 1000


@dataclass(frozen=True, slots=True)
class PlacedPart:
    """One stall's part, for whoever must expect its money."""

    seller_order_id: UUID
    total_minor: int


@dataclass(frozen=True, slots=True)
class Placed:
    """The order that came to be. `delivery_minor` is the co-op's own part of the total."""

    order_id: UUID
    checkout_id: UUID
    total: Money
    delivery_minor: int
    parts: tuple[PlacedPart, ...]
    settled: bool
    """Nothing has to come before the stalls begin: it is paid at pickup, or free."""


@dataclass(frozen=True, slots=True)
class _Way:
    """How the goods reach the buyer, as frozen on the order."""

    fulfilment: str
    point_id: UUID | None
    place: dict[str, Any]
    fee_minor: int
    fee_tax_bps: int


async def place(
    work: Work,
    *,
    expected_total: Money,
    contact: Contact,
    pickup_point_id: UUID | None,
    delivery: Delivery | None,
    payment_method: str,
    note: str,
    language: str,
) -> Placed:
    """Turn the asker's started checkout in the unit's co-op into an order and take over its reservation.

    Amounts: minor units, tax included. The total must be the one the buyer saw.
    Refuses: InvalidInput, PickupPointClosed, NotDelivered, PaymentNotOffered, CheckoutNotStarted, CartEmpty,
    MixedCurrencies, PriceChanged, ReservationExpired, OutOfStock, in this order.
    Announces: OrderPlaced; OrderConfirmed for an order that waits for no money.
    """
    if len(note) > _LONGEST_NOTE:
        raise InvalidInput("note", "length", maximum=str(_LONGEST_NOTE))
    way = await _way(work, pickup_point_id, delivery, payment_method, expected_total.currency)
    opened = await checkouts.locked_checkout(work, expected_total.currency)
    if opened is None:
        raise CheckoutNotStarted
    lines = await checkouts.bought_lines(work, opened.currency, locked=True)
    rates = {key: await rules.number_at(work, key) for key in ("market.fee_bps", "market.fee_tax_bps")}
    fee_version = await rules.version_at(work, "market.fee_bps")
    parts = by_stall(
        lines,
        fee_bps=rates["market.fee_bps"],
        fee_tax_bps=rates["market.fee_tax_bps"],
        tax_rounding="order" if await rules.at(work, "market.tax_rounding") == "order" else "line",
    )
    goods_minor = sum(part.total_minor for part in parts)
    total = Money(goods_minor + way.fee_minor, opened.currency)
    if total != expected_total:
        raise PriceChanged(expected_total, total)
    await _hold_again(work, opened, checkouts.wanted_of(lines))
    # Nothing has to come first for an order to be paid at pickup, or that costs nothing: its goods leave the shelf now.
    settled = payment_method == "pickup" or total.minor == 0
    if settled:
        await checkouts.sell(work, opened.id)
    await cart_commands.forget_placed(work, lines[0].line.cart_id, variant_ids=[one.line.variant_id for one in lines])
    order = _Order(ids.new(), opened, way, contact, payment_method, note.strip(), language, goods_minor, settled)
    placed = await _write(work, order, parts, rates, fee_version.id)
    work.emit(OrderPlaced(order_id=order.id))
    if settled:
        work.emit(OrderConfirmed(order_id=order.id))
    return Placed(order.id, opened.id, total, way.fee_minor, placed, settled)


async def _way(
    work: Work, pickup_point_id: UUID | None, delivery: Delivery | None, payment_method: str, currency: str
) -> _Way:
    if (pickup_point_id is None) == (delivery is None):
        raise InvalidInput("fulfilment", "pickup_or_delivery")
    if pickup_point_id is not None:
        point = await places.pickup_point(work, pickup_point_id)
        if point is None or point.state != "open":
            raise PickupPointClosed
        if payment_method == "pickup" and not point.takes_cash:
            raise PaymentNotOffered("not_taken_here")
        place = {"name": point.name, "address": point.address, "directions": point.directions, "hours": point.hours}
        return _Way("pickup", point.id, place, 0, 0)
    assert delivery is not None
    if payment_method == "pickup":
        raise PaymentNotOffered("with_delivery")
    zone = await places.zone_for(work, delivery.postcode)
    if zone is None or zone.currency != currency:
        raise NotDelivered(delivery.postcode)
    return _Way("delivery", None, delivery.plain() | {"zone": zone.name}, zone.fee_minor, zone.tax_bps)


async def _hold_again(work: Work, opened: checkouts.Open, wanted: dict[UUID, int]) -> None:
    """Held goods are taken over; what the cart gained since, or all of it after the time ran out, must be had anew."""
    expired = opened.expires_at <= await work.fresh_now()
    try:
        await checkouts.hold(work, opened.id, wanted)
    except OutOfStock:
        if expired:
            raise ReservationExpired(opened.expires_at) from None
        raise


@dataclass(frozen=True, slots=True)
class _Order:
    """What is written of an order beside its lines."""

    id: UUID
    opened: checkouts.Open
    way: _Way
    contact: Contact
    payment_method: str
    note: str
    language: str
    goods_minor: int
    settled: bool


# One statement for all rows of an order, because it takes the co-op's counter: that row is the last lock taken, and every
# other order of the co-op waits for it until the commit. So all that can be done before is done before.
_WRITE = """WITH counted AS (
    INSERT INTO order_number (cooperative_id, id, last) VALUES ($1, $1, 1)
    ON CONFLICT (cooperative_id, id) DO UPDATE SET last = order_number.last + 1 RETURNING last),
ordered AS (INSERT INTO sale_order (cooperative_id, id, number, checkout_id, person_id, agent_id, visitor_hash, contact, language, fulfilment,
        pickup_point_id, place, payment_method, state, currency, goods_minor, delivery_minor, delivery_tax_minor, total_minor, tax_minor,
        note, placed_at, settled_at, delivery_tax_bps)
    SELECT $1, $2, counted.last, $3, $4::uuid, (SELECT a.id FROM agent a WHERE a.cooperative_id = $1 AND a.person_id = $4), $5, $6, $7, $8,
        $9, $10, $11, CASE WHEN $19 THEN 'placed' ELSE 'awaiting_payment' END, $12, $13::bigint, $14::bigint, $15, $13 + $14, $16, $17,
        $18::timestamptz, CASE WHEN $19 THEN $18::timestamptz END, $58::int
    FROM counted),
parts AS (INSERT INTO seller_order (cooperative_id, id, order_id, stall_id, position, stall_name, state, currency, total_minor, tax_minor,
        fee_minor, fee_tax_minor, earning_minor, royalty_minor)
    SELECT $1, w.id, $2, w.stall, w.place, w.name, CASE WHEN $19 THEN 'to_prepare' ELSE 'waiting' END, $12, w.total, w.tax, w.fee, w.fee_tax,
        w.earning, w.royalty
    FROM unnest($20::uuid[], $21::uuid[], $22::int[], $23::text[], $24::bigint[], $25::bigint[], $26::bigint[], $27::bigint[], $28::bigint[],
        $29::bigint[]) AS w (id, stall, place, name, total, tax, fee, fee_tax, earning, royalty)),
closed AS (UPDATE checkout SET state = 'placed' WHERE cooperative_id = $1 AND id = $3)
INSERT INTO order_line (cooperative_id, id, seller_order_id, position, product_id, variant_id, stock_item_id, title, variant_title, sku,
    unit, quantity, draws, counted, price_minor, price_per, total_minor, tax_bps, tax_minor, fee_minor, fee_tax_minor, earning_minor,
    royalty_bps, royalty_minor, royalty_holder_id, royalty_purpose, currency, fee_bps, fee_tax_bps, fee_version_id)
SELECT $1, w.*, $12, $55, $56, $57 FROM unnest($30::uuid[], $31::uuid[], $32::int[], $33::uuid[], $34::uuid[], $35::uuid[], $36::text[],
    $37::text[], $38::text[], $39::text[], $40::bigint[], $41::bigint[], $42::bool[], $43::bigint[], $44::bigint[], $45::bigint[], $46::int[],
    $47::bigint[], $48::bigint[], $49::bigint[], $50::bigint[], $51::int[], $52::bigint[], $53::uuid[], $54::text[]) AS w"""


async def _write(
    work: Work, order: _Order, parts: list[Split], rates: dict[str, int], fee_version_id: UUID
) -> tuple[PlacedPart, ...]:
    placed: list[PlacedPart] = []
    lines: list[tuple[Any, ...]] = []
    sold: list[Sold] = []
    sellers: list[tuple[Any, ...]] = []
    way, language = order.way, order.language
    for position, part in enumerate(parts):
        seller_order_id = ids.new()
        placed.append(PlacedPart(seller_order_id, part.total_minor))
        first = part.lines[0].offer
        assert first is not None
        maker, fee, fee_tax, tax = (sum(values) for values in zip(*(split.parts for split in part.splits), strict=True))
        royalty = sum(split.royalty for split in part.splits)
        sellers.append(
            (seller_order_id, part.stall_id, position, Text.stored(first.stall_name).read(language),
             part.total_minor, tax, fee, fee_tax, maker - royalty, royalty)
        )  # fmt: skip
        for place_in_part, (quoted, split) in enumerate(zip(part.lines, part.splits, strict=True)):
            offer = quoted.offer
            assert offer is not None
            line_id, leave = ids.new(), offer.leave
            if leave is not None:
                sold.append(
                    Sold(
                        line_id,
                        offer.product_id,
                        leave.royalty_bps,
                        split.net,
                        split.royalty,
                        order.opened.currency,
                        leave.proof,
                    )
                )
            lines.append(
                (line_id, seller_order_id, place_in_part, offer.product_id, offer.variant_id, offer.stock_item_id,
                 Text.stored(offer.title).read(language), Text.stored(offer.variant_title).read(language), offer.sku,
                 offer.terms.unit, quoted.line.quantity, offer.terms.draws, offer.counted, offer.terms.price_minor,
                 offer.terms.price_per, split.gross, offer.tax_bps, split.tax, split.fee, split.fee_tax, split.earning,
                 leave.royalty_bps if leave else 0, split.royalty, leave.holder_id if leave else None,
                 leave.purpose if leave else "")
            )  # fmt: skip
    delivery_tax = tax_within(way.fee_minor, way.fee_tax_bps)
    tax_minor = sum(split.tax for part in parts for split in part.splits) + delivery_tax
    await work.execute(
        _WRITE,
        work.cooperative_id, order.id, order.opened.id, work.scope.person_id, work.scope.visitor_hash or b"", order.contact.plain(), language,
        way.fulfilment, way.point_id, way.place, order.payment_method, order.opened.currency, order.goods_minor, way.fee_minor, delivery_tax,
        tax_minor, order.note, work.now, order.settled, *_columns(sellers), *_columns(lines),
        rates["market.fee_bps"], rates["market.fee_tax_bps"], fee_version_id, way.fee_tax_bps,
    )  # fmt: skip
    if sold and JOINED.commons is not None:
        await JOINED.commons.sold(work, sold)
    return tuple(placed)


def _columns(rows: list[tuple[Any, ...]]) -> list[list[Any]]:
    """Rows as one array per column, for `unnest`: one statement however many rows."""
    return [list(column) for column in zip(*rows, strict=True)]
