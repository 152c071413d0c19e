"""Times, delivery and carriers, as steps that tests put together; all of it through the door."""

from typing import Any

from minga_testing.shop import PLACED, Program, Shop, fill, new_key, start

HOURS = [{"weekday": day, "opens": "10:00", "closes": "12:00"} for day in range(7)]
SLOTS = """query Slots($point: ID, $zone: ID) { slots(pickupPointId: $point, deliveryZoneId: $zone) {
  opensAt closesAt cutoffAt capacity taken isOpen isFull canBeChosen } }"""


async def slots(program: Program, point: str | None = None, zone: str | None = None) -> list[dict[str, Any]]:
    """The times of a place, soonest first."""
    found: list[dict[str, Any]] = (await program.ask(SLOTS, point=point, zone=zone))["slots"]
    return found


async def every_day(shop: Shop) -> None:
    """The shop's pickup point is open from 10 to 12 on every day."""
    coordinator = shop.by(shop.coordinator)
    points = await coordinator.ask("{ pickupPoints { id version } }")
    version = next(one["version"] for one in points["pickupPoints"] if one["id"] == shop.point)
    done = await coordinator.wish(
        "editPickupPoint(id: $id, expectedVersion: $version, name: $name, address: $address, hours: $hours)",
        "... on ChangedPlace { id }",
        id=("ID!", shop.point),
        version=("Int!", version),
        name=("[LocalTextInput!]!", [{"language": "en", "text": "The old mill"}]),
        address=("String!", "Mill lane 1"),
        hours=("[HoursInput!]!", HOURS),
    )
    assert done["__typename"] == "ChangedPlace", done


async def plan(
    shop: Shop, *, capacity: int | None = None, minutes: int | None = None, cutoff: int = 0, zone: str | None = None
) -> dict[str, Any]:
    """Buyers choose a time at the shop's pickup point (or in a zone), every day from 10 to 12."""
    if zone is None:
        await every_day(shop)
    done = await shop.by(shop.coordinator).wish(
        "planSlots(hasSlots: true, pickupPointId: $point, deliveryZoneId: $zone, slotMinutes: $minutes, capacity: $capacity, "
        "cutoffMinutes: $cutoff, hours: $hours)",
        "... on PlannedPlace { id }",
        point=("ID", None if zone else shop.point),
        zone=("ID", zone),
        minutes=("Int", minutes),
        capacity=("Int", capacity),
        cutoff=("Int!", cutoff),
        hours=("[HoursInput!]", HOURS if zone else None),
    )
    assert done["__typename"] == "PlannedPlace", done
    return done


async def zone(shop: Shop, fee: int, *postcodes: str, tax_bps: int = 2100) -> str:
    """A delivery zone."""
    done = await shop.by(shop.coordinator).wish(
        "setDeliveryZone(name: $name, fee: $fee, taxBps: $tax, postcodes: $postcodes)",
        "... on ChangedPlace { id }",
        name=("[LocalTextInput!]!", [{"language": "en", "text": "The valley"}]),
        fee=("MoneyInput!", {"minor": fee, "currency": shop.cooperative.currency}),
        tax=("Int!", tax_bps),
        postcodes=("[String!]!", list(postcodes)),
    )
    found: str = done["id"]
    return found


async def carrier(shop: Shop, fee: int, **more: Any) -> dict[str, Any]:
    """A carrier; what it answered."""
    return await shop.by(shop.coordinator).wish(
        "setCarrier(name: $name, fee: $fee, taxBps: 2100, trackingPattern: $tracking, steps: $steps, freeFrom: $free, mostGrams: $most)",
        "... on KeptCarrier { id } ... on InvalidInput { field rule }",
        name=("String!", more.get("name", "Post")),
        fee=("MoneyInput!", {"minor": fee, "currency": shop.cooperative.currency}),
        tracking=("String!", more.get("tracking", "https://post.example/t?n={number}")),
        steps=("[FeeStepInput!]", more.get("steps")),
        free=("MinorUnits", more.get("free")),
        most=("MinorUnits", more.get("most")),
    )


TO_ME = {"street": "Long lane 3", "postcode": "28013", "town": "Madrid"}


async def order_for(
    shop: Shop,
    buyer: Program,
    total: int,
    *,
    opens_at: str | None = None,
    delivery: dict[str, str] | None = None,
    carrier_id: str | None = None,
    method: str = "PICKUP",
    key: str | None = None,
    mail: str = "berta@example.org",
) -> dict[str, Any]:
    """Place what was started: at the shop's pickup point, or brought."""
    return await buyer.wish(
        "placeOrder(key: $key, expectedTotal: $total, contact: $contact, paymentMethod: $method, pickupPointId: $point, delivery: $delivery, "
        "slotOpensAt: $opens, carrierId: $carrier)",
        PLACED
        + " ... on SlotFull { opensAt nextOpensAt } ... on SlotNotOffered { reason } ... on NotCarried { mostGrams }",
        key=("String!", key or new_key()),
        total=("MoneyInput!", {"minor": total, "currency": shop.cooperative.currency}),
        contact=("BuyerInput!", {"name": "Berta", "mail": mail}),
        method=("PaymentMethod!", method),
        point=("ID", None if delivery else shop.point),
        delivery=("DeliveryInput", delivery),
        opens=("Instant", opens_at),
        carrier=("ID", carrier_id),
    )


async def buys(shop: Shop, buyer: Program, goods: Any, total: int, **more: Any) -> dict[str, Any]:
    """One of something, from an empty basket to the order."""
    await fill(buyer, (goods, 1))
    started = await start(buyer)
    assert started["__typename"] == "CheckoutStarted", started
    return await order_for(shop, buyer, total, **more)
