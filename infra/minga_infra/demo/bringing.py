"""Times at the old station, a carrier, delivery fees by value, and something that comes back: what the demo co-op shows of getting goods."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from minga_infra.demo.deciding import Past, set_back
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.database import Database
from minga_platform.kernel.money import Money
from minga_platform.kernel.work import Work
from minga_platform.market.cart import commands as cart
from minga_platform.market.fulfilment import carriers, planning, slots
from minga_platform.market.orders.commands import checkout
from minga_platform.market.orders.commands.getting import Wish
from minga_platform.market.orders.values import Contact
from minga_platform.market.payments.commands.hand_over import hand_over
from minga_platform.market.payments.commands.place import PlacedOrder, place_order
from minga_platform.market.returns.commands import declaring

_COORDINATOR: Final = "marta"
_ZONE: Final = "Europe/Madrid"
_EUROS: Final = "EUR"
_ABOUT: Final = {
    "en": "Two or three working days; small things that do not spoil.",
    "es": "Dos o tres días laborables; cosas pequeñas que no se estropean.",
    "fr": "Deux ou trois jours ouvrables ; de petites choses qui ne s'abîment pas.",
    "ar": "يومان أو ثلاثة أيام عمل؛ لأشياء صغيرة لا تفسد.",
}


async def live_through(database: Database, app: Database, cooperative_id: UUID, people: Mapping[str, UUID]) -> None:
    """A withdrawal that is under way, and times for the coming weeks. The database's clock is back in the present afterwards."""
    past = Past(database, app, cooperative_id, people)
    async with database.read(Scope(cooperative_id)) as work:
        points = await work.rows(
            "SELECT id FROM pickup_point WHERE cooperative_id = $1 ORDER BY position", cooperative_id
        )
        zone_id = await work.value(
            "SELECT id FROM delivery_zone WHERE cooperative_id = $1 ORDER BY position", cooperative_id
        )
        goods = await work.row(
            "SELECT v.id, v.price_minor FROM variant v JOIN product p ON p.cooperative_id = v.cooperative_id AND p.id = v.product_id "
            "JOIN stock_item s ON s.cooperative_id = v.cooperative_id AND s.id = v.stock_item_id WHERE v.cooperative_id = $1 "
            "AND p.state = 'published' AND v.state = 'offered' AND v.unit = 'piece' AND v.least = 1 AND s.counted AND s.on_hand - s.held > 3 "
            "AND NOT p.only_in_cycles AND NOT p.is_one_off AND NOT p.asks_commons AND p.no_withdrawal = '' "
            "AND v.container_id IS NULL ORDER BY v.price_minor DESC, v.id LIMIT 1",
            cooperative_id,
        )  # fmt: skip
    market, station = points[0]["id"], points[-1]["id"]
    if goods is not None:
        await set_back(database, 9)
        bought = await _buy(past, "ines", "Inés", goods["id"], market, None)
        await _fetched(past, bought)
        await set_back(database, 2)
        await past.by(
            "ines",
            declaring.declare_withdrawal,
            order_id=bought,
            lines=None,
            name="Inés",
            reason="No me va con la mesa.",
        )
        await set_back(database, 0)
    await past.do(
        _COORDINATOR, planning.plan_slots, kind="pickup_point", place_id=station, has_slots=True, slot_minutes=30, capacity=8,
        cutoff_minutes=720,
    )  # fmt: skip
    await past.do(
        _COORDINATOR, carriers.set_carrier, carrier_id=None, name="Correos", about=_ABOUT,
        tracking_pattern="https://www.correos.es/es/es/herramientas/localizador/envios/detalle?tracking-number={number}",
        fee=Money(490, _EUROS), steps=[{"from": 1000, "fee_minor": 650}, {"from": 5000, "fee_minor": 1100}], free_from=9000,
        most_grams=20_000, tax_bps=2100, is_open=True,
    )  # fmt: skip
    if zone_id is not None:
        await past.do(
            _COORDINATOR, carriers.set_delivery_fees, zone_id=zone_id, basis="value", steps=[{"from": 3000, "fee_minor": 200}], free_from=6000
        )  # fmt: skip
    await _times(past, station, goods["id"] if goods is not None else None)


async def _times(past: Past, station: UUID, variant_id: UUID | None) -> None:
    """Somebody comes at the first free time; a Saturday in two weeks is closed."""
    async with past.database.read(Scope(past.cooperative_id)) as work:
        offered = (await slots.offered(work, "pickup_point", [station], zone=_ZONE)).get(station, [])
        free = next((one for one in offered if one.is_free(work.now)), None)
        today = work.now.astimezone(ZoneInfo(_ZONE)).date()
    if free is not None and variant_id is not None:
        await _buy(past, "claire", "Claire", variant_id, station, free)
    saturday = today + timedelta(days=7 + (5 - today.weekday()) % 7)
    await past.do(
        _COORDINATOR, planning.set_exception, kind="pickup_point", place_id=station, day=saturday, hours=[], note="Fiesta del pueblo"
    )  # fmt: skip


async def _buy(past: Past, buyer: str, name: str, variant_id: UUID, point: UUID, slot: slots.Slot | None) -> UUID:
    """One of something, to be paid when it is fetched; the order."""
    person_id = past.people[buyer]
    await past.by(buyer, cart.add, variant_id=variant_id, quantity=1)
    await past.by(buyer, checkout.start_checkout)

    async def total(work: Work) -> Money:
        lines = await checkout.bought_lines(work, None)
        return Money(sum(line.total_minor + line.deposit_minor for line in lines), _EUROS)

    actor = Actor(by_person_id=person_id, for_person_id=person_id)
    expected = await past.app.run(Scope(past.cooperative_id, person_id), actor, total)
    placed: PlacedOrder = await past.by(
        buyer, place_order, expected_total=expected, contact=Contact(name, f"{buyer}@example.org"),
        wish=Wish(point, None, slot.opens_at if slot else None), payment_method="pickup", note="", language="es",
    )  # fmt: skip
    return placed.order_id


async def _fetched(past: Past, order_id: UUID) -> None:
    """All of it was handed over and paid in cash."""
    async with past.database.read(Scope(past.cooperative_id)) as work:
        parts = await work.rows(
            "SELECT id, total_minor FROM seller_order WHERE cooperative_id = $1 AND order_id = $2",
            work.cooperative_id,
            order_id,
        )
    for part in parts:
        await past.do(
            _COORDINATOR, hand_over, seller_order_id=part["id"], cash_received=Money(part["total_minor"], _EUROS)
        )
