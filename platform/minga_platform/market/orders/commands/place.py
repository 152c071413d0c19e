"""Placing: a started checkout becomes an order and hands its reservation over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput
from minga_platform.kernel.money import Money
from minga_platform.kernel.work import Work
from minga_platform.market.cart import commands as cart_commands
from minga_platform.market.catalog.errors import OutOfStock
from minga_platform.market.credit import selling
from minga_platform.market.credit import spending as storing
from minga_platform.market.discounts.errors import CodeNotTaken
from minga_platform.market.making import promising
from minga_platform.market.orders.commands import checkout as checkouts
from minga_platform.market.orders.commands import cycling, getting, means, reducing
from minga_platform.market.orders.commands.writing import NewOrder, PlacedPart, write
from minga_platform.market.orders.errors import CheckoutNotStarted, PaymentNotOffered, PriceChanged, ReservationExpired
from minga_platform.market.orders.events import OrderConfirmed, OrderPlaced
from minga_platform.market.orders.quoting import QuotedLine, by_stall
from minga_platform.market.orders.states import PAID_AFTER
from minga_platform.market.orders.values import Contact
from minga_platform.market.trade.errors import OrderTooSmall
from minga_platform.rules import queries as rules

_LONGEST_NOTE = 1000


@dataclass(frozen=True, slots=True)
class Placed:
    """The order that came to be. `delivery_minor` is the co-op's own part of the total."""

    order_id: UUID
    checkout_id: UUID
    total: Money
    delivery_minor: int
    parts: tuple[PlacedPart, ...]
    settled: bool
    """Nothing has to come before the stalls begin: it is paid at pickup or later, or nothing more is to be paid."""
    stored: storing.Plan = ()
    """What of it a voucher and store credit pay."""


async def place(
    work: Work,
    *,
    expected_total: Money,
    contact: Contact,
    wish: getting.Wish,
    payment_method: str,
    note: str,
    language: str,
    cycle_id: UUID | None = None,
    seen_promises: Mapping[UUID, date] | None = None,
    sealing: str = "",
) -> Placed:
    """Turn the asker's started checkout in the unit's co-op into an order and take over its reservation.

    Amounts: minor units, tax included. The total must be the one the buyer saw. `cycle_id`: what is ordered in that cycle,
    reserved only now; without it all the rest.
    Refuses: InvalidInput, PickupPointClosed, NotDelivered, NotCarried, PaymentNotOffered, SlotNotOffered, SlotFull, CheckoutNotStarted, CycleClosed, CartEmpty,
    MixedCurrencies, PriceChanged, ReservationExpired, OutOfStock, MakingFull, PromiseMoved, in this order.
    A gift voucher is paid before it is good, and not with another one: PaymentNotOffered, CodeNotTaken, NoLegalBasis; `sealing` makes its code.
    `seen_promises`: variant made to order → the day by which the buyer was told it would be ready.
    Announces: OrderPlaced; OrderConfirmed for an order that waits for no money.
    """
    if len(note) > _LONGEST_NOTE:
        raise InvalidInput("note", "length", maximum=str(_LONGEST_NOTE))
    currency, in_cycle = expected_total.currency, cycle_id is not None
    way = await getting.choose(work, wish, payment_method=payment_method, currency=currency, in_cycle=in_cycle)
    opened = await checkouts.locked_checkout(work, expected_total.currency, cycle_id)
    if opened is None:
        raise CheckoutNotStarted
    admission = None
    if cycle_id is not None:
        admission, kept = await cycling.enter(
            work, cycle_id, begun_at=opened.started_at, pickup_point_id=way.point_id, slot=way.place.get("slot")
        )
        way = replace(way, place=way.place | kept)
    lines = await checkouts.bought_lines(work, opened.currency, cycle_id=cycle_id, admitted=True, locked=True)
    gifts = [one for one in lines if one.is_voucher]
    if way is getting.NOWHERE and len(gifts) < len(lines):
        raise InvalidInput("fulfilment", "pickup_or_delivery")
    if gifts:
        await _sold_ahead(work, gifts, payment_method, voucher_id=opened.voucher_id)
    way = way.priced(lines)
    rates = {key: await rules.number_at(work, key) for key in ("market.fee_bps", "market.fee_tax_bps")}
    if opened.discount_id is not None:
        lines = await reducing.reduced(work, opened.discount_id, lines, rates)
    fee_version = await rules.version_at(work, "market.fee_bps")
    parts = by_stall(
        lines,
        fee_bps=rates["market.fee_bps"],
        fee_tax_bps=rates["market.fee_tax_bps"],
        tax_rounding="order" if await rules.at(work, "market.tax_rounding") == "order" else "line",
    )
    if admission is not None:
        parts = await cycling.levied(work, admission, parts, fee_tax_bps=rates["market.fee_tax_bps"])
    goods_minor = sum(part.total_minor for part in parts)
    _enough(lines, goods_minor, opened.currency)
    total = Money(goods_minor + way.fee_minor, opened.currency)
    if total != expected_total:
        raise PriceChanged(expected_total, total)
    await _hold_again(work, opened, lines)
    made = [
        promising.Wish(one.line.variant_id, one.line.quantity)
        for one in lines
        if one.offer and not one.offer.counted and not one.is_voucher
    ]
    promised = await promising.promise(work, made, seen_promises)
    stored: storing.Plan = ()
    if opened.voucher_id is not None or opened.credit_minor or opened.earnings_minor:
        stored = await storing.planned(
            work,
            total,
            voucher_id=opened.voucher_id,
            credit_minor=opened.credit_minor,
            person_id=work.scope.person_id,
            earnings=await means.earnings_of(work, opened),
        )
    # Nothing has to come first for an order to be paid at pickup or on an invoice, or that costs nothing more: its goods leave the
    # shelf now.
    settled = payment_method in PAID_AFTER or total.minor == storing.total_of(stored)
    if settled:
        await checkouts.sell(work, opened.id)
    await cart_commands.forget_placed(work, lines[0].line.cart_id, variant_ids=[one.line.variant_id for one in lines])
    order = NewOrder(
        ids.new(), opened, way, contact, payment_method, note.strip(), language, goods_minor, settled, cycle_id
    )
    wanted = [
        selling.Gift(Money(one.total_minor, opened.currency), one.line.gift_for, one.line.gift_message) for one in gifts
    ]
    made_for = dict(zip((one.line.id for one in gifts), await selling.expect(work, wanted, sealing), strict=True))
    placed = await write(work, order, parts, rates, fee_version.id, vouchers=made_for)
    if opened.discount_id is not None:
        await reducing.note(work, opened.discount_id, order.id, opened.currency, lines)
    await promising.keep(work, order.id, promised)
    work.emit(OrderPlaced(order_id=order.id))
    if settled:
        work.emit(OrderConfirmed(order_id=order.id))
    return Placed(order.id, opened.id, total, way.fee_minor, placed, settled, stored)


async def _sold_ahead(work: Work, gifts: Sequence[QuotedLine], payment_method: str, *, voucher_id: UUID | None) -> None:
    if payment_method in PAID_AFTER:
        raise PaymentNotOffered("voucher")
    if voucher_id is not None:
        raise CodeNotTaken("for_voucher")
    for one in gifts:
        assert one.offer is not None
        await selling.shelf(work, Money(one.total_minor, one.offer.currency))


def _enough(lines: Sequence[QuotedLine], goods_minor: int, currency: str) -> None:
    least = max((one.offer.trade.least_order_minor for one in lines if one.offer and one.offer.trade), default=0)
    if goods_minor < least:
        raise OrderTooSmall(Money(least, currency))


async def _hold_again(work: Work, opened: checkouts.Open, lines: list[QuotedLine]) -> None:
    """Held goods are taken over; what the cart gained since, or all of it after the time ran out, must be had anew."""
    expired = opened.expires_at <= await work.fresh_now()
    try:
        await checkouts.hold(work, opened.id, lines)
    except OutOfStock as short:
        if expired:
            raise ReservationExpired(opened.expires_at, short.goods) from None
        raise
