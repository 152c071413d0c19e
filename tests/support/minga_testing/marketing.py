"""A market day as steps that tests put together: stalls, two pickup points, a cycle, forty baskets. All of it through the door."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from minga_testing import people
from minga_testing.cycles import now_of, only_in_cycles
from minga_testing.getting import HOURS, slots
from minga_testing.shop import PLACED, Goods, Program, Shop, Stall, new_key, offer, open_stall
from minga_testing.weighing import offer_cheese

ORDERS = 40
CHEESES = 7
"""The first so many orders have a kilo of cheese."""
CARROTS, BREAD, CHEESE = 415, 312, 1000
"""What a bunch, a loaf and a kilo cost."""


@dataclass(frozen=True)
class Basket:
    """What one of the forty wants, how she pays and where she comes. `opens_at`: her time, where the place has times."""

    number: int
    carrots: int
    bread: int
    cheese: int
    method: str
    point: str
    opens_at: str | None

    @property
    def most(self) -> int:
        """What she says yes to: cheese at what may be packed of it at most, 15 % over what she asked for."""
        return self.carrots * CARROTS + self.bread * BREAD + self.cheese * CHEESE * 115 // 100_000

    @property
    def mail(self) -> str:
        return f"buyer{self.number}@example.org"


@dataclass
class Market:
    """The co-op on its day. `orders`: what was placed, by the number of its basket, as (who asks, order)."""

    shop: Shop
    dairy: Stall
    farm: Stall
    baker: Stall
    cheese: Goods
    carrots: Goods
    bread: Goods
    rolls: Goods
    school: str
    fetch: datetime
    cycle: str
    times: list[str]
    early: str
    """A time at the school on another morning than the cycle's."""
    orders: dict[int, tuple[Program, dict[str, Any]]] = field(default_factory=dict)

    def basket(self, number: int) -> Basket:
        """Card and cash by turns, the mill and the school by twos; the school's visitors spread over its times."""
        at_school = number // 2 % 2 == 1
        return Basket(
            number,
            1 + number % 3,
            number % 4,
            1000 if number < CHEESES else 0,
            "PICKUP" if number % 2 else "CARD",
            self.school if at_school else self.shop.point,
            self.times[number // 4 % len(self.times)] if at_school else None,
        )

    @property
    def stalls(self) -> tuple[Stall, ...]:
        return self.dairy, self.farm, self.baker


async def open_market(shop: Shop) -> Market:
    """Three makers, two pickup points, one of them with times, and a cycle that is open and fetched some days from now."""
    coordinator = shop.by(shop.coordinator)
    dairy, fields, baker = [await open_stall(shop, name) for name in ("Dairy", "Field", "Baker")]
    cheese = await offer_cheese(shop, dairy, price=CHEESE)
    carrots = await offer(shop, fields, "Carrots", price=CARROTS, on_hand=200, tax_bps=400)
    bread = await offer(shop, baker, "Bread", price=BREAD, on_hand=200, tax_bps=400)
    rolls = await offer(shop, baker, "Rolls", price=120, on_hand=60, tax_bps=400)
    for stall, goods in ((dairy, cheese), (fields, carrots), (baker, bread)):
        await only_in_cycles(shop, stall, goods)
    made = await coordinator.wish(
        "addPickupPoint(name: $name, address: $address, hours: $hours)",
        "... on ChangedPlace { id }",
        name=("[LocalTextInput!]!", [{"language": "en", "text": "The school"}]),
        address=("String!", "School lane 2"),
        hours=("[HoursInput!]!", HOURS),
    )
    planned = await coordinator.wish(
        "planSlots(hasSlots: true, pickupPointId: $point, slotMinutes: 30, capacity: 6, cutoffMinutes: 0)",
        "",
        point=("ID", made["id"]),
    )
    assert planned["__typename"] == "PlannedPlace", planned
    earliest = await now_of(shop) + timedelta(days=3)
    offered = [one["opensAt"] for one in await slots(shop.program, made["id"])]
    opens = [datetime.fromisoformat(one) for one in offered]
    morning = timedelta(minutes=90)
    first = next(
        at for at, one in enumerate(opens) if one >= earliest and opens[at + 3] - one == morning
    )  # fmt: skip
    day, of_day = opens[first], offered[first : first + 4]
    cycle = {
        "name": [{"language": "en", "text": "The market day"}],
        "opensAt": (await now_of(shop) - timedelta(hours=1)).isoformat(),
        "closesAt": (day - timedelta(days=1)).isoformat(),
        "fees": [
            {"purpose": "TRANSPORT", "kind": "OF_GOODS", "bps": 333},
            {"purpose": "PACKING", "kind": "PER_ORDER", "amount": {"minor": 11, "currency": "EUR"}},
        ],
        "supplies": [
            {
                "stallId": stall.id,
                "variantIds": [goods.variant],
                "deliversFrom": (day - timedelta(hours=3)).isoformat(),
                "deliversUntil": (day - timedelta(hours=2)).isoformat(),
            }
            for stall, goods in ((dairy, cheese), (fields, carrots), (baker, bread))
        ],
        "pickups": [
            {"pointId": point, "fetchFrom": day.isoformat(), "fetchUntil": (day + timedelta(hours=2)).isoformat()}
            for point in (shop.point, made["id"])
        ],
    }
    saved = await coordinator.wish(
        "saveCycle(cycle: $cycle)", "... on ChangedCycle { id }", cycle=("CycleInput!", cycle)
    )
    assert saved["__typename"] == "ChangedCycle", saved
    return Market(
        shop, dairy, fields, baker, cheese, carrots, bread, rolls, made["id"], day, saved["id"], of_day, offered[first - 1]
    )  # fmt: skip


async def filled(market: Market, buyer: Program, basket: Basket, gate: asyncio.Semaphore) -> None:
    """Her things lie in her basket, and her checkout is begun. `gate`: so many at a time."""
    async with gate:
        await _filled(market, buyer, basket)


async def _filled(market: Market, buyer: Program, basket: Basket) -> None:
    for goods, quantity in (
        (market.carrots, basket.carrots),
        (market.bread, basket.bread),
        (market.cheese, basket.cheese),
    ):
        if quantity:
            done = await buyer.wish(
                "addToCart(variantId: $variant, quantity: $quantity)", "",
                variant=("ID!", goods.variant), quantity=("MinorUnits!", quantity),
            )  # fmt: skip
            assert done["__typename"] == "AddedToCart", done
    begun = await buyer.wish("startCheckout(cycleId: $cycle)", "", cycle=("ID!", market.cycle))
    assert begun["__typename"] == "CheckoutStarted", begun


async def ordered(market: Market, buyer: Program, basket: Basket, **more: Any) -> dict[str, Any]:
    """Her wish to buy, and what came of it. `mail`, `opens_at`: other than hers. Whoever is told that her time is over, or that too
    many are there, sends the same wish again under the same key."""
    key = new_key()
    for _ in range(10):
        try:
            return await _ordered(market, buyer, basket, key, more)
        except AssertionError as told:
            if not any(f"'{code}'" in str(told) for code in ("DEADLINE", "CROWDED", "BUSY")):
                raise
    raise AssertionError("ten deadlines on end")


async def _ordered(market: Market, buyer: Program, basket: Basket, key: str, more: dict[str, Any]) -> dict[str, Any]:
    return await buyer.wish(
        "placeOrder(key: $key, expectedTotal: $total, contact: $contact, paymentMethod: $method, pickupPointId: $point, "
        "cycleId: $cycle, slotOpensAt: $opens)",
        PLACED + " ... on SlotNotOffered { reason } ... on SlotFull { opensAt }",
        key=("String!", key),
        total=("MoneyInput!", {"minor": basket.most, "currency": "EUR"}),
        contact=("BuyerInput!", {"name": f"Buyer {basket.number}", "mail": more.get("mail", basket.mail)}),
        method=("PaymentMethod!", basket.method),
        point=("ID!", basket.point),
        cycle=("ID!", market.cycle),
        opens=("Instant", more.get("opens_at", basket.opens_at)),
    )


async def box_opened(market: Market, point: str, counted: int) -> str:
    """A pickup point's cash box is taken over with so much in it; the shift."""
    shop = market.shop
    unit = shop.cooperative.currency
    opened = await shop.by(shop.coordinator).wish(
        'openCashShift(key: $key, tillId: $till, counted: $counted, brought: $brought, keeperName: "Carmen", reason: "")',
        "... on ChangedShift { id }",
        key=("String!", new_key()),
        till=("ID!", point),
        counted=("MoneyInput!", {"minor": counted, "currency": unit}),
        brought=("MoneyInput", {"minor": counted, "currency": unit}),
    )
    assert opened["__typename"] == "ChangedShift", opened
    return str(opened["id"])


async def box_closed(
    market: Market, shift: str, present: int, *counters: people.Somebody, banked: int
) -> dict[str, Any]:
    """Two count what lies there, neither told what the books say; then it is closed. What the shift said before that."""
    shop = market.shop
    for who in counters:
        done = await shop.by(who).wish(
            "countCash(key: $key, shiftId: $shift, pieces: $pieces)", "",
            key=("String!", new_key()), shift=("ID!", shift), pieces=("[PiecesInput!]!", [{"face": 1, "number": present}]),
        )  # fmt: skip
        assert done["__typename"] == "ChangedShift", done
    told = await shop.by(shop.coordinator).ask(
        "query S($id: ID!) { cashShift(id: $id) { expected { minor } counted { minor } difference { minor } movements { kind amount { minor } } } }",
        id=shift,
    )
    closed = await shop.by(shop.coordinator).wish(
        'closeCashShift(key: $key, shiftId: $shift, reason: "", banked: $banked, nextKeeper: "Noor")', "",
        key=("String!", new_key()), shift=("ID!", shift), banked=("MoneyInput", {"minor": banked, "currency": "EUR"}),
    )  # fmt: skip
    assert closed["__typename"] == "ChangedShift", (closed, told)
    found: dict[str, Any] = told["cashShift"]
    return found
