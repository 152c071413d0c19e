"""Acceptance 55: a box that comes by itself, with what is not to be had replaced or left out; skipped and held without a charge."""

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest

from minga_platform.kernel.database import Database
from minga_testing import people
from minga_testing.boxing import TOO_LATE, content, end, hold, mine, offer_box, skip, take, today
from minga_testing.plugin import Clock
from minga_testing.shop import Program, Shop, new_key, offer, open_shop, open_stall

ORDER = "query O($id: ID!) { order(id: $id) { total { minor } payment { method state } parts { lines { title } } } }"
ORDERS = "SELECT count(*) FROM sale_order WHERE cooperative_id = $1"
DAY = timedelta(days=1)


@pytest.fixture
async def shop(database: Database, worker_database: Database) -> Shop:
    return await open_shop(database, worker_database)


async def member(shop: Shop, name: str = "Berta") -> Program:
    services = shop.program.door.services
    return shop.by(
        await people.member(services.database, shop.worker_database, shop.id, name=name, classes=("consumer",))
    )


async def settle(shop: Shop, clock: Clock, by: timedelta) -> None:
    await clock.move(by)
    await shop.sweep("boxes.")


async def order_of(who: Program, order_id: str) -> dict[str, Any]:
    found: dict[str, Any] = (await who.ask(ORDER, id=order_id))["order"]
    return found


async def season(keeper: Program, product: str, months: list[int]) -> None:
    await keeper.wish(
        "setSellingTime(productId: $id, onlyInCycles: false, months: $months)", "",
        id=("ID!", product), months=("[Int!]!", months),
    )  # fmt: skip


async def test_market_55_out_of_season_is_substituted_or_left_out_and_she_is_told(shop: Shop, clock: Clock) -> None:
    """The rule of the box decides; what stands in costs no more than what it stands for; the price is that of the day."""
    stall = await open_stall(shop, "Field")
    keeper = shop.by(stall.maker)
    leek = await offer(shop, stall, "Leek", price=200)
    peas = await offer(shop, stall, "Peas", price=300)
    cabbage = await offer(shop, stall, "Cabbage", price=500)
    other_months = [month for month in range(1, 13) if month != (await today(shop) + 4 * DAY).month]
    await season(keeper, peas.product, other_months)
    inside = [content(leek), content(peas, instead=cabbage)]
    replaced = (await offer_box(shop, stall, inside))["id"]
    credited = (await offer_box(shop, stall, inside, when_missing="CREDIT"))["id"]
    berta, carla = await member(shop), await member(shop, "Carla")
    taken = (await take(shop, berta, replaced))["id"]
    await take(shop, carla, credited)
    await keeper.wish(
        "editVariant(id: $id, expectedVersion: 1, changes: { price: { minor: 250, currency: \"EUR\" } })", "",
        id=("ID!", leek.variant),
    )  # fmt: skip
    await settle(shop, clock, 3 * DAY)
    [hers] = await mine(berta)
    first = hers["dates"][0]
    assert (first["outcome"], first["canChange"]) == ("ORDERED", False)
    assert first["changes"] == [{"title": "Peas", "because": "out_of_season", "instead": "Cabbage"}]
    order = await order_of(berta, first["orderId"])
    assert [one["title"] for one in order["parts"][0]["lines"]] == ["Leek", "Cabbage"]
    assert order["total"]["minor"] == 250 + 300, "the leek of today, and the cabbage for no more than the peas"
    [hers] = await mine(carla)
    assert hers["dates"][0]["changes"] == [{"title": "Peas", "because": "out_of_season", "instead": None}]
    assert (await order_of(carla, hers["dates"][0]["orderId"]))["total"]["minor"] == 250
    await shop.worker.drain()
    told = [one.text for one in shop.letters.sent if "Cabbage" in one.text or "left out" in one.text]
    assert len(told) >= 2, "each is told by her channel"
    changed = await berta.wish(
        "changeMyBox(id: $id, wish: $wish)", TOO_LATE,
        id=("ID!", taken), wish=("BoxWishInput!", {"size": "SMALL", "pickupPointId": shop.point, "dislikes": [leek.product]}),
    )  # fmt: skip
    assert changed["__typename"] == "Done", "it stays editable"
    await settle(shop, clock, 7 * DAY)
    [hers] = await mine(berta)
    later = next(one for one in hers["dates"] if one["outcome"] == "ORDERED" and one["orderId"] != first["orderId"])
    assert {"title": "Leek", "because": "disliked", "instead": None} in later["changes"]


async def test_market_55_skip_and_hold_before_the_cut_off_bring_no_order_and_no_charge(
    shop: Shop, clock: Clock
) -> None:
    """After it the answer says which date is next; what is undone in time comes."""
    stall = await open_stall(shop, "Field")
    leek = await offer(shop, stall, "Leek", price=200)
    box = (await offer_box(shop, stall, [content(leek)]))["id"]
    berta = await member(shop)
    taken = (await take(shop, berta, box))["id"]
    assert (await take(shop, berta, box))["__typename"] == "TakesBoxAlready"
    first = await today(shop) + 4 * DAY
    weeks = [first + n * 7 * DAY for n in range(6)]
    assert (await skip(berta, taken, weeks[0]))["__typename"] == "Done"
    assert (await skip(berta, taken, weeks[1]))["__typename"] == "Done"
    assert (await skip(berta, taken, weeks[1], skipped=False))["__typename"] == "Done"
    assert (await skip(berta, taken, weeks[0] + DAY))["__typename"] == "InvalidInput"
    assert (await hold(berta, taken, weeks[2], weeks[3]))["__typename"] == "Done"
    await settle(shop, clock, 3 * DAY)
    assert await shop.worker_database_value(ORDERS) == 0
    late = await skip(berta, taken, weeks[0], skipped=False)
    assert (late["__typename"], late["nextOn"]) == ("TooLateForThisBox", str(weeks[1]))
    await settle(shop, clock, 7 * DAY)
    assert await shop.worker_database_value(ORDERS) == 1
    late = await hold(berta, taken, weeks[1], weeks[2])
    assert (late["__typename"], late["nextOn"]) == ("TooLateForThisBox", str(weeks[2]))
    # The round is away while the hold's cut-off passes: it was held then, and lifting it later brings nothing back.
    await clock.move(7 * DAY)
    assert (await hold(berta, taken, None, None))["__typename"] == "Done"
    await shop.sweep("boxes.")
    assert await shop.worker_database_value(ORDERS) == 1
    assert (await end(berta, taken))["__typename"] == "Done"
    await settle(shop, clock, 30 * DAY)
    assert await shop.worker_database_value(ORDERS) == 1
    [hers] = await mine(berta)
    assert hers["endedAt"] is not None


async def test_market_55_two_rounds_at_once_make_one_order_for_each_date(shop: Shop, clock: Clock) -> None:
    """Workers race on real connections; each subscription's date is settled once, and the shelf is drawn on once."""
    stall = await open_stall(shop, "Field")
    leek = await offer(shop, stall, "Leek", price=200, on_hand=5)
    box = (await offer_box(shop, stall, [content(leek)]))["id"]
    members = [await member(shop, name) for name in ("Ana", "Berta", "Carla")]
    for one in members:
        await take(shop, one, box)
    await clock.move(3 * DAY)
    await asyncio.gather(*(shop.sweep("boxes.") for _ in range(4)))
    assert await shop.worker_database_value(ORDERS) == 3
    left = (
        "SELECT on_hand - held FROM stock_item s JOIN variant v ON v.stock_item_id = s.id WHERE v.cooperative_id = $1"
    )
    assert await shop.worker_database_value(left) == 2
    # The next week two are left for three: one box is empty, and says so.
    await clock.move(7 * DAY)
    await asyncio.gather(*(shop.sweep("boxes.") for _ in range(2)))
    assert await shop.worker_database_value(ORDERS) == 5
    outcomes = sorted([date["outcome"] for one in members for date in (await mine(one))[0]["dates"][:2]])
    assert outcomes == ["EMPTY", *["ORDERED"] * 5]


async def test_market_55_an_outage_of_three_weeks_charges_nothing_for_days_that_are_over(
    shop: Shop, clock: Clock
) -> None:
    """What can still be brought is ordered, once; what cannot is missed and told; a cut-off that passed stays passed."""
    stall = await open_stall(shop, "Field")
    leek = await offer(shop, stall, "Leek", price=200)
    box = (await offer_box(shop, stall, [content(leek)]))["id"]
    berta = await member(shop)
    await take(shop, berta, box)
    await settle(shop, clock, 24 * DAY)
    assert await shop.worker_database_value(ORDERS) == 1
    dates = {one["comesOn"]: one["outcome"] for one in (await mine(berta))[0]["dates"]}
    now = await today(shop)
    outcomes = [outcome for day, outcome in sorted(dates.items()) if date.fromisoformat(day) < now + 7 * DAY]
    assert outcomes == ["MISSED", "MISSED", "ORDERED"]
    await shop.sweep("boxes.")
    assert await shop.worker_database_value(ORDERS) == 1


async def test_a_coops_box_is_of_all_stalls_and_says_who_gets_what(shop: Shop, clock: Clock) -> None:
    """Two makers' goods in one order, split as any sale is; a stall's own box holds only its own; store credit pays first."""
    field_, bakery = await open_stall(shop, "Field"), await open_stall(shop, "Bakery")
    leek, bread = await offer(shop, field_, "Leek", price=200), await offer(shop, bakery, "Bread", price=400)
    refused = await offer_box(shop, field_, [content(leek), content(bread)])
    assert refused["__typename"] == "InvalidInput"
    box = (await offer_box(shop, None, [content(leek, 2), content(bread)]))["id"]
    berta = await member(shop)
    taken = (await take(shop, berta, box, pays="CREDIT"))["id"]
    day = "query D($id: ID!) { boxDeliveries(boxId: $id) { comesOn deliveries { memberName outcome packed { title quantity { base } } } } }"
    coordinator = shop.by(shop.coordinator)
    assert (await coordinator.ask(day, id=box))["boxDeliveries"]["deliveries"][0]["outcome"] == "COMING"
    assert (await berta.ask(day, id=box))["boxDeliveries"] is None
    await settle(shop, clock, 3 * DAY)
    [packed] = (await coordinator.ask(day, id=box))["boxDeliveries"]["deliveries"]
    assert [(one["title"], int(one["quantity"]["base"])) for one in packed["packed"]] == [("Leek", 2), ("Bread", 1)]
    [hers] = await mine(berta)
    assert (await order_of(berta, hers["dates"][0]["orderId"]))["total"]["minor"] == 800
    other = await member(shop, "Dora")
    assert (await skip(other, taken, hers["dates"][1]["comesOn"]))["__typename"] == "NotFound"
    closed = await coordinator.wish("closeBox(id: $id)", "", id=("ID!", box))
    assert closed["__typename"] == "Done"
    await settle(shop, clock, 14 * DAY)
    assert await shop.worker_database_value(ORDERS) == 1
    again = await berta.wish("takeBoxAgain(key: $key, id: $id)", "", key=("String!", new_key()), id=("ID!", taken))
    assert again["__typename"] == "BoxClosed"


async def test_a_box_is_fetched_where_it_is_open_on_its_weekday(shop: Shop) -> None:
    stall = await open_stall(shop, "Field")
    leek = await offer(shop, stall, "Leek", price=200)
    box = (await offer_box(shop, stall, [content(leek)]))["id"]
    weekday = (await today(shop) + 4 * DAY).weekday()
    other = await shop.by(shop.coordinator).wish(
        "addPickupPoint(name: $name, address: $address, hours: $hours)", "... on ChangedPlace { id }",
        name=("[LocalTextInput!]!", [{"language": "en", "text": "The other mill"}]), address=("String!", "Far away 3"),
        hours=("[HoursInput!]!", [{"weekday": (weekday + 1) % 7, "opens": "10:00", "closes": "12:00"}]),
    )  # fmt: skip
    berta = await member(shop)
    wish = {"size": "SMALL", "pickupPointId": other["id"]}
    refused = await berta.wish(
        "takeBox(key: $key, boxId: $box, wish: $wish)", "... on NotOpenThatDay { weekday }",
        key=("String!", new_key()), box=("ID!", box), wish=("BoxWishInput!", wish),
    )  # fmt: skip
    assert (refused["__typename"], refused["weekday"]) == ("NotOpenThatDay", weekday)
    taken = (await take(shop, berta, box))["id"]
    moved = await berta.wish(
        "changeMyBox(id: $id, wish: $wish)", "", id=("ID!", taken), wish=("BoxWishInput!", wish)
    )  # fmt: skip
    assert moved["__typename"] == "NotOpenThatDay"


FETCHED = "query O($id: ID!) { order(id: $id) { pickupWindows { opens } parts { id pickupWindows { opens } } } }"


async def test_a_box_keeps_the_day_on_which_it_comes(shop: Shop, clock: Clock) -> None:
    """Its order, its maker's part (which her letter tells) and the lists say that day, whatever the weekly hours are."""
    stall = await open_stall(shop, "Field")
    leek = await offer(shop, stall, "Leek", price=200)
    box = (await offer_box(shop, stall, [content(leek)]))["id"]
    berta = await member(shop)
    await take(shop, berta, box)
    comes_on = await today(shop) + 4 * DAY
    await settle(shop, clock, 3 * DAY)
    [hers] = await mine(berta)
    order = (await berta.ask(FETCHED, id=hers["dates"][0]["orderId"]))["order"]
    assert [one["opens"][:10] for one in order["pickupWindows"]] == [str(comes_on)]
    part = (await shop.by(stall.maker).ask(
        "query P($id: ID!) { sellerOrder(id: $id) { pickupWindows { opens } } }", id=order["parts"][0]["id"]
    ))["sellerOrder"]  # fmt: skip
    assert part["pickupWindows"] == order["pickupWindows"]
    asked = "query L($day: Day!) { handoverLists(day: $day) { packs { orderNumber } } }"
    coordinator = shop.by(shop.coordinator)
    assert len((await coordinator.ask(asked, day=str(comes_on)))["handoverLists"]["packs"]) == 1
    assert (await coordinator.ask(asked, day=str(comes_on + DAY)))["handoverLists"]["packs"] == []


async def test_a_box_takes_the_week_of_what_is_made_to_order(shop: Shop, clock: Clock) -> None:
    """Two loaves a week: two boxes have one, the others something else; and whoever buys at the shop is promised a later week."""
    oven = await open_stall(shop, "Oven")
    bread = await offer(shop, oven, "Bread", price=500, on_hand=None)
    honey = await offer(shop, oven, "Honey", price=400)
    await shop.by(oven.maker).wish("setMakingCapacity(stallId: $stall, perWeek: 2)", "", stall=("ID!", oven.id))
    box = (await offer_box(shop, oven, [content(bread, instead=honey)]))["id"]
    everybody = [await member(shop, name) for name in ("Ana", "Berta", "Carla", "Dora")]
    for one in everybody:
        await take(shop, one, box)
    comes_on = await today(shop) + 4 * DAY
    await settle(shop, clock, 3 * DAY)
    got = []
    for one in everybody:
        [hers] = await mine(one)
        order = await order_of(one, hers["dates"][0]["orderId"])
        got.append([line["title"] for part in order["parts"] for line in part["lines"]])
    assert sorted(got) == [["Bread"], ["Bread"], ["Honey"], ["Honey"]]
    weeks = await shop.worker_database_value(
        "SELECT array_agg(DISTINCT week::text || ' ' || pieces) FROM making_slot WHERE cooperative_id = $1"
    )
    assert weeks == [f"{comes_on - DAY * comes_on.weekday()} 1"], "the week in which the box comes"
    promised = await shop.worker_database_value(
        "SELECT array_agg(DISTINCT promised_for) FROM promise WHERE cooperative_id = $1"
    )
    assert promised == [comes_on]
    told = (await shop.visitor().ask("query R($v: ID!) { readyBy(variantId: $v) { readyBy } }", v=bread.variant))[
        "readyBy"
    ]
    assert date.fromisoformat(told["readyBy"]) >= comes_on - DAY * comes_on.weekday() + 7 * DAY
