"""Produce of the demo co-op: cheese that is weighed, honey in jars that come back, lots, and flour bought by the case."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from minga_infra.demo.deciding import Past
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.database import Database
from minga_platform.kernel.money import Money
from minga_platform.kernel.work import Work
from minga_platform.market.cart import commands as cart
from minga_platform.market.catalog.commands import products, variants
from minga_platform.market.orders.commands import checkout, prepare
from minga_platform.market.orders.commands.getting import Wish
from minga_platform.market.orders.values import Contact
from minga_platform.market.payments.commands.place import place_order
from minga_platform.market.produce.containers import commands as containers
from minga_platform.market.produce.group_purchase import commands as together
from minga_platform.market.produce.lots import commands as lots
from minga_platform.market.produce.weights import commands as weights

_COORDINATOR: Final = "marta"
_WEIGHED: Final = ("Cured goat's cheese", "Semi-cured cheese")
_IN_JARS: Final = ("Rosemary honey", "Oak honeydew")
_JAR: Final = {"en": "Honey jar", "es": "Tarro de miel", "fr": "Pot à miel", "ar": "مرطبان عسل"}
_MILL: Final = {
    "en": "Old Mill of Ademuz",
    "es": "Molino Viejo de Ademuz",
    "fr": "Vieux moulin d'Ademuz",
    "ar": "طاحونة أديموز",
}
_FLOUR: Final = {"en": "Spelt flour", "es": "Harina de espelta", "fr": "Farine d'épeautre", "ar": "طحين الحنطة"}
_SACKS: Final = {
    "en": "Stone-ground, in sacks of ten kilos.",
    "es": "Molida a la piedra, en sacos de diez kilos.",
    "fr": "Moulue à la meule, en sacs de dix kilos.",
    "ar": "مطحونة بالحجر، في أكياس من عشرة كيلوغرامات.",
}


async def live_through(database: Database, app: Database, cooperative_id: UUID, people: Mapping[str, UUID]) -> None:
    """What stands in the market today: offered, ordered, weighed, and asked for together."""
    past = Past(database, app, cooperative_id, people)
    cheeses = await _goods(past, _WEIGHED)
    for one in cheeses:
        await past.do(
            _COORDINATOR,
            variants.edit_variant,
            variant_id=one["id"],
            expected_version=one["version"],
            changes={"weighed": True},
        )
    jar = await past.do(_COORDINATOR, containers.add_container, name=_JAR, deposit=Money(50, "EUR"))
    for one in await _goods(past, _IN_JARS):
        changes = {"container_id": jar, "container_holds": one["least"]}
        await past.do(
            _COORDINATOR, variants.edit_variant, variant_id=one["id"], expected_version=one["version"], changes=changes
        )
    if cheeses:
        await _cheese(past, cheeses[0])
    await _flour(past)


async def _goods(past: Past, titles: tuple[str, ...]) -> list[Any]:
    """The first form of each, by title."""
    async with past.database.read(Scope(past.cooperative_id)) as work:
        rows = await work.rows(
            """SELECT DISTINCT ON (p.id) v.id, v.version, v.unit, v.least, v.stock_item_id, p.stall_id FROM variant v
            JOIN product p ON p.cooperative_id = v.cooperative_id AND p.id = v.product_id
            WHERE v.cooperative_id = $1 AND p.title ->> 'en' = ANY($2) AND v.state = 'offered' AND p.state = 'published'
            ORDER BY p.id, v.position, v.id""",
            work.cooperative_id,
            list(titles),
        )
    return list(rows)


async def _today(past: Past) -> date:
    async with past.database.read(Scope(past.cooperative_id)) as work:
        return work.now.date()


async def _cheese(past: Past, cheese: Any) -> None:
    """A lot of two producers, and two orders of it: one weighed, one that waits for the scales."""
    today = await _today(past)
    await past.do(
        _COORDINATOR, lots.open_lot, stock_item_id=cheese["stock_item_id"], code=f"Q-{today:%y%m%d}",
        sources=[lots.Source("El Hontanar", 6000), lots.Source("Cabras de la Umbría", 4000, "received")],
        harvested_on=today - timedelta(days=60), expires_on=today + timedelta(days=120),
    )  # fmt: skip
    for buyer, name, portions in (("ines", "Inés", 2), ("claire", "Claire", 3)):
        line = await _order(past, buyer, name, cheese["id"], cheese["least"] * portions)
        if buyer == "ines":
            packed = line["wished"] - line["wished"] // 12
            await past.do(
                _COORDINATOR, weights.weigh, order_line_id=line["id"], packed=packed, reason="El final del queso"
            )
            await past.do(_COORDINATOR, prepare.mark_ready, seller_order_id=line["seller_order_id"])


async def _order(past: Past, buyer: str, name: str, variant_id: UUID, quantity: int) -> Any:
    """Somebody orders, to be paid when it is fetched; the line."""
    person_id = past.people[buyer]
    await past.by(buyer, cart.add, variant_id=variant_id, quantity=quantity)
    await past.by(buyer, checkout.start_checkout)

    async def total(work: Work) -> Money:
        lines = await checkout.bought_lines(work, None)
        return Money(sum(line.total_minor + line.deposit_minor for line in lines), "EUR")

    actor = Actor(by_person_id=person_id, for_person_id=person_id)
    expected = await past.app.run(Scope(past.cooperative_id, person_id), actor, total)
    placed = await past.by(
        buyer, place_order, expected_total=expected, contact=Contact(name, f"{buyer}@example.org"),
        wish=Wish(await _point(past), None), payment_method="pickup", note="", language="es",
    )  # fmt: skip
    async with past.database.read(Scope(past.cooperative_id)) as work:
        return await work.row(
            "SELECT l.id, l.wished, l.seller_order_id FROM order_line l JOIN seller_order s ON s.cooperative_id = l.cooperative_id "
            "AND s.id = l.seller_order_id WHERE l.cooperative_id = $1 AND s.order_id = $2 AND l.wished IS NOT NULL LIMIT 1",
            work.cooperative_id, placed.order_id,
        )  # fmt: skip


async def _point(past: Past) -> UUID:
    async with past.database.read(Scope(past.cooperative_id)) as work:
        found: UUID = await work.value(
            "SELECT id FROM pickup_point WHERE cooperative_id = $1 AND state = 'open' ORDER BY position LIMIT 1",
            work.cooperative_id,
        )
    return found


async def _flour(past: Past) -> None:
    """A supplier from outside, and a purchase in the open cycle that is two kilos short of its second sack."""
    stall = await past.do(_COORDINATOR, together.open_supplier, name=_MILL, place="Ademuz")
    product = await past.do(
        _COORDINATOR,
        products.add_product,
        stall_id=stall,
        fields={"title": _FLOUR, "description": _SACKS, "tax_bps": 400},
    )
    variant = await past.do(
        _COORDINATOR, variants.add_variant, product_id=product,
        fields={"unit": "g", "step": 500, "least": 500, "price_minor": 210, "price_per": 1000}, on_hand=0,
    )  # fmt: skip
    async with past.database.read(Scope(past.cooperative_id)) as work:
        open_cycle = await work.row(
            """SELECT c.id, p.pickup_point_id FROM order_cycle c
            JOIN cycle_pickup p ON p.cooperative_id = c.cooperative_id AND p.cycle_id = c.id
            WHERE c.cooperative_id = $1 AND c.cancelled_at IS NULL AND c.opens_at <= $2 AND c.closes_at > $2 ORDER BY c.closes_at, p.id LIMIT 1""",
            work.cooperative_id,
            work.now,
        )
    assert open_cycle is not None, "the demo lives through its cycles first"
    purchase = await past.do(
        _COORDINATOR, together.open_purchase, variant_id=variant, pickup_point_id=open_cycle["pickup_point_id"], case_size=10_000,
        least_cases=2, cycle_id=open_cycle["id"], note="El molino trae los sacos con el reparto.",
    )  # fmt: skip
    for member, quantity, tolerance in (("ines", 6000, 2000), ("omar", 5000, 0), ("claire", 4000, 1000)):
        await past.do(member, together.ask, purchase_id=purchase, quantity=quantity, tolerance=tolerance)
