"""Acceptance, market: stock, carts, what stays written, who sees what. A test for each case, through the door."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from minga_graphql.door import Door
from minga_graphql.services import Services
from minga_platform.kernel import ids
from minga_platform.kernel.actor import Scope
from minga_platform.kernel.database import Database
from minga_platform.kernel.work import Work
from minga_platform.membership.commands import roles
from minga_testing import people
from minga_testing.api import client_of
from minga_testing.boxing import content, offer_box, take
from minga_testing.clusters import Urls
from minga_testing.cycles import append, only_in_cycles, place_in, plan, start_in
from minga_testing.leaving import MINE, asked, fetch
from minga_testing.people import GOOD_PASSWORD
from minga_testing.plugin import Clock
from minga_testing.shop import (
    KEYRING,
    Goods,
    Program,
    Shop,
    Stall,
    fill,
    offer,
    open_shop,
    open_stall,
    place,
    ports,
    start,
)
from minga_testing.trade import books, cancel, hand_over, refund, seen

CART = """query Basket { cart { lineCount groups { cooperative { slug } subtotal { minor } canCheckOut
  stalls { slug subtotal { minor } lines { id title variantId canBeBought total { minor } quantity { base }
  notes { kind available { base } oldPrice { minor } } } } gone { id title } } } }"""


@pytest.fixture
async def shop(database: Database, worker_database: Database) -> Shop:
    return await open_shop(database, worker_database)


async def stock_of(admin: asyncpg.Connection, shop: Shop, goods: Goods) -> tuple[int, int]:
    """(on hand, held) as the database has it."""
    row = await admin.fetchrow(
        "SELECT on_hand, held FROM stock_item WHERE cooperative_id = $1 AND id = $2",
        shop.id,
        ids.decode("stock", goods.stock_item),
    )
    return row["on_hand"], row["held"]


async def orders(admin: asyncpg.Connection, shop: Shop) -> int:
    found: int = await admin.fetchval("SELECT count(*) FROM sale_order WHERE cooperative_id = $1", shop.id)
    return found


async def basket(buyer: Program) -> dict[str, dict[str, Any]]:
    """The buyer's lines by title."""
    cart = (await buyer.ask(CART))["cart"]
    return {line["title"]: line for group in cart["groups"] for stall in group["stalls"] for line in stall["lines"]}


async def set_stock(shop: Shop, stall: Stall, goods: Goods, on_hand: int) -> dict[str, Any]:
    return await shop.by(stall.maker).wish(
        "setStock(stockItemId: $item, onHand: $onHand)",
        "... on StockItem { onHand held } ... on StockHeld { held }",
        item=("ID!", goods.stock_item),
        onHand=("MinorUnits", on_hand),
    )


async def edit_variant(shop: Shop, stall: Stall, goods: Goods, **changes: Any) -> None:
    maker = shop.by(stall.maker)
    kept = (
        await maker.ask("query K($id: ID!) { keptProduct(id: $id) { variants { id version } } }", id=goods.product)
    )["keptProduct"]
    version = next(one["version"] for one in kept["variants"] if one["id"] == goods.variant)
    done = await maker.wish(
        "editVariant(id: $id, expectedVersion: $version, changes: $changes)",
        "... on KeptProduct { id }",
        id=("ID!", goods.variant),
        version=("Int!", version),
        changes=("VariantInput!", changes),
    )
    assert done["__typename"] == "KeptProduct", done


async def edit_title(shop: Shop, stall: Stall, goods: Goods, title: str) -> None:
    maker = shop.by(stall.maker)
    kept = (await maker.ask("query K($id: ID!) { keptProduct(id: $id) { version } }", id=goods.product))["keptProduct"]
    done = await maker.wish(
        "editProduct(id: $id, expectedVersion: $version, changes: $changes)",
        "... on KeptProduct { title }",
        id=("ID!", goods.product),
        version=("Int!", kept["version"]),
        changes=("ProductInput!", {"title": [{"language": "en", "text": title}]}),
    )
    assert done["title"] == title, done


async def test_case_01_one_unit_and_fifty_baskets(shop: Shop, admin: asyncpg.Connection) -> None:
    """Exactly one order; everybody else learns that none is left, wherever she meets it; nothing goes below zero."""
    potter = await open_stall(shop, "Potter")
    bowl = await offer(shop, potter, "Bowl", price=2400, on_hand=1)
    buyers = [shop.visitor() for _ in range(50)]
    await asyncio.gather(*(fill(buyer, (bowl, 1)) for buyer in buyers))

    async def buys(buyer: Program) -> dict[str, Any]:
        started = await start(buyer)
        return started if started["__typename"] != "CheckoutStarted" else await place(shop, buyer, 2400)

    ends = await asyncio.gather(*map(buys, buyers))
    assert sorted(end["__typename"] for end in ends) == ["OutOfStock"] * 49 + ["PlacedOrder"]
    assert {end["available"] for end in ends if end["__typename"] == "OutOfStock"} == {0}
    assert await orders(admin, shop) == 1
    assert (await stock_of(admin, shop, bowl))[0] in (0, 1)
    on_hand, held = await stock_of(admin, shop, bowl)
    assert on_hand - held == 0
    charged = await admin.fetchval("SELECT count(*) FROM payment WHERE cooperative_id = $1", shop.id)
    assert charged == 1, "nobody who got nothing owes anything"


async def test_case_01_the_same_race_when_both_hold_until_placing(shop: Shop, admin: asyncpg.Connection) -> None:
    """One person's two tabs are one basket: twenty placings at once are one order."""
    potter = await open_stall(shop, "Potter")
    bowl = await offer(shop, potter, "Bowl", price=2400, on_hand=1)
    buyer = shop.visitor()
    await fill(buyer, (bowl, 1))
    await asyncio.gather(*(start(buyer) for _ in range(10)))
    ends = await asyncio.gather(*(place(shop, buyer, 2400) for _ in range(20)))
    kinds = [end["__typename"] for end in ends]
    assert kinds.count("PlacedOrder") == 1
    assert set(kinds) <= {"PlacedOrder", "CheckoutNotStarted", "CartEmpty"}, kinds
    assert await orders(admin, shop) == 1


async def test_case_02_the_hold_ran_out(shop: Shop, admin: asyncpg.Connection, clock: Clock) -> None:
    """Still there: held again and placed. Taken by another meanwhile: ReservationExpired, nothing charged, the cart kept."""
    potter = await open_stall(shop, "Potter")
    bowl = await offer(shop, potter, "Bowl", price=2400, on_hand=1)
    first, second = shop.visitor(), shop.visitor()
    for buyer in (first, second):
        await fill(buyer, (bowl, 1))
    await start(first)
    assert (await start(second))["__typename"] == "OutOfStock"
    await clock.move(timedelta(minutes=11))
    started = await start(second)
    assert started["__typename"] == "CheckoutStarted", "what ran out is free at once, swept or not"
    late = await place(shop, first, 2400)
    assert late["__typename"] in ("ReservationExpired", "CheckoutNotStarted"), late
    assert await orders(admin, shop) == 0
    assert (await basket(first))["Bowl"]["quantity"]["base"] == 1
    await clock.move(timedelta(minutes=11))
    placed = await place(shop, second, 2400)
    assert placed["__typename"] == "PlacedOrder", "her time ran out too, but it is still there"
    assert await orders(admin, shop) == 1


async def test_case_02_taken_while_the_lapsed_hold_was_not_swept(
    shop: Shop, admin: asyncpg.Connection, clock: Clock
) -> None:
    """Her own checkout is still open when the last one is counted away: told when it ran out, never charged."""
    potter = await open_stall(shop, "Potter")
    bowl = await offer(shop, potter, "Bowl", price=2400, on_hand=2)
    buyer = shop.visitor()
    await fill(buyer, (bowl, 1))
    await start(buyer)
    await clock.move(timedelta(minutes=11))
    await fill(buyer, (bowl, 2))  # Three of two.
    refused = await place(shop, buyer, 7200)
    assert refused["__typename"] == "ReservationExpired", refused
    assert await orders(admin, shop) == 0


async def test_case_03_box_and_loose_are_summed(shop: Shop, admin: asyncpg.Connection) -> None:
    """A box of six and single ones draw on one shelf: together they are too many, though each alone would do."""
    farm = await open_stall(shop, "Farm")
    loose = await offer(shop, farm, "Eggs", price=40, on_hand=10)
    boxed = await shop.by(farm.maker).wish(
        "addVariant(productId: $product, variant: $variant, stockItemId: $item)",
        "... on KeptProduct { variants { id draws stockItemId } }",
        product=("ID!", loose.product),
        variant=("VariantInput!", {"price": {"minor": 220, "currency": "EUR"}, "draws": 6, "options": []}),
        item=("ID!", loose.stock_item),
    )
    box = next(one for one in boxed["variants"] if one["draws"] == 6)
    assert box["stockItemId"] == loose.stock_item
    buyer = shop.visitor()
    await fill(buyer, (loose, 5), (replace(loose, variant=box["id"]), 1))
    refused = await start(buyer)
    assert (refused["__typename"], refused["available"]) == ("OutOfStock", 10)
    lines = (await buyer.ask(CART))["cart"]["groups"][0]["stalls"][0]["lines"]
    assert {note["kind"] for line in lines for note in line["notes"]} == {"QUANTITY_REDUCED"}
    await buyer.wish(
        "changeCartLine(lineId: $line, quantity: $quantity)",
        "... on ChangedCartLine { lineId }",
        line=("ID!", next(line["id"] for line in lines if line["variantId"] == loose.variant)),
        quantity=("MinorUnits!", 4),
    )
    assert (await start(buyer))["__typename"] == "CheckoutStarted"
    assert await stock_of(admin, shop, loose) == (10, 10)


async def test_case_04_less_is_there_than_baskets_hold(shop: Shop) -> None:
    """Holders read how much is left; what was placed stays as it was placed."""
    farm = await open_stall(shop, "Farm")
    eggs = await offer(shop, farm, "Eggs", price=40, on_hand=20)
    early, late = shop.visitor(), shop.visitor()
    await fill(early, (eggs, 10))
    await start(early)
    placed = await place(shop, early, 400)
    assert placed["__typename"] == "PlacedOrder"
    await fill(late, (eggs, 8))
    before = await seen(early, placed["order"]["id"])
    done = await set_stock(shop, farm, eggs, 3)
    assert done["__typename"] in ("StockItem", "StockHeld"), done
    if done["__typename"] == "StockHeld":  # What an order waits for cannot be counted away.
        done = await set_stock(shop, farm, eggs, done["held"] + 3)
    assert done["onHand"] - done["held"] == 3
    [note] = (await basket(late))["Eggs"]["notes"]
    assert (note["kind"], note["available"]["base"]) == ("QUANTITY_REDUCED", 3)
    assert (await start(late))["available"] == 3
    assert await seen(early, placed["order"]["id"]) == before


@pytest.mark.parametrize(
    ("unit", "step", "quantity"), [("PIECE", 1, 0), ("PIECE", 1, -1), ("GRAM", 250, 333), ("PIECE", 1, 10**12)]
)
async def test_case_05_quantities_that_nobody_sells(shop: Shop, unit: str, step: int, quantity: int) -> None:
    """A typed refusal that names the bounds, and no row."""
    farm = await open_stall(shop, "Farm")
    more = {"most": 1_000 * step, "least": step}
    apples = await offer(shop, farm, "Apples", price=400, on_hand=10**6, unit=unit, step=step, **more)
    buyer = shop.visitor()
    refused = await buyer.wish(
        "addToCart(variantId: $variant, quantity: $quantity)",
        "... on QuantityNotSold { rule unit step least most } ... on InvalidInput { field rule minimum }",
        variant=("ID!", apples.variant),
        quantity=("MinorUnits!", quantity),
    )
    assert refused["__typename"] == "QuantityNotSold", refused
    assert (refused["step"], refused["least"], refused["most"]) == (step, step, 1_000 * step)
    assert (await buyer.ask(CART))["cart"]["lineCount"] == 0


async def test_case_05_no_fraction_passes_the_door_and_whole_units_stay_exact(shop: Shop) -> None:
    """0.3333 kg cannot be said: quantities are whole base units. 333 g, where sold by the gram, stays 333."""
    farm = await open_stall(shop, "Farm")
    flour = await offer(shop, farm, "Flour", price=3, on_hand=10**6, unit="GRAM", step=1)
    buyer = shop.visitor()
    told = await buyer.answer(
        "mutation A($v: ID!, $q: MinorUnits!) { addToCart(variantId: $v, quantity: $q) { __typename } }",
        v=flour.variant,
        q=0.3333,
    )
    assert told.get("data") is None
    assert told["errors"][0]["extensions"]["code"] != "UNEXPECTED"
    await fill(buyer, (flour, 333))
    line = (await basket(buyer))["Flour"]
    assert (line["quantity"]["base"], line["total"]["minor"]) == (333, 999)


async def test_case_06_the_price_changes_meanwhile(shop: Shop, admin: asyncpg.Connection) -> None:
    """PriceChanged with both totals; the same wish with the new one places the order."""
    potter = await open_stall(shop, "Potter")
    bowl = await offer(shop, potter, "Bowl", price=2400)
    buyer = shop.visitor()
    await fill(buyer, (bowl, 2))
    await start(buyer)
    await edit_variant(shop, potter, bowl, price={"minor": 2500, "currency": "EUR"})
    [note] = (await basket(buyer))["Bowl"]["notes"]
    assert (note["kind"], note["oldPrice"]["minor"]) == ("PRICE_CHANGED", 2400)
    refused = await place(shop, buyer, 4800)
    assert refused["__typename"] == "PriceChanged"
    assert (refused["old"]["minor"], refused["new"]["minor"]) == (4800, 5000)
    assert await orders(admin, shop) == 0
    placed = await place(shop, buyer, 5000)
    assert placed["order"]["total"]["minor"] == 5000


async def test_case_07_what_left_the_market_is_flagged_and_the_rest_goes_on(shop: Shop) -> None:
    """Withdrawn, unpublished, archived, suspended: each line says why, and the rest checks out."""
    potter, weaver = await open_stall(shop, "Potter"), await open_stall(shop, "Weaver")
    names = ("Withdrawn", "Unpublished", "Archived", "Kept")
    things = {name: await offer(shop, potter, name, price=1000) for name in names}
    things["Suspended"] = await offer(shop, weaver, "Suspended", price=700)
    buyer = shop.visitor()
    await fill(buyer, *((goods, 1) for goods in things.values()))
    maker = shop.by(potter.maker)
    for call, goods_id in (
        ("withdrawVariant(id: $id)", things["Withdrawn"].variant),
        ("unpublishProduct(id: $id)", things["Unpublished"].product),
        ("archiveProduct(id: $id)", things["Archived"].product),
    ):
        assert (await maker.wish(call, "... on KeptProduct { id }", id=("ID!", goods_id)))[
            "__typename"
        ] == "KeptProduct"
    async with shop.worker_database.read(Scope(shop.id)) as work:
        ends = (work.now + timedelta(days=3)).isoformat()
    done = await shop.by(shop.coordinator).wish(
        'restrictStall(stallId: $id, kind: SELLING, reason: "Moths", evidence: "A photo", endsAt: $ends)',
        "",
        id=("ID!", weaver.id),
        ends=("Instant!", ends),
    )
    assert done["__typename"] == "RestrictionChanged", done
    lines = await basket(buyer)
    assert {name: [note["kind"] for note in line["notes"]] for name, line in lines.items()} == {
        "Withdrawn": ["WITHDRAWN"],
        "Unpublished": ["UNPUBLISHED"],
        "Archived": ["UNPUBLISHED"],
        "Kept": [],
        "Suspended": ["STALL_CLOSED"],
    }
    assert [name for name, line in lines.items() if line["canBeBought"]] == ["Kept"]
    assert (await start(buyer))["__typename"] == "CheckoutStarted"
    placed = await place(shop, buyer, 1000)
    assert [line["title"] for part in placed["order"]["parts"] for line in part["lines"]] == ["Kept"]
    assert set(await basket(buyer)) == {"Withdrawn", "Unpublished", "Archived", "Suspended"}, "the others wait"


async def test_case_08_signing_in_twice_with_one_basket(shop: Shop, database: Database) -> None:
    """The visitor's basket comes along once: quantities are not doubled, and the token opens nothing afterwards."""
    farm = await open_stall(shop, "Farm")
    eggs, bread = await offer(shop, farm, "Eggs", price=40), await offer(shop, farm, "Bread", price=450)
    ana = await people.sign_up(database, name="Ana", password=GOOD_PASSWORD)
    await fill(shop.by(ana), (eggs, 2))
    visitor = shop.visitor()
    await fill(visitor, (eggs, 3), (bread, 1))
    await start(visitor)  # She holds goods at this moment.
    for _ in range(2):
        done = await visitor.wish(
            "signIn(name: $name, password: $password)",
            "... on SignedIn { token }",
            name=("String!", ana.mail),
            password=("String!", GOOD_PASSWORD),
        )
        assert done["__typename"] == "SignedIn", done
        lines = await basket(shop.program.as_(await people.look_again(database, done["token"])))
        assert {name: line["quantity"]["base"] for name, line in lines.items()} == {"Eggs": 3, "Bread": 1}
    assert await basket(visitor) == {}


async def test_case_09_two_co_ops_in_one_basket(shop: Shop, database: Database, worker_database: Database) -> None:
    """A group, a subtotal and a placing for each; placing one leaves the other's lines alone."""
    other = await open_shop(database, worker_database)
    here, there = await open_stall(shop, "Potter"), await open_stall(other, "Weaver")
    bowl, scarf = await offer(shop, here, "Bowl", price=2400), await offer(other, there, "Scarf", price=1210)
    buyer = shop.visitor()
    abroad = replace(other.program, viewer=buyer.viewer)
    await fill(buyer, (bowl, 1))
    await fill(abroad, (scarf, 2))
    cart = (await buyer.ask(CART))["cart"]
    assert [(one["cooperative"]["slug"], one["subtotal"]["minor"]) for one in cart["groups"]] == [
        (shop.cooperative.slug, 2400),
        (other.cooperative.slug, 2420),
    ]
    await start(buyer)
    refused = await place(shop, buyer, 4820)
    assert (refused["__typename"], refused["new"]["minor"]) == ("PriceChanged", 2400)
    foreign = await place(replace(other, point=shop.point), buyer, 2400)
    assert foreign["__typename"] == "PlacedOrder"
    [group] = (await buyer.ask(CART))["cart"]["groups"]
    assert (group["cooperative"]["slug"], group["subtotal"]["minor"]) == (other.cooperative.slug, 2420)
    await start(abroad)
    assert (await place(other, abroad, 2420))["order"]["number"] == 1
    assert (await buyer.ask(CART))["cart"]["lineCount"] == 0


async def test_case_49_the_past_stays_as_it_was_written(shop: Shop) -> None:
    """Renamed, re-priced, archived; the stall renamed: the order and its books do not change, and it can be cancelled."""
    potter = await open_stall(shop, "Potter")
    bowl = await offer(shop, potter, "Bowl", price=2400, on_hand=5)
    buyer = shop.visitor()
    await fill(buyer, (bowl, 2))
    await start(buyer)
    placed = await place(shop, buyer, 4800)
    before, sums = await seen(buyer, placed["order"]["id"]), await books(shop)
    await edit_title(shop, potter, bowl, "Vase")
    await edit_variant(shop, potter, bowl, price={"minor": 9900, "currency": "EUR"})
    maker = shop.by(potter.maker)
    kept = (await maker.ask("query S($s: String!) { keptStall(slug: $s) { version } }", s=potter.slug))["keptStall"]
    renamed = await maker.wish(
        "editStall(id: $id, expectedVersion: $version, changes: $changes)",
        "... on KeptStall { name }",
        id=("ID!", potter.id),
        version=("Int!", kept["version"]),
        changes=("StallInput!", {"name": [{"language": "en", "text": "Another name"}]}),
    )
    assert renamed["name"] == "Another name"
    await maker.wish("archiveProduct(id: $id)", "... on KeptProduct { id }", id=("ID!", bowl.product))
    assert await seen(buyer, placed["order"]["id"]) == before
    assert before["parts"][0]["stallName"] == "Potter"
    assert before["parts"][0]["lines"][0]["title"] == "Bowl"
    assert await books(shop) == sums
    done = await cancel(shop, placed["order"]["id"])
    assert done["order"]["state"] == "CANCELLED", done


async def test_case_49_an_order_is_added_to_after_its_goods_were_renamed(
    shop: Shop, database: Database, worker_database: Database
) -> None:
    """Renamed, re-priced, the stall renamed: what is added has today's name and price, what was there keeps its own; a line of the
    past is refunded and the invoice of the whole says both. Deleted goods are added no more, and the rest of the order goes on."""
    field = await open_stall(shop, "Field")
    carrots = await offer(shop, field, "Carrots", price=300)
    await only_in_cycles(shop, field, carrots)
    week = (await plan(shop, [(field, [carrots])]))["id"]
    buyer = shop.by(await people.member(database, worker_database, shop.id, name="Berta", classes=("consumer",)))
    await fill(buyer, (carrots, 2))
    await start_in(buyer, week)
    order = (await place_in(shop, buyer, week, 600))["order"]["id"]
    [old] = (await seen(buyer, order))["parts"][0]["lines"]
    await edit_title(shop, field, carrots, "Old carrots")
    await edit_variant(shop, field, carrots, price={"minor": 500, "currency": "EUR"})
    maker = shop.by(field.maker)
    kept = (await maker.ask("query S($s: String!) { keptStall(slug: $s) { version } }", s=field.slug))["keptStall"]
    await maker.wish(
        "editStall(id: $id, expectedVersion: $version, changes: $changes)", "... on KeptStall { name }",
        id=("ID!", field.id), version=("Int!", kept["version"]),
        changes=("StallInput!", {"name": [{"language": "en", "text": "Hill"}]}),
    )  # fmt: skip
    await fill(buyer, (carrots, 1))
    assert (await append(shop, buyer, order, 1100))["__typename"] == "ExtendedOrder"
    [part] = (await seen(buyer, order))["parts"]
    assert part["stallName"] == "Field", "the order was placed at Field"
    assert old in part["lines"]
    told = sorted((one["title"], one["price"]["minor"], one["story"]["total"]["minor"]) for one in part["lines"])
    assert told == [("Carrots", 300, 600), ("Old carrots", 500, 500)]
    await fill(buyer, (carrots, 1))
    await maker.wish("archiveProduct(id: $id)", "... on KeptProduct { id }", id=("ID!", carrots.product))
    gone = await append(shop, buyer, order, 1600)
    assert gone["__typename"] in ("CartEmpty", "OutOfStock"), gone
    assert (await hand_over(shop, field, part["id"], 1100))["__typename"] == "ChangedPart"
    assert (await refund(shop, order, (old["id"], 300)))["__typename"] == "ChangedOrder"
    [part] = (await seen(buyer, order))["parts"]
    assert sorted((one["title"], one["refunded"]["minor"]) for one in part["lines"]) == [
        ("Carrots", 300),
        ("Old carrots", 0),
    ]


ASKED_BY_ANOTHER = (
    "query A($order: ID!) { order(id: $order) { id } }",
    "query A($stall: ID!) { sellerOrders(stallId: $stall) { nodes { id } } }",
    "query A($stall: ID!) { stallMoney(stallId: $stall) { held { minor } } }",
    "query A($stall: ID!) { earnings(stallId: $stall) { nodes { partId } } }",
    "query A($stall: ID!) { statement(stallId: $stall) { change { minor } } }",
    "query A($stall: ID!) { payouts(stallId: $stall) { nodes { id } } }",
    "query A($stall: ID!) { cardAccount(stallId: $stall) { state } }",
    "{ orders { nodes { id } } }",
    "{ members { nodes { name } } }",
    "{ transfers { nodes { id } } }",
    "{ discrepancies { id } }",
    "{ books { chainHead } }",
)


async def test_case_52_another_maker_learns_nothing(shop: Shop, database: Database, worker_database: Database) -> None:
    """By id, by slug, by list, by nested path: absent, in the same co-op and in another one."""
    potter, weaver = await open_stall(shop, "Potter"), await open_stall(shop, "Weaver")
    bowl = await offer(shop, potter, "Bowl", price=2400)
    draft = await shop.by(potter.maker).wish(
        "addProduct(stallId: $stall, product: $product)",
        "... on KeptProduct { id slug }",
        stall=("ID!", potter.id),
        product=("ProductInput!", {"title": [{"language": "en", "text": "Secretdraft"}], "taxBps": 2100}),
    )
    buyer = shop.visitor()
    await fill(buyer, (bowl, 1))
    await start(buyer)
    order = (await place(shop, buyer, 2400))["order"]
    other = await open_shop(database, worker_database)
    stranger = await open_stall(other, "Stranger")
    askers = (shop.by(weaver.maker), other.by(stranger.maker), shop.by(stranger.maker), shop.visitor())
    given = {"order": order["id"], "stall": potter.id}

    def wanted(document: str) -> dict[str, str]:
        return {name: value for name, value in given.items() if f"${name}" in document}

    for asker in askers:
        for document in ASKED_BY_ANOTHER:
            answer = await asker.answer(document, **wanted(document))
            told = [value for value in (answer.get("data") or {}).values() if value]
            for error in answer.get("errors", ()):
                assert error["extensions"]["code"] in ("NOT_FOUND", "NOT_ALLOWED", "SIGN_IN_NEEDED"), (document, error)
            assert not told, (document, told)
        for document, values in (
            ("query A($id: ID!) { keptProduct(id: $id) { title } }", {"id": draft["id"]}),
            ("query A($id: ID!) { product(id: $id) { title } }", {"id": draft["id"]}),
            ("query A($id: String!) { product(slug: $id) { title } }", {"id": draft["slug"]}),
            ("query A($id: String!) { keptStall(slug: $id) { name } }", {"id": potter.slug}),
            ("query A($id: String!) { keptProducts(stall: $id) { nodes { title } } }", {"id": potter.slug}),
        ):
            answer = await asker.answer(document, **values)
            assert not any((answer.get("data") or {}).values()), (document, answer)
        found = await asker.answer('{ listings(search: "Secretdraft") { nodes { title } facets { total } } }')
        assert found["data"]["listings"]["nodes"] == []
        assert found["data"]["listings"]["facets"]["total"] == 0
    own = await shop.by(potter.maker).ask(ASKED_BY_ANOTHER[1], stall=potter.id)
    assert len(own["sellerOrders"]["nodes"]) == 1, "or the cells above prove nothing"
    assert (await shop.by(potter.maker).ask(ASKED_BY_ANOTHER[0], order=order["id"]))["order"] is None, (
        "an order is the co-op's"
    )


async def test_case_52_what_runs_beside_an_order_is_nobody_elses_either(
    shop: Shop, database: Database, worker_database: Database
) -> None:
    """The log of a program, papers, who gets a box, a stall's letters, an uploaded file: by id and in lists, for another maker, for
    a maker and an officer of another co-op, and for nobody in particular the same as if they were not there."""
    potter, weaver = await open_stall(shop, "Potter"), await open_stall(shop, "Weaver")
    bowl = await offer(shop, potter, "Bowl", price=2400)
    keeper = shop.by(potter.maker)
    program = await keeper.wish(
        "addWebhook(name: $name, url: $url, kinds: $kinds, stallId: $stall)", "... on WebhookAdded { id }",
        name=("String!", "Mine"), url=("String!", "https://hooks.example.org/potter"), kinds=("[String!]!", ["order.confirmed"]),
        stall=("ID", potter.id),
    )  # fmt: skip
    box = await offer_box(shop, potter, [content(bowl)])
    member = shop.by(await people.member(database, worker_database, shop.id, name="Berta", classes=("consumer",)))
    assert (await take(shop, member, box["id"]))["__typename"] == "BoxTaken"
    await fill(member, (bowl, 1))
    await start(member)
    order = (await place(shop, member, 2400))["order"]
    assert (await hand_over(shop, potter, order["parts"][0]["id"], 2400))["__typename"] == "ChangedPart"
    await shop.worker.drain()
    papers = "query P($id: ID!) { orderDocuments(orderId: $id) { id } }"
    [paper] = (await member.ask(papers, id=order["id"]))["orderDocuments"]
    other = await open_shop(database, worker_database)
    stranger = await open_stall(other, "Stranger")
    made_up = {
        one: ids.encode(one.partition("_")[0], ids.new())
        for one in (program["id"], box["id"], paper["id"], order["id"], potter.id)
    }
    wanted = (
        ("query A($id: ID!) { webhookDeliveries(webhookId: $id) { nodes { id body } } }", program["id"]),
        ("query A($id: ID!) { tradeDocument(id: $id) { number } }", paper["id"]),
        (papers, order["id"]),
        ("query A($id: ID!) { stallDocuments(stallId: $id) { nodes { id } } }", potter.id),
        ("query A($id: ID!) { boxDeliveries(boxId: $id) { deliveries { id } } }", box["id"]),
        ("query A($id: ID!) { stallMoney(stallId: $id) { held { minor } } }", potter.id),
    )
    lists = (
        "{ webhooks { id } }",
        "{ tradeDocuments { nodes { id } } }",
        "{ myBoxes { id } }",
        "{ myFiles { id } }",
    )
    askers = (
        shop.by(weaver.maker),
        other.by(stranger.maker),
        other.by(other.coordinator),
        shop.by(stranger.maker),
        shop.visitor(),
    )
    for asker in askers:
        for document, of in wanted:
            answer, absent = [await asker.answer(document, id=one) for one in (of, made_up[of])]
            assert _told(answer) == _told(absent), (document, answer)
        for document in lists:
            answer = await asker.answer(document)
            assert not any(one in str(answer) for one in made_up), (document, answer)
        # Nor can what is another's be used: changed, replayed, or named as one's own.
        for deed in ("removeWebhook(webhookId: $id)", "replayWebhook(webhookId: $id)", "tryWebhook(webhookId: $id)"):
            done = await asker.wish(deed, "", id=("ID!", program["id"]))
            assert done["__typename"] in ("NotFound", "SignInNeeded"), (deed, done)
    # Or the cells above prove nothing.
    assert (await keeper.ask(wanted[0][0], id=program["id"]))["webhookDeliveries"]["nodes"]
    assert (await keeper.ask(wanted[4][0], id=box["id"]))["boxDeliveries"]["deliveries"]
    assert (await keeper.ask(wanted[5][0], id=potter.id))["stallMoney"]
    assert (await member.ask(wanted[1][0], id=paper["id"]))["tradeDocument"]


def _told(answer: dict[str, Any]) -> tuple[Any, list[tuple[str, str]]]:
    """What an answer says, but for the reference of its request."""
    return answer.get("data"), [(one["message"], one["extensions"]["code"]) for one in answer.get("errors", ())]


async def test_case_53_an_office_taken_away_counts_at_once(
    shop: Shop, database: Database, worker_database: Database
) -> None:
    """Her next request with the same token is denied; so is the export that she was about to make."""
    clerk = await people.member(database, worker_database, shop.id, name="Clerk", offices=("treasurer",))
    async with client_of(database, shop.program.door) as client:

        async def asks(document: str) -> dict[str, Any]:
            sent = await client.post(
                f"/c/{shop.cooperative.slug}/graphql",
                json={"query": document},
                headers={"authorization": f"Bearer {clerk.token}"},
            )
            told: dict[str, Any] = sent.json()
            return told

        books_page, export = "{ books { chainHead } }", "mutation { exportBooks(fileFormat: CSV) { __typename } }"
        assert (await asks(books_page))["data"]["books"] is not None
        assert (await asks(export))["data"]["exportBooks"]["__typename"] in ("ExportedBooks", "StepUpNeeded")

        officer = await people.member(database, worker_database, shop.id, name="Olga", offices=("officer",))

        async def by_officer(work: Work) -> None:
            viewer = replace(officer.viewer, proven_at=work.now)
            await roles.revoke_role(work, viewer, agent_id=clerk.agent_id, role="treasurer")

        await database.run(officer.viewer.scope(shop.id), officer.viewer.actor, by_officer)
        assert (await asks(books_page)).get("data", {}).get("books") is None
        refused = await asks(export)
        assert refused["data"]["exportBooks"]["__typename"] in ("NotAllowed", "SignInNeeded"), refused


async def test_case_53_an_export_that_waits_is_nobodys_when_the_office_is_gone(
    shop: Shop, database: Database, worker_database: Database
) -> None:
    """One was made and not fetched, another was asked for and not made yet: neither comes to who holds the office no more."""

    async def by_officer(work: Work) -> None:
        await roles.revoke_role(work, officer.viewer, agent_id=clerk.agent_id, role="treasurer")

    officer = await people.member(database, worker_database, shop.id, name="Olga", offices=("officer",))
    clerk = await people.member(database, worker_database, shop.id, name="Clerk", offices=("treasurer",))
    program = shop.by(clerk)
    assert (await asked(program, "ORDERS"))["__typename"] == "ExportAsked"
    await shop.worker.drain()
    [ready] = (await program.ask(MINE))["myExports"]
    assert (await fetch(shop, clerk.viewer, ready["address"])).status_code == 200
    assert (await asked(program, "EVERYTHING"))["__typename"] == "ExportAsked"
    await database.run(officer.viewer.scope(shop.id), officer.viewer.actor, by_officer)
    assert (await asked(program, "ORDERS"))["__typename"] == "NotAllowed"
    await shop.worker.drain()
    both = (await program.answer(MINE))["data"]["myExports"]
    addresses = {ready["address"]} | {one["address"] for one in both if one["address"]}
    assert len(both) == 2, "or the second was never made"
    for address in addresses:
        assert (await fetch(shop, clerk.viewer, address)).status_code == 404, address


@pytest.mark.parametrize(
    "document",
    [
        "{ listings(first: 100000) { nodes { title } } }",
        "{ listings { nodes { stall { name } " + "".join(f"a{n}: title " for n in range(5_000)) + "} } }",
        "{ __schema { types { fields { type { " + "ofType { " * 20 + "name" + " }" * 20 + " } } } } }",
        "query A { " + " ".join(f"l{n}: listings(first: 100) {{ nodes {{ title tags }} }}" for n in range(50)) + " }",
    ],
    ids=["huge page", "aliased", "deep", "many lists"],
)
async def test_case_57_too_dear_before_the_database_is_asked(database_urls: Urls, document: str) -> None:
    """Refused by its cost: a door without any database behind it says so just the same."""
    shut = await Database.connect(database_urls.app, largest=1)
    await shut.close()
    visitor = Program(Door(Services(shut, KEYRING, ports=ports())))
    answer = await visitor.answer(document)
    assert answer.get("data") is None
    assert answer["errors"][0]["extensions"]["code"] in (
        "COST_TOO_HIGH",
        "TOO_MANY_ALIASES",
        "DOCUMENT_MALFORMED",
        "DOCUMENT_TOO_DEEP",
    ), answer
    modest = await visitor.answer("{ listings { nodes { title } } }")
    assert modest["errors"][0]["extensions"]["code"] == "UNAVAILABLE", "or the cell above proves nothing"
