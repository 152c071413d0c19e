"""How the goods of an order reach its buyer: fetched at a place and time, brought by the co-op, or sent with a carrier."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from minga_platform.kernel.errors import InvalidInput, InvalidTransition, NotFound
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.fulfilment import queries as places
from minga_platform.market.fulfilment import slots
from minga_platform.market.fulfilment.amounts import grams
from minga_platform.market.fulfilment.errors import NotCarried, NotDelivered, PickupPointClosed, SlotNotOffered
from minga_platform.market.orders import queries
from minga_platform.market.orders.commands.settle import locked
from minga_platform.market.orders.errors import PaymentNotOffered
from minga_platform.market.orders.quoting import QuotedLine
from minga_platform.market.orders.values import Delivery
from minga_platform.membership import access


@dataclass(frozen=True, slots=True)
class Wish:
    """What the buyer chose: a pickup point or an address; with an address perhaps a carrier; perhaps a time."""

    pickup_point_id: UUID | None
    delivery: Delivery | None
    slot_opens_at: datetime | None = None
    carrier_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """How the goods reach the buyer, as frozen on the order. The fee is known once the goods are: `priced`."""

    fulfilment: str
    point_id: UUID | None
    place: dict[str, Any]
    fee_tax_bps: int = 0
    fee_minor: int = 0
    slot_id: UUID | None = None
    carrier_id: UUID | None = None
    tariff: places.DeliveryZone | places.Carrier | None = field(default=None, repr=False)
    standard: places.DeliveryZone | None = field(default=None, repr=False)
    """What bringing it the plainest way would have cost: what the law gives back with everything else."""

    def priced(self, lines: list[QuotedLine]) -> "Way":
        """With the fee for these goods at their full price: a discount makes no parcel lighter. Refuses: NotCarried."""
        if self.tariff is None:
            return self
        goods_minor, weight = value_of(lines), weight_of(lines)
        if isinstance(self.tariff, places.Carrier) and not self.tariff.takes(weight):
            raise NotCarried(self.tariff.most_grams)
        fee = self.tariff.fee(goods_minor, weight)
        kept = self.place
        if self.standard is not None:
            kept = kept | {"standard_fee_minor": min(fee, self.standard.fee(goods_minor, weight))}
        return replace(self, fee_minor=fee, place=kept)


NOWHERE = Way("pickup", None, {})
"""Of an order that nobody fetches and nobody brings: a gift voucher is a code on a page."""


def value_of(lines: list[QuotedLine]) -> int:
    """Minor units of these lines with their deposits, before any discount; a gift voucher is in no parcel."""
    return sum(one.total_minor + one.deposit_minor for one in lines if not one.is_voucher)


def weight_of(lines: list[QuotedLine]) -> int:
    """Grams of these lines, pieces by what their maker says that one weighs."""
    return sum(
        grams(one.offer.terms.unit, one.line.quantity, one.offer.weight_grams)
        for one in lines
        if one.offer is not None and not one.is_voucher
    )


async def choose(work: Work, wish: Wish, *, payment_method: str, currency: str, in_cycle: bool = False) -> Way:
    """The way of an order about to be placed; its slot is locked. `in_cycle`: the cycle's own fetching time stands where no slot is chosen.

    Refuses: InvalidInput, PickupPointClosed, NotDelivered, NotCarried, PaymentNotOffered, SlotNotOffered, SlotFull.
    """
    if wish.pickup_point_id is None and wish.delivery is None:
        # Only what needs no way has none: `place` looks at the goods.
        return NOWHERE
    if wish.pickup_point_id is not None and wish.delivery is not None:
        raise InvalidInput("fulfilment", "pickup_or_delivery")
    if wish.pickup_point_id is not None:
        return await _fetched(work, wish, payment_method, in_cycle=in_cycle)
    assert wish.delivery is not None
    if payment_method == "pickup":
        raise PaymentNotOffered("with_delivery")
    zone = await places.zone_for(work, wish.delivery.postcode)
    if wish.carrier_id is not None:
        return await _sent(work, wish, wish.carrier_id, zone, currency)
    if zone is None or zone.currency != currency:
        raise NotDelivered(wish.delivery.postcode)
    way = Way("delivery", None, wish.delivery.plain() | {"zone": zone.name}, zone.tax_bps, tariff=zone)
    if not zone.has_slots or (in_cycle and wish.slot_opens_at is None):
        return way
    return _at(way, await slots.take(work, "delivery_zone", zone.id, wish.slot_opens_at))


async def _fetched(work: Work, wish: Wish, payment_method: str, *, in_cycle: bool) -> Way:
    assert wish.pickup_point_id is not None
    point = await places.pickup_point(work, wish.pickup_point_id)
    if point is None or point.state != "open":
        raise PickupPointClosed
    if payment_method == "pickup" and not point.takes_cash:
        raise PaymentNotOffered("not_taken_here")
    place = {"name": point.name, "address": point.address, "directions": point.directions, "hours": point.hours}
    way = Way("pickup", point.id, place)
    if not point.has_slots or (in_cycle and wish.slot_opens_at is None):
        return way
    return _at(way, await slots.take(work, "pickup_point", point.id, wish.slot_opens_at))


async def _sent(work: Work, wish: Wish, carrier_id: UUID, zone: places.DeliveryZone | None, currency: str) -> Way:
    carrier = await places.carrier(work, carrier_id)
    assert wish.delivery is not None
    if carrier is None or carrier.state != "open" or carrier.currency != currency:
        raise NotCarried(None)
    kept = {"carrier": {"name": carrier.name, "tracking": carrier.tracking_pattern}}
    return Way(
        "delivery",
        None,
        wish.delivery.plain() | kept,
        carrier.tax_bps,
        carrier_id=carrier.id,
        tariff=carrier,
        standard=zone,
    )


def _at(way: Way, taken: slots.Taken | None) -> Way:
    return way if taken is None else replace(way, slot_id=taken.id, place=way.place | {"slot": taken.plain()})


def fits(slot: Mapping[str, str], cycle: Mapping[str, Any] | None) -> bool:
    """Whether a time (`{opens, closes}`) lies within those at which a cycle's goods are fetched (`{windows}`, as an order's place
    keeps them); any time does where there is no cycle. Pure."""
    if cycle is None:
        return True
    opens, closes = (datetime.fromisoformat(slot[name]) for name in ("opens", "closes"))
    windows = [tuple(datetime.fromisoformat(one[name]) for name in ("opens", "closes")) for one in cycle["windows"]]
    return any(begins <= opens and closes <= ends for begins, ends in windows)


async def attach(work: Work, order_id: UUID, way: Way) -> None:
    """Note an order's slot and carrier, where it has one: the slot counts it from here on."""
    if way.slot_id is not None or way.carrier_id is not None:
        await work.execute(
            "UPDATE sale_order SET slot_id = $3, carrier_id = $4 WHERE cooperative_id = $1 AND id = $2",
            work.cooperative_id, order_id, way.slot_id, way.carrier_id,
        )  # fmt: skip


async def change_slot(work: Work, viewer: Viewer, *, order_id: UUID, opens_at: datetime, follows: bool = False) -> UUID:
    """The buyer comes (or is visited) at another time of the same place; the co-op may change it for her (`pickup_points.edit`).
    Until the cut-off of the time she had; from one that does not take place, always.

    `follows`: the asker showed the order's link. Refuses: NotFound, InvalidTransition, SlotNotOffered, SlotFull.
    """
    buyer = follows or await queries.own(work, viewer, order_id) is not None
    if not buyer and not await access.may(work, viewer, "pickup_points.edit"):
        raise NotFound
    order = await locked(work, order_id)
    if order["state"] not in ("awaiting_payment", "placed"):
        raise InvalidTransition(order["state"])
    before = await work.row(
        """SELECT s.*, coalesce(p.cutoff_minutes, z.cutoff_minutes) AS cutoff_minutes FROM slot s
        LEFT JOIN pickup_point p ON p.cooperative_id = s.cooperative_id AND p.id = s.pickup_point_id
        LEFT JOIN delivery_zone z ON z.cooperative_id = s.cooperative_id AND z.id = s.delivery_zone_id
        WHERE s.cooperative_id = $1 AND s.id = $2""",
        work.cooperative_id, order["slot_id"],
    )  # fmt: skip
    if before is None:
        raise SlotNotOffered("unknown")
    if before["opens_at"] == opens_at:
        return order_id
    if (
        before["state"] == "open"
        and before["opens_at"] - timedelta(minutes=before["cutoff_minutes"]) <= await work.fresh_now()
    ):
        raise SlotNotOffered("too_late")
    kind: slots.Kind = "pickup_point" if before["pickup_point_id"] else "delivery_zone"
    taken = await slots.take(work, kind, before[f"{kind}_id"], opens_at)
    if taken is None or not fits(taken.plain(), order["place"].get("cycle")):
        raise SlotNotOffered("unknown")
    await work.execute(
        "UPDATE sale_order SET slot_id = $3, place = $4 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, order_id, taken.id, order["place"] | {"slot": taken.plain()},
    )  # fmt: skip
    return order_id
