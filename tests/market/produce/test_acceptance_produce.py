"""Acceptance: jars that come back (50), lots (invariant 34), buying by the case (invariant 28), quantities (5)."""

import asyncio
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from minga_platform.kernel import ids
from minga_platform.kernel.actor import Scope
from minga_platform.kernel.database import Database
from minga_testing import people
from minga_testing.plugin import Clock
from minga_testing.producing import name_jar
from minga_testing.shop import Goods, Program, Shop, Stall, fill, new_key, offer, open_shop, open_stall, place, start
from minga_testing.trade import books, cancel, hand_over
from minga_testing.weighing import mark_ready, offer_cheese, weigh

ENGLISH = "[LocalTextInput!]!"


@pytest.fixture
async def shop(database: Database, worker_database: Database) -> Shop:
    return await open_shop(database, worker_database)


async def bring_back(
    shop: Shop, jar: str, count: int, point: str, way: str = "CASH", member: str | None = None
) -> dict[str, Any]:
    return await shop.by(shop.coordinator).wish(
        "takeBackContainers(key: $key, containerId: $jar, count: $count, pickupPointId: $point, way: $way, memberId: $member)",
        "... on Done { __typename } ... on MoreThanOut { out }",
        key=("String!", new_key()),
        jar=("ID!", jar),
        count=("Int!", count),
        point=("ID!", point),
        way=("DepositBack!", way),
        member=("ID", member),
    )


async def test_market_50_a_jar_sold_and_brought_back_elsewhere(
    shop: Shop, database: Database, worker_database: Database
) -> None:
    """Its deposit is no turnover: no fee, a tax treatment of its own, owed until the jar is back at any pickup point."""
    stall = await open_stall(shop, "Bees")
    jar = await name_jar(shop)
    honey = await offer(shop, stall, "Honey", price=800, tax_bps=1000, containerId=jar)
    member = await people.member(database, worker_database, shop.id, name="Berta", classes=("consumer",))
    buyer = shop.by(member)
    await fill(buyer, (honey, 3))
    basket = (
        await buyer.ask(
            "query B { cart { groups { subtotal { minor } stalls { lines { total { minor } deposit { name count total { minor } } } } } } }"
        )
    )["cart"]["groups"][0]
    line = basket["stalls"][0]["lines"][0]
    assert (basket["subtotal"]["minor"], line["total"]["minor"]) == (2550, 2400)
    assert line["deposit"] == {"name": "Jar", "count": 3, "total": {"minor": 150}}
    await start(buyer)
    order = (await place(shop, buyer, 2550))["order"]
    part = order["parts"][0]
    assert (await hand_over(shop, stall, part["id"], 2550))["__typename"] == "ChangedPart"
    sums = await books(shop)
    kind = next(key for key in sums if key[0] == "containers_owed")
    # 24.00 with 10 % tax within: 2.18; 8 % of 21.82 are 1.75, and 21 % of that 0.37. The deposit is in none of them.
    assert (sums[kind], sums[("vat_due", "sales", "")], sums[("fee_income", "sales", "")]) == (150, 218, 175)
    other = await shop.by(shop.coordinator).wish(
        'addPickupPoint(name: $name, address: "Far away 3", hours: [{weekday: 5, opens: "10:00", closes: "12:00"}])',
        "... on ChangedPlace { id }",
        name=(ENGLISH, [{"language": "en", "text": "The other mill"}]),
    )
    agent = ids.encode("agent", member.agent_id)
    assert (await bring_back(shop, jar, 2, other["id"], "CREDIT", agent))["__typename"] == "Done"
    mine = (await buyer.ask("query M { myContainers { name sold back } }"))["myContainers"]
    assert mine == [{"name": "Jar", "sold": 3, "back": 2}]
    sums = await books(shop)
    assert sums[kind] == 50
    assert next(sums[key] for key in sums if key[0] == "store_credit") == 100
    more = await bring_back(shop, jar, 2, shop.point)
    assert (more["__typename"], more["out"]) == ("MoreThanOut", 1)
    assert (await bring_back(shop, jar, 1, shop.point))["__typename"] == "Done"
    assert (await books(shop))[kind] == 0
    all_of_them = await shop.by(shop.coordinator).ask(
        "query A { containers { sold back } containerBalances { nodes { memberName sold back } } }"
    )
    assert all_of_them["containers"] == [{"sold": 3, "back": 3}]
    assert {(one["memberName"], one["sold"], one["back"]) for one in all_of_them["containerBalances"]["nodes"]} == {
        ("Berta", 3, 2),
        ("", 0, 1),
    }
    assert (await shop.visitor().ask("query N { containerBalances { nodes { sold } } }"))["containerBalances"] is None


async def test_market_50_a_taxed_deposit_goes_back_with_its_tax(shop: Shop) -> None:
    """Where a deposit is a price to the law, its tax is handed on with the sale and taken back with the jar, to the cent."""
    stall = await open_stall(shop, "Bees")
    jar = await name_jar(shop, deposit=33, tax_bps=1900)
    honey = await offer(shop, stall, "Honey", price=1000, tax_bps=0, containerId=jar)
    for count in (1, 3):
        buyer = shop.visitor()
        await fill(buyer, (honey, count))
        await start(buyer)
        order = (await place(shop, buyer, count * 1033))["order"]
        await hand_over(shop, stall, order["parts"][0]["id"], count * 1033)
    sums = await books(shop)
    kind = next(key for key in sums if key[0] == "containers_owed")
    assert sums[kind] + sums[("vat_due", "sales", "")] == 132
    assert sums[("vat_due", "sales", "")] == 5 + 16
    assert (await bring_back(shop, jar, 2, shop.point))["__typename"] == "Done"
    assert (await books(shop))[("vat_due", "sales", "")] == 21 - 11, "two jars of 0.33 have 0.11 of tax within"
    for _ in range(2):
        assert (await bring_back(shop, jar, 1, shop.point))["__typename"] == "Done"
    sums = await books(shop)
    assert (sums[kind], sums[("vat_due", "sales", "")]) == (0, 0)


async def open_lot(
    shop: Shop, stall: Stall, goods: Goods, code: str, *sources: tuple[str, int], **more: Any
) -> dict[str, Any]:
    return await shop.by(stall.maker).wish(
        "openLot(key: $key, stockItemId: $item, code: $code, sources: $sources, harvestedOn: $harvested, expiresOn: $expires, intoStock: $stock)",
        "... on LotOpened { id } ... on LotCodeTaken { code }",
        key=("String!", new_key()),
        item=("ID!", goods.stock_item),
        code=("String!", code),
        sources=("[LotSourceInput!]!", [{"producer": name, "quantity": quantity} for name, quantity in sources]),
        harvested=("Day", more.get("harvested")),
        expires=("Day", more.get("expires")),
        stock=("Boolean!", more.get("into_stock", True)),
    )


LOT = """query L($id: ID!) { lot(id: $id) { produced { base } lost { base } sold { base } left { base } sources { producer } }
  lotBuyers(lotId: $id) { name title quantity { base } mail } }"""


async def order_of(
    shop: Shop, goods: Goods, quantity: int, total: int, name: str = "Berta"
) -> tuple[Program, dict[str, Any]]:
    buyer = shop.visitor()
    await fill(buyer, (goods, quantity))
    await start(buyer)
    placed = await place(shop, buyer, total, contact={"name": name, "mail": f"{name.lower()}@example.org"})
    assert placed["__typename"] == "PlacedOrder", placed
    return buyer, placed["order"]


async def test_invariant_34_sold_of_a_lot_is_never_more_than_it_has(shop: Shop) -> None:
    """A lot of many producers; what is packed comes from the one that expires first, and no more than it has, however many pack at once."""
    stall = await open_stall(shop, "Orchard")
    apples = await offer(shop, stall, "Apples", price=100, on_hand=0)
    maker = shop.by(stall.maker)
    late = (await open_lot(shop, stall, apples, "A-2", ("Nuria", 4), harvested="2099-01-02", expires="2099-02-01"))[
        "id"
    ]
    early = (await open_lot(shop, stall, apples, "A-1", ("Nuria", 3), ("Pau", 2), expires="2099-01-20"))["id"]
    assert (await open_lot(shop, stall, apples, "A-1", ("Pau", 1)))["__typename"] == "LotCodeTaken"
    lost = await maker.wish(
        "loseFromLot(key: $key, lotId: $lot, quantity: 1, reason: \"rotten\")", "... on Done { __typename }",
        key=("String!", new_key()), lot=("ID!", early),
    )  # fmt: skip
    assert lost["__typename"] == "Done"
    placed = [await order_of(shop, apples, 2, 200, name) for name in ("Ana", "Eva", "Ida", "Isa")]
    ends = await asyncio.gather(*(mark_ready(shop, stall, order["parts"][0]["id"]) for _, order in placed))
    assert [end["__typename"] for end in ends] == ["ChangedPart"] * 4
    found = {code: await maker.ask(LOT, id=lot) for code, lot in (("early", early), ("late", late))}
    assert found["early"]["lot"]["left"]["base"] == 0
    assert [one["producer"] for one in found["early"]["lot"]["sources"]] == ["Nuria", "Pau", ""]
    assert (found["early"]["lot"]["sold"]["base"], found["late"]["lot"]["sold"]["base"]) == (4, 4)
    # Six were counted on the shelf by hand beyond what any lot has: they are of none, so they are not packed.
    await maker.wish(
        "setStock(stockItemId: $item, onHand: 6)", "... on StockItem { onHand }", item=("ID!", apples.stock_item)
    )
    _, order = await order_of(shop, apples, 1, 100)
    short = await mark_ready(shop, stall, order["parts"][0]["id"])
    assert (short["__typename"], short["titles"], short["missing"]) == ("LotShort", ["Apples"], 1)
    await cancel(shop, placed[0][1]["id"], stall)
    await shop.worker.drain()
    assert (await mark_ready(shop, stall, order["parts"][0]["id"]))["__typename"] == "ChangedPart", (
        "what was cancelled is free again"
    )


async def test_invariant_34_a_recall_reaches_every_buyer_of_the_lot(shop: Shop) -> None:
    """By list and by letter; who has of another lot is left in peace, and what is not fetched yet is packed anew."""
    stall = await open_stall(shop, "Orchard")
    cheese = await offer_cheese(shop, stall, on_hand=0)
    bad = (await open_lot(shop, stall, cheese, "C-1", ("Nuria", 2300), expires="2099-01-01"))["id"]
    orders = [await order_of(shop, cheese, 1000, 1150, name) for name in ("Ana", "Eva")]
    for _, order in orders:
        part = order["parts"][0]
        await weigh(shop, stall, part["lines"][0]["id"], 1100)
        assert (await mark_ready(shop, stall, part["id"]))["__typename"] == "ChangedPart"
    good = (await open_lot(shop, stall, cheese, "C-2", ("Nuria", 5000)))["id"]
    _, third = await order_of(shop, cheese, 1000, 1150, "Ida")
    await weigh(shop, stall, third["parts"][0]["lines"][0]["id"], 1000)
    chosen = await shop.by(stall.maker).wish(
        "takeFromLot(key: $key, lineId: $line, lotId: $lot)", "... on Done { __typename }",
        key=("String!", new_key()), line=("ID!", third["parts"][0]["lines"][0]["id"]), lot=("ID!", good),
    )  # fmt: skip
    assert chosen["__typename"] == "Done", chosen
    assert (await hand_over(shop, stall, orders[0][1]["parts"][0]["id"], 1100))["__typename"] == "ChangedPart"
    await shop.worker.drain()
    before = len(shop.letters.sent)
    recall = ("recallLot(key: $key, lotId: $lot, reason: $reason)", "... on Done { __typename }")
    wish = {"lot": ("ID!", bad), "reason": ("String!", "glass in it")}
    assert (await shop.visitor().wish(*recall, key=("String!", new_key()), **wish))["__typename"] == "SignInNeeded"
    assert (await shop.by(stall.maker).wish(*recall, key=("String!", new_key()), **wish))["__typename"] == "Done"
    await shop.worker.drain()
    told = shop.letters.sent[before:]
    assert {letter.to for letter in told} == {"ana@example.org", "eva@example.org"}
    assert all("glass in it" in letter.text and "C-1" in letter.text for letter in told)
    buyers = (await shop.by(stall.maker).ask(LOT, id=bad))["lotBuyers"]
    assert [(one["name"], one["quantity"]["base"]) for one in buyers] == [("Ana", 1100), ("Eva", 1100)]
    recalls = "query R($id: ID!) { lotRecalls(orderId: $id) { code reason } }"
    assert (await orders[0][0].ask(recalls, id=orders[0][1]["id"]))["lotRecalls"] == [
        {"code": "C-1", "reason": "glass in it"}
    ]
    assert (await shop.visitor().ask(recalls, id=orders[0][1]["id"]))["lotRecalls"] == []
    assert (await hand_over(shop, stall, orders[1][1]["parts"][0]["id"], 1100))["__typename"] == "ChangedPart"
    assert [one["name"] for one in (await shop.by(stall.maker).ask(LOT, id=good))["lotBuyers"]] == ["Eva", "Ida"]
    assert [one["name"] for one in (await shop.by(stall.maker).ask(LOT, id=bad))["lotBuyers"]] == ["Ana"]


PURCHASE = """query P($id: ID!) { groupPurchase(id: $id) { state cases asked { base } leftover { base } lot mine { allotted { base } orderId } }
  groupWishes(purchaseId: $id) { name allotted { base } } }"""


async def open_group(shop: Shop, goods: Goods, closes_in: timedelta, least_cases: int = 1) -> str:
    async with shop.worker_database.read(people_scope(shop)) as work:
        closes = (work.now + closes_in).isoformat()
    done = await shop.by(shop.coordinator).wish(
        "openGroupPurchase(key: $key, variantId: $variant, pickupPointId: $point, caseSize: 10000, leastCases: $least, closesAt: $closes)",
        "... on GroupPurchaseOpened { id }",
        key=("String!", new_key()),
        variant=("ID!", goods.variant),
        point=("ID!", shop.point),
        least=("Int!", least_cases),
        closes=("Instant!", closes),
    )
    found: str = done["id"]
    return found


def people_scope(shop: Shop) -> Scope:

    return Scope(shop.id)


async def ask_for(member: Program, group: str, quantity: int, tolerance: int) -> str:
    done = await member.wish(
        "askInGroupPurchase(key: $key, id: $id, quantity: $quantity, tolerance: $tolerance)",
        "... on Done { __typename } ... on PurchaseClosed { closedAt } ... on QuantityNotSold { step }",
        key=("String!", new_key()),
        id=("ID!", group),
        quantity=("MinorUnits!", quantity),
        tolerance=("MinorUnits!", tolerance),
    )
    name: str = done["__typename"]
    return name


async def test_invariant_28_bought_by_the_case_and_divided(
    shop: Shop, database: Database, worker_database: Database, clock: Clock, admin: asyncpg.Connection
) -> None:
    """A 9, B 5 (to 9), C 2 (to 3), by cases of ten kilos: two cases; A 9, B 9, C 2. Each pays what she received times the final price."""
    opened = await shop.by(shop.coordinator).wish(
        'openSupplierStall(key: $key, name: [{language: "en", text: "Mill"}], place: "Teruel")', "... on SupplierOpened { id slug }",
        key=("String!", new_key()),
    )  # fmt: skip
    # Nobody signs in for it: whoever coordinates keeps its goods.
    supplier = Stall(opened["slug"], opened["id"], shop.coordinator)
    flour = await offer(shop, supplier, "Flour", price=200, on_hand=0, unit="GRAM", step=500, least=500, pricePer=1000)
    group = await open_group(shop, flour, timedelta(days=2))
    few = await open_group(shop, flour, timedelta(days=2), least_cases=3)
    members = {
        name: shop.by(await people.member(database, worker_database, shop.id, name=name, classes=("consumer",)))
        for name in "ABC"
    }
    for name, quantity, tolerance in (("A", 9000, 0), ("B", 5000, 4000), ("C", 2000, 1000)):
        assert await ask_for(members[name], group, quantity, tolerance) == "Done"
        assert await ask_for(members[name], few, quantity, 0) == "Done"
    assert await ask_for(members["A"], group, 333, 0) == "QuantityNotSold"
    assert (await shop.visitor().ask(PURCHASE, id=group)) == {"groupPurchase": None, "groupWishes": None}
    await clock.move(timedelta(days=2, minutes=1))
    assert await ask_for(members["C"], group, 3000, 0) == "PurchaseClosed"
    await shop.sweep("group_purchase.")
    found = await members["B"].ask(PURCHASE, id=group)
    assert (found["groupPurchase"]["state"], found["groupPurchase"]["cases"]) == ("ORDERED", 2)
    assert found["groupPurchase"]["mine"]["allotted"]["base"] == 9000
    assert len(found["groupPurchase"]["lot"]) == 64
    assert found["groupWishes"] is None, "who asked for what is the coordinator's"
    failed = (await members["B"].ask(PURCHASE, id=few))["groupPurchase"]
    assert (failed["state"], failed["mine"]) == ("FAILED", {"allotted": {"base": 0}, "orderId": None})
    receive = (
        "receiveGroupPurchase(key: $key, id: $id, received: $received, finalPrice: $price)",
        "... on Done { __typename } ... on DearerThanAnnounced { announced { minor } }",
    )
    wish = {"id": ("ID!", group), "received": ("MinorUnits!", 21_000)}
    coordinator = shop.by(shop.coordinator)
    dearer = await coordinator.wish(*receive, key=("String!", new_key()), price=("MoneyInput!", {"minor": 201, "currency": "EUR"}), **wish)  # fmt: skip
    assert dearer["__typename"] == "DearerThanAnnounced"
    done = await coordinator.wish(*receive, key=("String!", new_key()), price=("MoneyInput!", {"minor": 180, "currency": "EUR"}), **wish)  # fmt: skip
    assert done["__typename"] == "Done", done
    assert [(one["name"], one["allotted"]["base"]) for one in (await coordinator.ask(PURCHASE, id=group))["groupWishes"]] == [
        ("A", 9000), ("B", 9000), ("C", 3000)
    ]  # fmt: skip
    mine = (await members["B"].ask(PURCHASE, id=group))["groupPurchase"]["mine"]
    order = (
        await members["B"].ask(
            "query O($id: ID!) { order(id: $id) { state total { minor } parts { id lines { quantity { base } } } } }",
            id=mine["orderId"],
        )
    )["order"]
    assert (order["state"], order["total"]["minor"], order["parts"][0]["lines"][0]["quantity"]["base"]) == (
        "PLACED",
        1620,
        9000,
    )
    assert (await hand_over(shop, supplier, order["parts"][0]["id"], 1620))["__typename"] == "ChangedPart"
    again = await coordinator.wish(*receive, key=("String!", new_key()), price=("MoneyInput!", {"minor": 180, "currency": "EUR"}), **wish)  # fmt: skip
    assert again["__typename"] == "InvalidTransition"
    [hers] = (await members["A"].ask("query M { myOrders { nodes { id parts { id } } } }"))["myOrders"]["nodes"]
    # It never stood on the shelf, but now it is there: whoever minds the table says so, and it can be bought.
    assert await _on_shelf(admin, flour) == 0
    done = await coordinator.wish(
        'markNotFetched(key: $key, partId: $part, goods: BACK, givenTo: "")',
        "",
        key=("String!", new_key()),
        part=("ID!", hers["parts"][0]["id"]),
    )
    assert done["__typename"] == "ChangedAtCounter", done
    assert await _on_shelf(admin, flour) == 9000
    last = (await members["C"].ask(PURCHASE, id=group))["groupPurchase"]["mine"]["orderId"]
    assert (await cancel(shop, last))["__typename"] == "ChangedOrder"
    assert await _on_shelf(admin, flour) == 12_000


async def _on_shelf(admin: asyncpg.Connection, goods: Goods) -> int:
    found: int = await admin.fetchval(
        "SELECT on_hand FROM stock_item WHERE id = $1", ids.decode("stock", goods.stock_item)
    )
    return found


async def test_invariant_28_who_gets_less_than_was_promised_is_told(
    shop: Shop, database: Database, worker_database: Database, clock: Clock
) -> None:
    """A case of ten kilos for two and a third who is too late; one kilo comes, for the first alone. Each is told, once, what is hers."""
    stall = await open_stall(shop, "Mill")
    flour = await offer(shop, stall, "Flour", price=200, on_hand=0, unit="GRAM", step=500, least=500, pricePer=1000)
    group = await open_group(shop, flour, timedelta(days=2))
    members = {
        name: shop.by(await people.member(database, worker_database, shop.id, name=name, classes=("consumer",)))
        for name in ("Ana", "Berta", "Carla")
    }
    for name, quantity in (("Ana", 6000), ("Berta", 4000), ("Carla", 2000)):
        assert await ask_for(members[name], group, quantity, 0) == "Done"
    await clock.move(timedelta(days=2, minutes=1))
    await shop.sweep("group_purchase.")
    await shop.worker.drain()

    async def told() -> dict[str, str]:
        await shop.worker.drain()
        found = {one.to: one.text for one in shop.letters.sent if one.subject.startswith("Bought together")}
        shop.letters._by_id.clear()
        return found

    ordered = await told()
    assert sorted(ordered) == ["Ana", "Berta", "Carla"]
    gets = {
        name: (await members[name].ask(PURCHASE, id=group))["groupPurchase"]["mine"]["allotted"]["base"]
        for name in members
    }
    nobody = [name for name in members if not gets[name]]
    assert all("nothing of it is left for you" in ordered[name] for name in nobody)
    assert all("You get" in ordered[name] for name in members if gets[name])
    done = await shop.by(shop.coordinator).wish(
        "receiveGroupPurchase(key: $key, id: $id, received: $received, finalPrice: $price)", "",
        key=("String!", new_key()), id=("ID!", group), received=("MinorUnits!", 1000),
        price=("MoneyInput!", {"minor": 200, "currency": "EUR"}),
    )  # fmt: skip
    assert done["__typename"] == "Done", done
    less = await told()
    now = {
        name: (await members[name].ask(PURCHASE, id=group))["groupPurchase"]["mine"]["allotted"]["base"]
        for name in members
    }
    assert sum(now.values()) == 1000
    assert set(less) == {name for name in members if now[name] < gets[name]}
    for name, text in less.items():
        assert ("instead of" in text) == bool(now[name]), text
        assert ("nothing of it is left for you" in text) == (not now[name]), text


async def test_market_05_quantities_keep_to_their_steps_and_say_so(shop: Shop) -> None:
    """Zero, less, between two steps, a thousand tons: the refusal names step, least and most; nothing is rounded for anybody."""
    stall = await open_stall(shop, "Dairy")
    cheese = await offer_cheese(shop, stall)
    buyer = shop.visitor()
    for quantity in (0, -1, 333, 10**12):
        refused = await buyer.wish(
            "addToCart(variantId: $variant, quantity: $quantity)", "... on QuantityNotSold { rule step least most }",
            variant=("ID!", cheese.variant), quantity=("MinorUnits!", quantity),
        )  # fmt: skip
        assert (refused["__typename"], refused["step"], refused["least"]) == ("QuantityNotSold", 250, 250), refused
    await fill(buyer, (cheese, 750))
    line = (
        await buyer.ask(
            "query B { cart { groups { stalls { lines { quantity { base display } accepted { base } price { minor } pricePer total { minor } } } } } }"
        )
    )["cart"]["groups"][0]["stalls"][0]["lines"][0]
    assert line == {
        "quantity": {"base": 750, "display": "750 g"},
        "accepted": {"base": 862},
        "price": {"minor": 1000},
        "pricePer": 1000,
        "total": {"minor": 862},
    }
