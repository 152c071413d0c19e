"""Bought together in an order cycle: it closes as the cycle does, is fetched with its goods, stands on its lists, and ends with it."""

from datetime import timedelta
from typing import Any

import pytest

from minga_platform.kernel import ids
from minga_platform.kernel.database import Database
from minga_testing import people
from minga_testing.cycles import now_of, plan
from minga_testing.plugin import Clock
from minga_testing.shop import Goods, Program, Shop, Stall, new_key, offer, open_shop, open_stall

PURCHASES = "query P($cycle: ID) { groupPurchases(cycleId: $cycle, first: 10) { nodes { id state closesAt cycleId cycleName } } }"
LISTS = "query L($cycle: ID) { handoverLists(cycleId: $cycle) { lines total { minor } cash { minor } } }"


@pytest.fixture
async def shop(database: Database, worker_database: Database) -> Shop:
    return await open_shop(database, worker_database)


async def by_the_sack(shop: Shop) -> tuple[Stall, Goods, Goods]:
    """A mill with flour by the sack, and carrots of its own for the cycle."""
    mill = await open_stall(shop, "Mill")
    flour = await offer(shop, mill, "Flour", price=200, on_hand=0, unit="GRAM", step=500, least=500, pricePer=1000)
    return mill, flour, await offer(shop, mill, "Carrots", price=1000)


async def open_in(shop: Shop, goods: Goods, cycle: str | None, point: str, **more: Any) -> dict[str, Any]:
    return await shop.by(shop.coordinator).wish(
        "openGroupPurchase(key: $key, variantId: $variant, pickupPointId: $point, caseSize: 10000, leastCases: 1, cycleId: $cycle, closesAt: $closes)",
        "... on GroupPurchaseOpened { id } ... on InvalidInput { field rule } ... on CycleClosed { closedAt }",
        key=("String!", new_key()), variant=("ID!", goods.variant), point=("ID!", point), cycle=("ID", cycle), closes=("Instant", more.get("closes")),
    )  # fmt: skip


async def asked(member: Program, purchase: str) -> str:
    done = await member.wish(
        "askInGroupPurchase(key: $key, id: $id, quantity: 10000)", "... on PurchaseClosed { closedAt }",
        key=("String!", new_key()), id=("ID!", purchase),
    )  # fmt: skip
    name: str = done["__typename"]
    return name


async def test_it_closes_with_the_cycle_wherever_that_is_moved_and_stands_on_its_lists(
    shop: Shop, database: Database, worker_database: Database, clock: Clock
) -> None:
    mill, flour, carrots = await by_the_sack(shop)
    soon = timedelta(hours=1)
    week = (await plan(shop, [(mill, [carrots])], opens=soon, closes=timedelta(days=2)))["id"]
    opened = await open_in(shop, flour, week, shop.point)
    assert opened["__typename"] == "GroupPurchaseOpened", opened
    member = shop.by(await people.member(database, worker_database, shop.id, name="Ana", classes=("consumer",)))
    [seen] = (await member.ask(PURCHASES, cycle=week))["groupPurchases"]["nodes"]
    assert (seen["id"], seen["cycleId"], seen["cycleName"]) == (opened["id"], week, "This week")
    for other in (ids.encode("cycle", ids.new()), "nonsense"):
        assert (await member.ask(PURCHASES, cycle=other))["groupPurchases"]["nodes"] == []

    moved = await plan(shop, [(mill, [carrots])], opens=soon, closes=timedelta(days=4), id=week, version=1)
    assert moved["__typename"] == "ChangedCycle", moved
    [later] = (await member.ask(PURCHASES, cycle=None))["groupPurchases"]["nodes"]
    assert later["closesAt"] > seen["closesAt"]
    await clock.move(timedelta(days=3))
    await shop.sweep("group_purchase.")
    assert await asked(member, opened["id"]) == "Done", "the cycle is open still"
    await clock.move(timedelta(days=1, minutes=1))
    assert await asked(member, opened["id"]) == "PurchaseClosed"
    await shop.sweep("")
    assert (await member.ask(PURCHASES, cycle=week))["groupPurchases"]["nodes"][0]["state"] == "ORDERED"

    done = await shop.by(shop.coordinator).wish(
        "receiveGroupPurchase(key: $key, id: $id, received: 10000, finalPrice: $price)", "",
        key=("String!", new_key()), id=("ID!", opened["id"]), price=("MoneyInput!", {"minor": 200, "currency": "EUR"}),
    )  # fmt: skip
    assert done["__typename"] == "Done", done
    answer = await member.ask(
        "query M { myOrders { nodes { cycleId pickupWindows { opens } total { minor } } } orderCycles { nodes { pickups { fetchFrom } } } }"
    )
    [order], [cycle] = answer["myOrders"]["nodes"], answer["orderCycles"]["nodes"]
    assert (order["cycleId"], order["total"]["minor"]) == (week, 2000)
    assert [one["opens"] for one in order["pickupWindows"]] == [one["fetchFrom"] for one in cycle["pickups"]]
    lists = (await shop.by(shop.coordinator).ask(LISTS, cycle=week))["handoverLists"]
    assert (lists["lines"], lists["total"]["minor"], lists["cash"]["minor"]) == (1, 2000, 2000)


async def test_what_cannot_be_of_a_cycle_is_refused(shop: Shop, clock: Clock) -> None:
    mill, flour, carrots = await by_the_sack(shop)
    other = await shop.by(shop.coordinator).wish(
        'addPickupPoint(name: [{language: "en", text: "Station"}], address: "Platform 1", hours: [])',
        "... on ChangedPlace { id }",
    )
    week = (await plan(shop, [(mill, [carrots])], closes=timedelta(days=2)))["id"]
    neither = await open_in(shop, flour, None, shop.point)
    assert neither["__typename"] == "InvalidInput", neither
    both = await open_in(shop, flour, week, shop.point, closes=(await now_of(shop) + timedelta(days=1)).isoformat())
    assert (both["__typename"], both["field"]) == ("InvalidInput", "closesAt"), (
        "nobody is told another closing than she said"
    )
    elsewhere = await open_in(shop, flour, week, other["id"])
    assert (elsewhere["__typename"], elsewhere["field"]) == ("InvalidInput", "pickupPointId"), elsewhere
    unknown = await open_in(shop, flour, ids.encode("cycle", ids.new()), shop.point)
    assert unknown["__typename"] == "NotFound", unknown
    await clock.move(timedelta(days=2, minutes=1))
    late = await open_in(shop, flour, week, shop.point)
    assert late["__typename"] == "CycleClosed", late


async def test_it_is_called_off_with_a_cycle_that_does_not_take_place(
    shop: Shop, database: Database, worker_database: Database
) -> None:
    mill, flour, carrots = await by_the_sack(shop)
    week = (await plan(shop, [(mill, [carrots])]))["id"]
    of_the_week = (await open_in(shop, flour, week, shop.point))["id"]
    member = shop.by(await people.member(database, worker_database, shop.id, name="Ana", classes=("consumer",)))
    assert await asked(member, of_the_week) == "Done"
    done = await shop.by(shop.coordinator).wish(
        'cancelCycle(key: $key, id: $id, reason: "Hail")', "... on ChangedCycle { id }", key=("String!", new_key()), id=("ID!", week),
    )  # fmt: skip
    assert done["__typename"] == "ChangedCycle", done
    await shop.worker.drain()
    [ended] = (await member.ask(PURCHASES, cycle=week))["groupPurchases"]["nodes"]
    assert ended["state"] == "CANCELLED"
    assert any("called off" in one.text.lower() or "Flour" in one.text for one in shop.letters.sent if one.to == "Ana")
    again = await open_in(shop, flour, week, shop.point)
    assert again["__typename"] == "CycleClosed", again


@pytest.mark.parametrize("ordered", [False, True])
async def test_of_a_cycle_that_was_called_off_nothing_is_ordered_nor_sold_any_more(
    shop: Shop, database: Database, worker_database: Database, clock: Clock, ordered: bool
) -> None:
    """Not even before the worker ended its purchases: nobody is told that it comes, and nobody gets an order of a cycle that does not."""
    mill, flour, carrots = await by_the_sack(shop)
    week = (await plan(shop, [(mill, [carrots])], closes=timedelta(hours=2)))["id"]
    purchase = (await open_in(shop, flour, week, shop.point))["id"]
    member = shop.by(await people.member(database, worker_database, shop.id, name="Ana", classes=("consumer",)))
    assert await asked(member, purchase) == "Done"
    await clock.move(timedelta(hours=2, minutes=1))
    if ordered:
        await shop.sweep("group_purchase.")
    await shop.worker.drain()
    shop.letters._by_id.clear()
    desk = shop.by(shop.coordinator)
    done = await desk.wish(
        'cancelCycle(key: $key, id: $id, reason: "Hail")', "... on ChangedCycle { id }", key=("String!", new_key()), id=("ID!", week),
    )  # fmt: skip
    assert done["__typename"] == "ChangedCycle", done

    wishes = {
        "closeGroupPurchase(key: $key, id: $id)": "InvalidTransition",
        'receiveGroupPurchase(key: $key, id: $id, received: 10000, finalPrice: {minor: 200, currency: "EUR"})': "InvalidTransition",
    }
    for wish, refusal in wishes.items():
        refused = await desk.wish(
            wish, "... on InvalidTransition { current }", key=("String!", new_key()), id=("ID!", purchase)
        )
        assert refused["__typename"] == refusal, wish
    assert await asked(member, purchase) == "PurchaseClosed"
    await shop.sweep("group_purchase.")
    await shop.worker.drain()
    [ended] = (await member.ask(PURCHASES, cycle=week))["groupPurchases"]["nodes"]
    assert ended["state"] == "CANCELLED"
    assert (await member.ask("{ myOrders { nodes { id } } }"))["myOrders"]["nodes"] == []
    assert len([one for one in shop.letters.sent if one.to == "Ana"]) == 1, "she is told once, that it does not come"


async def test_a_letter_of_the_closing_that_waited_does_not_say_that_it_was_called_off(
    shop: Shop, database: Database, worker_database: Database, clock: Clock
) -> None:
    """The worker stood still until the goods were here: she reads what she gets and that she pays, not that she pays nothing."""
    mill, flour, carrots = await by_the_sack(shop)
    week = (await plan(shop, [(mill, [carrots])], closes=timedelta(hours=2)))["id"]
    purchase = (await open_in(shop, flour, week, shop.point))["id"]
    member = shop.by(await people.member(database, worker_database, shop.id, name="Ana", classes=("consumer",)))
    assert await asked(member, purchase) == "Done"
    await clock.move(timedelta(hours=2, minutes=1))
    desk, named = shop.by(shop.coordinator), ("ID!", purchase)
    for wish in (
        "closeGroupPurchase(key: $key, id: $id)",
        'receiveGroupPurchase(key: $key, id: $id, received: 10000, finalPrice: {minor: 200, currency: "EUR"})',
    ):
        done = await desk.wish(wish, "", key=("String!", new_key()), id=named)
        assert done["__typename"] == "Done", done
    await shop.worker.drain()
    told = [one.text for one in shop.letters.sent if one.to == "Ana"]
    assert not any("called off" in text for text in told)
    assert any("Flour is ordered: 1 case. You get 10 kg" in text for text in told)


async def test_the_plan_keeps_the_place_and_the_closing_of_what_is_bought_together(
    shop: Shop, database: Database, worker_database: Database, clock: Clock
) -> None:
    """Members were told where it is fetched; and what a supplier has the order of has closed, whatever the plan says."""
    mill, flour, carrots = await by_the_sack(shop)
    other = await shop.by(shop.coordinator).wish(
        'addPickupPoint(name: [{language: "en", text: "Station"}], address: "Platform 1", hours: [])',
        "... on ChangedPlace { id }",
    )
    opened = await now_of(shop) - timedelta(hours=1)
    week = (await plan(shop, [(mill, [carrots])], opens=opened, closes=timedelta(days=2)))["id"]
    purchases = [(await open_in(shop, flour, week, shop.point))["id"] for _ in range(2)]
    member = shop.by(await people.member(database, worker_database, shop.id, name="Ana", classes=("consumer",)))
    assert await asked(member, purchases[0]) == "Done"

    async def replan(version: int, closes: timedelta, point: str) -> tuple[str, str | None]:
        done = await plan(shop, [(mill, [carrots])], opens=opened, closes=closes, point=point, id=week, version=version)
        return done["__typename"], done.get("rule")

    assert await replan(1, timedelta(days=2), other["id"]) == ("InvalidInput", "bought_together")
    assert await replan(1, timedelta(days=3), shop.point) == ("ChangedCycle", None), "a time may move while all wait"
    await clock.move(timedelta(days=3, minutes=1))
    # The worker closes purchases before the cycle: within that minute the closing is what the supplier's order came from.
    await shop.sweep("group_purchase.")
    assert await replan(2, timedelta(days=2), shop.point) == ("InvalidInput", "ordered_by_now")
    for purchase in purchases:
        await shop.by(shop.coordinator).wish(
            "callOffGroupPurchase(key: $key, id: $id)", "", key=("String!", new_key()), id=("ID!", purchase)
        )
    assert await replan(2, timedelta(days=2), other["id"]) == ("ChangedCycle", None)
