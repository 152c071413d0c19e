"""Everything together at one pickup: offered where every part of a basket can use it, else said why not; placed whole or not at all."""

import asyncio
import re
from datetime import UTC, datetime, time, timedelta
from types import SimpleNamespace
from typing import cast
from zoneinfo import ZoneInfo

import pytest

from minga_platform.kernel.database import Database
from minga_testing import people
from minga_testing.cycles import now_of, only_in_cycles, place_together, plan, start_in, together_of
from minga_testing.getting import every_day, order_for, slots
from minga_testing.getting import plan as plan_slots
from minga_testing.shop import Goods, Program, Shop, Stall, fill, new_key, offer, open_shop, open_stall, start
from minga_testing.till import Till
from minga_testing.visiting import visitor

ORDERS = "SELECT count(*) FROM sale_order WHERE cooperative_id = $1"


@pytest.fixture
async def shop(database: Database, worker_database: Database) -> Shop:
    return await open_shop(database, worker_database)


@pytest.fixture
async def stall(shop: Shop) -> Stall:
    return await open_stall(shop, "Field")


async def on(shop: Shop, days: int, since: int, until: int) -> tuple[datetime, datetime]:
    """So many days from today from one hour until another, by the co-op's clock."""
    zone = ZoneInfo(shop.cooperative.zone)
    day = (await now_of(shop)).astimezone(zone).date() + timedelta(days=days)
    begins, ends = (datetime.combine(day, time(hour), zone).astimezone(UTC) for hour in (since, until))
    return begins, ends


async def in_cycle(shop: Shop, stall: Stall, title: str, fetched: tuple[datetime, datetime], point: str | None = None) -> tuple[Goods, str]:  # fmt: skip
    goods = await offer(shop, stall, title, price=300)
    await only_in_cycles(shop, stall, goods)
    cycle = await plan(shop, [(stall, [goods])], name=title, fetched=fetched, point=point)
    return goods, cycle["id"]


async def ready_to_place(buyer: Program, *cycles: str | None) -> None:
    for cycle in cycles:
        started = await (start(buyer) if cycle is None else start_in(buyer, cycle))
        assert started["__typename"] == "CheckoutStarted", started


async def another_point(shop: Shop) -> str:
    done = await shop.by(shop.coordinator).wish(
        "addPickupPoint(name: $name, address: $address, hours: $hours)",
        "... on ChangedPlace { id }",
        name=("[LocalTextInput!]!", [{"language": "en", "text": "The square"}]),
        address=("String!", "Square 1"),
        hours=("[HoursInput!]!", [{"weekday": day, "opens": "10:00", "closes": "12:00"} for day in range(7)]),
    )
    found: str = done["id"]
    return found


async def test_one_part_is_asked_nothing(shop: Shop, stall: Stall) -> None:
    buyer = shop.visitor()
    await fill(buyer, (await offer(shop, stall, "Bowl", price=1000), 1))
    assert await together_of(buyer) is None


async def test_a_time_that_all_parts_can_use_is_offered_and_placed_in_one_go(shop: Shop, stall: Stall) -> None:
    """The place asks for a time: it lies within the cycle's, and each order takes a place of it."""
    await plan_slots(shop, capacity=5, minutes=60)
    bowl = await offer(shop, stall, "Bowl", price=1000)
    leek, cycle = await in_cycle(shop, stall, "Leek", await on(shop, 4, 11, 14))
    buyer = shop.visitor()
    await fill(buyer, (bowl, 1), (leek, 2))
    offered = await together_of(buyer)
    assert offered is not None
    assert (offered["whyNot"], offered["cycleIds"]) == (None, [None, cycle])
    [choice] = offered["choices"]
    opens, _ = await on(shop, 4, 11, 12)
    assert datetime.fromisoformat(choice["slotOpensAt"]) == opens, "from ten o'clock on the leeks are not there yet"
    await ready_to_place(buyer, None, cycle)
    key = new_key()
    placed = await place_together(shop, buyer, choice, [(None, 1000), (cycle, 600)], key=key)
    assert placed["__typename"] == "PlacedTogether", placed
    orders = [one["order"] for one in placed["orders"]]
    assert [(one["total"]["minor"], one["state"], one["slot"]["opens"]) for one in orders] == [
        (1000, "PLACED", choice["slotOpensAt"]), (600, "PLACED", choice["slotOpensAt"]),
    ]  # fmt: skip
    again = await place_together(shop, buyer, choice, [(None, 1000), (cycle, 600)], key=key)
    assert [one["order"]["id"] for one in again["orders"]] == [one["id"] for one in orders], (
        "the same wish twice is one"
    )
    taken = {one["opensAt"]: one["taken"] for one in await slots(shop.by(shop.coordinator), shop.point)}
    assert taken[choice["slotOpensAt"]] == 2
    assert await together_of(buyer) is None, "nothing is left in the basket"


async def test_without_times_the_opening_hours_and_the_cycles_decide(shop: Shop, stall: Stall) -> None:
    """A place without times: what is shared by its opening hours and the cycle. Two cycles alone: what these share."""
    await every_day(shop)
    bowl = await offer(shop, stall, "Bowl", price=1000)
    leek, _ = await in_cycle(shop, stall, "Leek", await on(shop, 4, 11, 14))
    buyer = shop.visitor()
    await fill(buyer, (bowl, 1), (leek, 1))
    offered = await together_of(buyer)
    assert offered is not None
    [choice] = offered["choices"]
    shared = await on(shop, 4, 11, 12)
    assert tuple(datetime.fromisoformat(choice[name]) for name in ("opensAt", "closesAt")) == shared
    assert choice["slotOpensAt"] is None
    peas, _ = await in_cycle(shop, stall, "Peas", await on(shop, 4, 13, 18))
    other = shop.visitor()
    await fill(other, (leek, 1), (peas, 1))
    offered = await together_of(other)
    assert offered is not None
    [choice] = offered["choices"]
    assert tuple(datetime.fromisoformat(choice[name]) for name in ("opensAt", "closesAt")) == await on(shop, 4, 13, 14)
    await fill(other, (bowl, 1))
    offered = await together_of(other)
    assert offered is not None
    assert (offered["choices"], offered["whyNot"]) == ([], "TIMES"), "it closes at twelve"


async def test_why_not_is_said(shop: Shop, stall: Stall) -> None:
    await plan_slots(shop, capacity=1)
    bowl = await offer(shop, stall, "Bowl", price=1000)
    leek, _ = await in_cycle(shop, stall, "Leek", await on(shop, 4, 9, 14))
    peas, _ = await in_cycle(shop, stall, "Peas", await on(shop, 5, 9, 14))
    plums, _ = await in_cycle(shop, stall, "Plums", await on(shop, 4, 9, 14), await another_point(shop))
    for goods, reason in (((leek, peas), "TIMES"), ((leek, plums), "PLACES"), ((leek, bowl), "FULL")):
        buyer = shop.visitor()
        await fill(buyer, *((one, 1) for one in goods))
        offered = await together_of(buyer)
        assert offered is not None
        assert (offered["choices"], offered["whyNot"]) == ([], reason)


async def test_what_is_made_to_order_holds_the_time_up(shop: Shop, stall: Stall) -> None:
    """A chair is ready in weeks: nobody is told that it can be fetched on Saturday."""
    await every_day(shop)
    chair = await offer(shop, stall, "Chair", price=9000, on_hand=None)
    done = await shop.by(stall.maker).wish(
        "setMakingCapacity(stallId: $stall, perWeek: 3, notBefore: $day)", "",
        stall=("ID!", stall.id), day=("Day", ((await now_of(shop)).date() + timedelta(days=30)).isoformat()),
    )  # fmt: skip
    assert done["__typename"] == "MakingCapacitySet", done
    leek, _ = await in_cycle(shop, stall, "Leek", await on(shop, 4, 9, 14))
    buyer = shop.visitor()
    await fill(buyer, (chair, 1), (leek, 1))
    offered = await together_of(buyer)
    assert offered is not None
    assert (offered["choices"], offered["whyNot"]) == ([], "MADE_LATER")


async def test_all_or_nothing(shop: Shop, stall: Stall) -> None:
    """One part cannot be placed: the other is not either, its goods stay held and its basket full."""
    await plan_slots(shop, capacity=2)
    bowl = await offer(shop, stall, "Bowl", price=1000)
    leek, cycle = await in_cycle(shop, stall, "Leek", await on(shop, 4, 9, 14))
    buyer = shop.visitor()
    await fill(buyer, (bowl, 1), (leek, 1))
    offered = await together_of(buyer)
    assert offered is not None
    [choice] = offered["choices"]
    await ready_to_place(buyer, None, cycle)
    dearer = await place_together(shop, buyer, choice, [(None, 1000), (cycle, 299)])
    assert dearer["__typename"] == "PriceChanged", dearer
    other = shop.visitor()
    await fill(other, (bowl, 1))
    await start(other)
    assert (await order_for(shop, other, 1000, opens_at=choice["slotOpensAt"]))["__typename"] == "PlacedOrder"
    full = await place_together(shop, buyer, choice, [(None, 1000), (cycle, 300)])
    assert full["__typename"] == "SlotFull", "one place is left and two are needed"
    assert await shop.worker_database_value(ORDERS) == 1
    offered = await together_of(buyer)
    assert offered is not None
    assert offered["whyNot"] == "FULL"
    same = await place_together(shop, buyer, choice, [(None, 1000), (None, 1000)])
    assert same["__typename"] == "InvalidInput"


@pytest.mark.parametrize("room", [3, 4])
async def test_the_last_places_of_a_time_in_a_race(shop: Shop, stall: Stall, room: int) -> None:
    """Five buyers with two parts each come at once, each with goods of their own and of others: as many get in as fit whole."""
    await plan_slots(shop, capacity=room)
    bowl = await offer(shop, stall, "Bowl", price=1000)
    leek, cycle = await in_cycle(shop, stall, "Leek", await on(shop, 4, 9, 14))
    buyers = []
    for number in range(5):
        somebody = await people.member(
            shop.program.door.services.database, shop.worker_database, shop.id, name=f"B{number}", classes=("consumer",)
        )
        buyer = shop.by(somebody)
        await fill(buyer, (bowl, 1), (leek, 1))
        buyers.append(buyer)
    offered = await together_of(buyers[0])
    assert offered is not None
    [choice] = offered["choices"]
    for buyer in buyers:
        await ready_to_place(buyer, None, cycle)
    parts = [(None, 1000), (cycle, 300)]
    done = await asyncio.gather(
        *(
            place_together(shop, buyer, choice, parts if number % 2 else parts[::-1])
            for number, buyer in enumerate(buyers)
        )
    )
    kinds = sorted(one["__typename"] for one in done)
    assert kinds == ["PlacedTogether"] * (room // 2) + ["SlotFull"] * (5 - room // 2)
    assert await shop.worker_database_value(ORDERS) == room // 2 * 2
    taken = {one["opensAt"]: one["taken"] for one in await slots(shop.by(shop.coordinator), shop.point)}
    assert taken[choice["slotOpensAt"]] == room // 2 * 2


async def test_pages_offer_it_first_and_one_press_chooses_it(shop: Shop, stall: Stall) -> None:
    """Without script: the basket offers it before all parts, the press leads to who and how, and one more places both orders. Where it
    cannot be, a sentence says why."""
    await plan_slots(shop, capacity=2)
    bowl = await offer(shop, stall, "Bowl", price=1000)
    leek, cycle = await in_cycle(shop, stall, "Leek", await on(shop, 4, 9, 14))
    somebody = await people.member(
        shop.program.door.services.database, shop.worker_database, shop.id, name="Berta", classes=("consumer",)
    )
    await fill(shop.by(somebody), (bowl, 1), (leek, 1))
    base = f"/c/{shop.cooperative.slug}/checkout"
    async with visitor(cast("Till", SimpleNamespace(shop=shop)), somebody) as buyer:
        basket = (await buyer.ask("/cart")).text
        assert basket.index("Everything together,") < basket.index("Bowl")
        assert "10:00–12:00, The old mill" in basket
        [at] = re.findall(r'name="at" value="([^"]*)"', basket)
        pressed = await buyer.ask(f"{base}/together/start", {"at": at})
        assert (pressed.status_code, "/checkout/together?at=" in pressed.headers["location"]) == (303, True)
        alone = (await buyer.ask(base)).text
        assert alone.index("Everything together,") < alone.index("How you get it"), (
            "each part's own checkout offers it first too"
        )
        asked = (await buyer.ask(pressed.headers["location"])).text
        assert re.search(r"<input[^>]*value=\"" + re.escape(at) + r"\"[^>]*checked", asked), "chosen already"
        typed = {"at": at, "name": "Berta", "mail": "berta@example.org", "method": "PICKUP", "note": ""}
        missing = await buyer.ask(f"{base}/together", {**typed, "name": ""})
        assert missing.status_code == 422
        review = (await buyer.ask(f"{base}/together", typed)).text
        assert "Place 2 orders, €13.00" in review
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', review))
        placed = await buyer.ask(f"{base}/together/place", hidden)
        assert placed.status_code == 303, placed.text
        assert (await buyer.ask(f"{base}/together/place", hidden)).headers["location"] == placed.headers["location"]
        orders = (await buyer.ask(placed.headers["location"])).text
        assert "€10.00" in orders
        assert "€3.00" in orders
        assert "Everything together" not in (await buyer.ask("/cart")).text
        other = shop.by(somebody)
        await fill(other, (bowl, 1), (leek, 1))
        full = (await buyer.ask("/cart")).text
        assert "The times at which everything could be fetched are full" in full
    assert await shop.worker_database_value(ORDERS) == 2
    assert cycle


async def test_what_is_short_is_named_where_everything_is_fetched_together(shop: Shop, stall: Stall) -> None:
    await plan_slots(shop, capacity=2)
    bowl = await offer(shop, stall, "Bowl", price=1000, on_hand=1)
    leek, _ = await in_cycle(shop, stall, "Leek", await on(shop, 4, 9, 14))
    somebody = await people.member(
        shop.program.door.services.database, shop.worker_database, shop.id, name="Berta", classes=("consumer",)
    )
    other = shop.visitor()
    await fill(shop.by(somebody), (bowl, 1), (leek, 1))
    await fill(other, (bowl, 1))
    await start(other)
    async with visitor(cast("Till", SimpleNamespace(shop=shop)), somebody) as buyer:
        [at] = re.findall(r'name="at" value="([^"]*)"', (await buyer.ask("/cart")).text)
        short = await buyer.ask(f"/c/{shop.cooperative.slug}/checkout/together/start", {"at": at})
    assert short.status_code == 422
    assert '<a href="#basket">There is less left than you want: Bowl (none left).</a>' in short.text
    assert 'value="Berta"' in short.text, "the rest of the page is as she would have found it"
