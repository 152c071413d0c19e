"""How long it takes to end an order cycle and to make all its lists: what each stall brings, what each order gets, who fetches where.

The orders are placed by the very commands that buyers' requests run, so that they are what orders are. What is measured is
the round that ends the cycle and tells its producers, and then the lists of the whole cycle through the door, several times:
memory must not grow with how often somebody prints them.
"""

import gc
import os
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import uvloop

from minga_graphql.door import Door
from minga_graphql.services import Services
from minga_infra.bench.measuring import memory_megabytes
from minga_infra.bench.running import database_of_its_own
from minga_infra.founding.found import Founding, found
from minga_platform.kernel import cooperatives, ids
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.database import Database
from minga_platform.kernel.jobs import Desk
from minga_platform.kernel.keyring import Keyring
from minga_platform.kernel.money import Money
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.cart import commands as cart
from minga_platform.market.catalog.commands import products, stalls, variants
from minga_platform.market.cycles.amounts import CycleFee
from minga_platform.market.cycles.commands import planning
from minga_platform.market.cycles.plan import Pickup, Plan, Supply
from minga_platform.market.cycles.reactions import SWEEPS
from minga_platform.market.fulfilment import commands as fulfilment
from minga_platform.market.orders.commands import checkout
from minga_platform.market.orders.commands.getting import Wish
from minga_platform.market.orders.values import Contact
from minga_platform.market.payments.commands.place import place_order
from minga_platform.membership.commands import members, roles

_ACTOR = Actor(system="bench")
_STALLS, _GOODS, _LINES, _TIMES = 20, 5, 4, 5
_PRICE = 250
_LISTS = """query Lists($cycle: ID!) { handoverLists(cycleId: $cycle) { lines total { minor } cash { minor }
    picks { stallName total { minor } items { title orders quantity { base } total { minor } } }
    packs { orderNumber buyerName placeName total { minor } lines { title stallName quantity { base } total { minor } } }
    runs { name lines orderIds total { minor } } } }"""


@dataclass(frozen=True, slots=True)
class Report:
    """What was measured: seconds, and megabytes of this process after the first and the last making of the lists."""

    orders: int
    lines: int
    place_seconds: float
    end_seconds: float
    lists_seconds: float
    first_mb: float
    last_mb: float
    agree: bool
    """Whether the three lists come to the same sum, and it is what was ordered."""

    def plain(self) -> dict[str, Any]:
        """For a file."""
        return asdict(self)


def run(folder: Path, *, orders: int, tell: Callable[[str], None]) -> Report:
    """Fill a database of its own with one cycle, end it, and make its lists a few times."""
    with database_of_its_own(folder, tell) as (addresses, _, _):
        return uvloop.run(_measure(addresses, orders, tell))


async def _measure(addresses: dict[str, str], orders: int, tell: Callable[[str], None]) -> Report:
    from minga_infra.main import join_features

    join_features()
    worker = await Database.connect(addresses["WORKER_DATABASE_URL"], largest=2, application="minga bench")
    app = await Database.connect(addresses["DATABASE_URL"], largest=2, application="minga bench")
    try:
        here, person_id, cycle_id, goods, point = await _village(worker)
        begun = time.monotonic()
        for number in range(orders):
            await _order(
                app,
                here,
                cycle_id,
                point,
                [goods[(number * 7 + step * 13) % len(goods)] for step in range(_LINES)],
                number,
            )
        placed = time.monotonic() - begun
        tell(f"  {orders} orders of {_LINES} lines, from {_STALLS} stalls")
        async with worker.work(Scope(here), _ACTOR) as work:
            # Its time is over, grace and all: what is measured is the round that finds it so.
            await work.execute(
                "UPDATE order_cycle SET opens_at = opens_at - interval '30 days', closes_at = $2::timestamptz - interval '1 day' WHERE cooperative_id = $1",
                here, work.now,
            )  # fmt: skip
        begun = time.monotonic()
        for sweep in SWEEPS:
            await sweep.run(Desk(worker, {}, sweep.name, here))
        ended = time.monotonic() - begun
        async with app.read(Scope()) as work:
            cooperative = await cooperatives.by_slug(work, "bench")
        door = Door(Services(app, Keyring(b"a key that only this bench knows"), ports={}))
        viewer = Viewer(person_id=person_id, language="en")
        seconds, megabytes, answer = 0.0, [], {}
        for _ in range(_TIMES):
            begun = time.monotonic()
            answer = (await door.execute(_LISTS, {"cycle": ids.encode("cycle", cycle_id)}, viewer, cooperative)).read()[
                "data"
            ]["handoverLists"]
            seconds = max(seconds, time.monotonic() - begun)
            gc.collect()
            megabytes.append(memory_megabytes([os.getpid()]))
    finally:
        await app.close()
        await worker.close()
    expected = orders * _LINES * _PRICE
    sums = {sum(int(one["total"]["minor"]) for one in answer[name]) for name in ("picks", "packs", "runs")}
    return Report(
        orders, answer["lines"], round(placed, 2), round(ended, 3), round(seconds, 3), round(megabytes[0], 1), round(megabytes[-1], 1),
        sums == {expected},
    )  # fmt: skip


async def _village(worker: Database) -> tuple[UUID, UUID, UUID, list[UUID], UUID]:
    """(co-op, coordinator, cycle, its goods, its pickup point)."""
    here = (await found(worker, Founding("Bench", slug="bench", currency="EUR", language="en"))).cooperative_id
    person_id = ids.new()

    async def fill(work: Work) -> tuple[UUID, list[UUID], UUID]:
        await work.execute(
            "INSERT INTO person (id, name, language, created_at) VALUES ($1, 'Coordinator', 'en', $2)",
            person_id,
            work.now,
        )
        agent = await members.agent_for(work, person_id=person_id, name="Coordinator")
        await roles.install_role(work, agent_id=agent, role="coordinator")
        viewer = Viewer(person_id=person_id, proven_at=work.now)
        point = await fulfilment.add_pickup_point(
            work, viewer, name={"en": "Mill"}, address="Mill lane 1", directions={}, hours=[], takes_cash=True
        )
        supplies, goods = [], []
        for number in range(_STALLS):
            stall = await stalls.found_stall(
                work, agent, name={"en": f"Stall {number}"}, story={}, place="", contact={}
            )
            own = []
            for kind in range(_GOODS):
                product = await products.write_down(
                    work, stall, {"title": {"en": f"Good {number}-{kind}"}, "tax_bps": 400}
                )
                item = await variants.stock_up(work, stall, "piece", 10**9, name="")
                own.append(await variants.write_down(work, product, item, {"unit": "piece", "price_minor": _PRICE}))
            await work.execute(
                "UPDATE product SET state = 'published', published_at = $2, only_in_cycles = true WHERE cooperative_id = $1",
                work.cooperative_id, work.now,
            )  # fmt: skip
            supplies.append(Supply(stall, tuple(own)))
            goods += own
        closes = work.now + timedelta(days=1)
        plan = Plan(
            {"en": "This week"}, {}, work.now - timedelta(days=1), closes, None, (CycleFee("transport", "of_goods", 300, 0),),
            tuple(supplies), (Pickup(point, closes + timedelta(days=1), closes + timedelta(days=1, hours=2)),),
        )  # fmt: skip
        cycle = await planning.save_cycle(work, viewer, cycle_id=None, expected_version=None, plan=plan)
        return cycle, goods, point

    cycle_id, goods, point = await worker.run(Scope(here), _ACTOR, fill)
    return here, person_id, cycle_id, goods, point


async def _order(app: Database, here: UUID, cycle_id: UUID, point: UUID, goods: list[UUID], number: int) -> None:
    """One buyer's whole way, in two units: what she puts in, and what she places."""
    person_id = ids.new()
    scope, actor = Scope(here, person_id), Actor(by_person_id=person_id, for_person_id=person_id)

    async def fill(work: Work) -> None:
        for variant_id in goods:
            await cart.add(work, variant_id=variant_id, quantity=1)
        await checkout.start_checkout(work, cycle_id=cycle_id)

    async def place(work: Work) -> None:
        await place_order(
            work, expected_total=Money(_LINES * _PRICE, "EUR"), contact=Contact(f"Buyer {number}"), wish=Wish(point, None),
            payment_method="pickup", note="", language="en", cycle_id=cycle_id,
        )  # fmt: skip

    await app.run(scope, actor, fill)
    await app.run(scope, actor, place)
