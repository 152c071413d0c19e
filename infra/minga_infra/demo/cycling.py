"""Order cycles of the demo co-op: one that is over and whose lists are there, one that is open, and the next, made from it."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from minga_infra.demo.deciding import Past, set_back
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.database import Database
from minga_platform.kernel.jobs import Desk
from minga_platform.kernel.money import Money
from minga_platform.kernel.work import Work
from minga_platform.market.cart import commands as cart
from minga_platform.market.cycles.amounts import CycleFee
from minga_platform.market.cycles.commands import planning, seasons
from minga_platform.market.cycles.plan import Pickup, Plan, Supply
from minga_platform.market.cycles.reactions import SWEEPS
from minga_platform.market.fulfilment.windows import next_windows, read_hours
from minga_platform.market.orders.commands import checkout
from minga_platform.market.orders.commands.getting import Wish
from minga_platform.market.orders.values import Contact
from minga_platform.market.payments.commands.place import place_order

_ZONE: Final = ZoneInfo("Europe/Madrid")
_COORDINATOR: Final = "marta"
_SEASONS: Final[Mapping[str, tuple[bool, tuple[int, ...]]]] = {
    "Rainbow chard": (True, (10, 11, 12, 1, 2, 3)),
    "Bunch of beetroot": (True, (9, 10, 11, 12, 1)),
    "Pumpkin, cut": (False, (9, 10, 11, 12)),
    "Quinces": (True, (10, 11, 12)),
    "Persimmons": (True, (10, 11, 12)),
}
"""What is sold in the cycles: whether only there, and its months."""
_NAME: Final = {
    "en": "Vegetables and fruit of the week",
    "es": "Verdura y fruta de la semana",
    "fr": "Légumes et fruits de la semaine",
    "ar": "خضار وفواكه الأسبوع",
}
_NOTE: Final = {
    "en": "Picked on Friday morning for what you ordered, and not a leaf more.",
    "es": "Se coge el viernes por la mañana lo que habéis pedido, ni una hoja más.",
    "fr": "Cueilli le vendredi matin pour vos commandes, pas une feuille de plus.",
    "ar": "يُقطف صباح الجمعة ما طلبتموه فقط، ولا ورقة زائدة.",
}
_FEES: Final = (CycleFee("transport", "of_goods", 300, 0), CycleFee("packing", "per_order", 0, 50))


async def live_through(database: Database, app: Database, cooperative_id: UUID, people: Mapping[str, UUID]) -> None:
    """The last two weeks of cycles, as the members lived them. The database's clock is back in the present afterwards."""
    past = Past(database, app, cooperative_id, people)
    await set_back(database, 10)
    goods = await _goods(past)
    for _, _, product_id, title in goods:
        only, months = _SEASONS[title]
        # Whoever coordinates may edit every stall's goods.
        await past.do(_COORDINATOR, seasons.set_selling_time, product_id=product_id, only_in_cycles=only, months=months)
    over = await past.do(
        _COORDINATOR,
        planning.save_cycle,
        cycle_id=None,
        expected_version=None,
        plan=await _plan(past, goods, repeat=None),
    )
    await _rounds(past)
    for buyer, name, wanted in (("ines", "Inés", (0, 3)), ("omar", "Omar", (1,)), ("claire", "Claire", (0, 1, 2))):
        await _order(past, over, buyer, name, [goods[place][1] for place in wanted if place < len(goods)])
    await set_back(database, 5)
    await _rounds(past)
    await set_back(database, 0)
    await past.do(
        _COORDINATOR, planning.save_cycle, cycle_id=None, expected_version=None, plan=await _plan(past, goods, repeat=7)
    )
    await _rounds(past)


async def _goods(past: Past) -> list[tuple[UUID, UUID, UUID, str]]:
    """(stall, first form, product, English title) of what the cycles sell, by title."""
    async with past.database.read(Scope(past.cooperative_id)) as work:
        rows = await work.rows(
            """SELECT p.stall_id, p.id, p.title ->> 'en' AS title, (SELECT v.id FROM variant v WHERE v.cooperative_id = p.cooperative_id
                   AND v.product_id = p.id AND v.state = 'offered' ORDER BY v.position, v.id LIMIT 1) AS variant_id
               FROM product p WHERE p.cooperative_id = $1 AND p.title ->> 'en' = ANY($2) AND p.state = 'published' ORDER BY title""",
            work.cooperative_id,
            list(_SEASONS),
        )
    return [(row["stall_id"], row["variant_id"], row["id"], row["title"]) for row in rows if row["variant_id"]]


async def _plan(past: Past, goods: list[tuple[UUID, UUID, UUID, str]], *, repeat: int | None) -> Plan:
    async with past.database.read(Scope(past.cooperative_id)) as work:
        now = work.now
        points = await work.rows(
            "SELECT id, hours FROM pickup_point WHERE cooperative_id = $1 AND state = 'open' ORDER BY position",
            work.cooperative_id,
        )
    today = now.astimezone(_ZONE).date()

    def at(days: int, hour: int) -> datetime:
        return datetime.combine(today + timedelta(days=days), time(hour), _ZONE)

    def fetched(point_id: UUID, hours: list[dict[str, object]]) -> Pickup:
        """When the place is open anyway, so that who buys other things there comes once."""
        opening = next_windows(read_hours(hours), at(5, 12), str(_ZONE), 1)
        return (
            Pickup(point_id, opening[0].opens, opening[0].closes) if opening else Pickup(point_id, at(5, 17), at(5, 20))
        )

    by_stall: dict[UUID, list[UUID]] = {}
    for stall_id, variant_id, _, _ in goods:
        by_stall.setdefault(stall_id, []).append(variant_id)
    return Plan(
        name=_NAME,
        note=_NOTE,
        opens_at=at(-1, 8),
        closes_at=at(4, 20),
        repeat_days=repeat,
        fees=_FEES,
        supplies=tuple(
            Supply(stall_id, tuple(variants), at(5, 8), at(5, 10), "En cajas verdes, con el nombre del puesto.")
            for stall_id, variants in by_stall.items()
        ),
        pickups=tuple(fetched(row["id"], row["hours"]) for row in points),
    )


async def _order(past: Past, cycle_id: UUID, buyer: str, name: str, variants: list[UUID]) -> None:
    """Somebody orders ten times the smallest quantity of each, to be paid when it is fetched: some buyers have a minimum."""
    person_id = past.people[buyer]
    async with past.database.read(Scope(past.cooperative_id, person_id)) as work:
        rows = {
            row["id"]: row
            for row in await work.rows(
                "SELECT id, least, price_minor, price_per FROM variant WHERE cooperative_id = $1 AND id = ANY($2)",
                work.cooperative_id, variants,
            )
        }  # fmt: skip
        point = await work.value(
            "SELECT pickup_point_id FROM cycle_pickup WHERE cooperative_id = $1 AND cycle_id = $2 ORDER BY id LIMIT 1",
            work.cooperative_id, cycle_id,
        )  # fmt: skip
    for variant_id in variants:
        await past.by(buyer, cart.add, variant_id=variant_id, quantity=rows[variant_id]["least"] * 10)
    await past.by(buyer, checkout.start_checkout, cycle_id=cycle_id)

    async def total(work: Work) -> Money:
        lines = await checkout.bought_lines(work, None, cycle_id=cycle_id)
        return Money(sum(line.total_minor + line.deposit_minor for line in lines), "EUR")

    expected = await past.app.run(
        Scope(past.cooperative_id, person_id), Actor(by_person_id=person_id, for_person_id=person_id), total
    )
    await past.by(
        buyer, place_order, expected_total=expected, contact=Contact(name, f"{buyer}@example.org"), wish=Wish(point, None),
        payment_method="pickup", note="", language="es", cycle_id=cycle_id,
    )  # fmt: skip


async def _rounds(past: Past) -> None:
    for sweep in SWEEPS:
        await sweep.run(Desk(past.database, {}, sweep.name, past.cooperative_id))
