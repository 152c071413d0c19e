"""Acceptance's hostile cases about several co-ops under one roof: a test each, through the door or over HTTP.

The whole matrix of ids is walked in `tests/reliability/test_tenant_matrix.py`; here each case is told once, to be read.
"""

import asyncio
import contextlib
import json
import re
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from minga_graphql.door import Door
from minga_graphql.services import Services
from minga_platform.kernel import ids
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.database import Database
from minga_platform.kernel.work import Work
from minga_testing import people
from minga_testing.api import ORIGIN, client_of
from minga_testing.clusters import Urls
from minga_testing.shop import (
    KEYRING,
    Goods,
    Program,
    Shop,
    Stall,
    fill,
    new_key,
    offer,
    open_shop,
    open_stall,
    place,
    ports,
    start,
)


@dataclass
class Town:
    """Two co-ops; in each a stall, goods with a telling title, and an order."""

    here: Shop
    there: Shop
    stall: Stall
    foreign_stall: Stall
    goods: Goods
    foreign: Goods
    order: dict[str, Any]
    foreign_order: dict[str, Any]


async def _filled(shop: Shop, title: str) -> tuple[Stall, Goods, dict[str, Any]]:
    stall = await open_stall(shop, f"Stall {title}")
    goods = await offer(shop, stall, title, price=1000)
    buyer = shop.visitor()
    await fill(buyer, (goods, 1))
    await start(buyer)
    return stall, goods, (await place(shop, buyer, 1000))["order"]


@pytest.fixture
async def town(database: Database, worker_database: Database) -> Town:
    here, there = await open_shop(database, worker_database), await open_shop(database, worker_database)
    stall, goods, order = await _filled(here, "Honey")
    foreign_stall, foreign, foreign_order = await _filled(there, "Velvetmarmalade")
    return Town(here, there, stall, foreign_stall, goods, foreign, order, foreign_order)


def without_reference(body: str) -> str:
    """An answer but for the reference, which is the request's own."""
    return re.sub(r'"reference":"[0-9a-f]*"', '"reference":""', body)


async def test_hostile_26_a_foreign_id_is_answered_as_a_random_one(town: Town, database: Database) -> None:
    """Byte for byte, but for the request's own reference; for a visitor and for an officer of the asking co-op."""
    officer = await people.member(database, town.here.worker_database, town.here.id, name="Olga", offices=("officer",))
    asked = 0
    async with client_of(database, town.here.program.door) as client:
        for headers in ({}, {"authorization": f"Bearer {officer.token}"}):
            for document, foreign in (
                ("query A($id: ID!) { product(id: $id) { title } }", town.foreign.product),
                ("query A($id: ID!) { keptProduct(id: $id) { title } }", town.foreign.product),
                ("query A($id: ID!) { order(id: $id) { number } }", town.foreign_order["id"]),
                ("query A($id: ID!) { sellerOrders(stallId: $id) { nodes { id } } }", town.foreign_stall.id),
                ("query A($id: ID!) { stallMoney(stallId: $id) { held { minor } } }", town.foreign_stall.id),
                ("query A($id: ID!) { statement(stallId: $id) { change { minor } } }", town.foreign_stall.id),
                (
                    "mutation A($id: ID!) { addToCart(variantId: $id, quantity: 1) { __typename } }",
                    town.foreign.variant,
                ),
                ("mutation A($id: ID!) { publishProduct(id: $id) { __typename } }", town.foreign.product),
            ):
                bodies = []
                for value in (foreign, ids.encode(foreign.partition("_")[0], ids.new())):
                    answer = await client.post(
                        f"/c/{town.here.cooperative.slug}/graphql",
                        json={"query": document, "variables": {"id": value}},
                        headers=headers,
                    )
                    bodies.append((answer.status_code, without_reference(answer.text)))
                assert bodies[0] == bodies[1], (document, bodies)
                asked += 1
    assert asked == 16


async def test_hostile_27_a_foreign_id_within_an_input(town: Town, admin: asyncpg.Connection) -> None:
    """The same NotFound as for a made-up one, however deep it lies, and nothing is written in either co-op."""
    coordinator, keeper = town.here.by(town.here.coordinator), town.here.by(town.stall.maker)
    abroad = await town.there.by(town.there.coordinator).wish(
        "addCategory(name: $name)",
        "... on Category { id }",
        name=("[LocalTextInput!]!", [{"language": "en", "text": "Jams"}]),
    )
    foreign_line = town.foreign_order["parts"][0]["lines"][0]["id"]

    async def written() -> list[int]:
        return [
            await admin.fetchval(
                f"SELECT count(*) FROM {table} WHERE cooperative_id = ANY($1)", [town.here.id, town.there.id]
            )
            for table in ("product", "variant", "refund", "refund_line", "picture", "checkout", "sale_order", "payout")
        ]

    before = await written()
    refunds, products, orders = [], [], []
    for line in (foreign_line, ids.encode(foreign_line.partition("_")[0], ids.new())):
        refunds.append(  # noqa: PERF401 - one after the other, as asked
            await coordinator.wish(
                "refundLines(key: $key, orderId: $order, lines: $lines, reason: $why)",
                "... on ChangedOrder { order { id } }",
                key=("String!", new_key()),
                order=("ID!", town.order["id"]),
                lines=(
                    "[LineRefundInput!]!",
                    [{"lineId": line}],
                ),
                why=("String!", "x"),
            )
        )
    for category in (abroad["id"], ids.encode(abroad["id"].partition("_")[0], ids.new())):
        products.append(  # noqa: PERF401 - as above
            await keeper.wish(
                "addProduct(stallId: $stall, product: $product)",
                "... on KeptProduct { id }",
                stall=("ID!", town.stall.id),
                product=(
                    "ProductInput!",
                    {"title": [{"language": "en", "text": "Jam"}], "taxBps": 2100, "categoryId": category},
                ),
            )
        )
    buyer = town.here.visitor()
    for point in (town.there.point, ids.encode("point", ids.new())):
        orders.append(await place(replace(town.here, point=point), buyer, 1000))  # noqa: PERF401 - as above
    for pair in (refunds, products, orders):
        assert pair[0] == pair[1], pair
    assert [pair[0]["__typename"] for pair in (refunds, products, orders)] == [
        "NotFound",
        "NotFound",
        "PickupPointClosed",
    ]
    assert await written() == before


async def test_hostile_28_no_row_points_into_another_co_op(town: Town, superuser: asyncpg.Connection) -> None:
    """A row of ours under another's parent: the composite key refuses it, even where row security would not look."""
    touched = []

    async def repoint(work: Work, child: str, column: str, parent: UUID) -> None:
        touched.append(await work.value(f"SELECT count(*) FROM {child} WHERE cooperative_id = $1", work.cooperative_id))
        await work.execute(f"UPDATE {child} SET {column} = $2 WHERE cooperative_id = $1", work.cooperative_id, parent)
        await work.execute("SET CONSTRAINTS ALL IMMEDIATE")

    for child, column, parent in (
        ("product", "stall_id", ids.decode("stall", town.foreign_stall.id)),
        ("variant", "product_id", ids.decode("prod", town.foreign.product)),
        ("variant", "stock_item_id", ids.decode("stock", town.foreign.stock_item)),
    ):
        with pytest.raises(asyncpg.ForeignKeyViolationError):
            await town.here.worker_database.run(
                Scope(town.here.id), Actor(system="test"), partial(repoint, child=child, column=column, parent=parent)
            )
    assert all(touched), "vacuous"
    loose = await superuser.fetch(
        """SELECT c.conrelid::regclass::text AS child, c.conname FROM pg_constraint c
        WHERE c.contype = 'f'
          AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.conrelid AND a.attname = 'cooperative_id' AND a.attnotnull)
          AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.confrelid AND a.attname = 'cooperative_id' AND a.attnotnull)
          AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.conrelid AND a.attnum = ANY(c.conkey) AND a.attname = 'cooperative_id')
          AND c.conname <> 'release_parent_parent_fk'"""  # A design derives from published ones of other co-ops too, by their co-op's id.
    )
    assert not loose, "links between tables of a co-op without the co-op in their key"


async def test_hostile_29_a_name_taken_elsewhere(town: Town, database: Database) -> None:
    """The same slug lives in both co-ops; an address that somebody has is answered like any other."""
    for shop in (town.here, town.there):
        stall = await open_stall(shop, "Twins")
        assert stall.slug == "twins"
    ana = await people.sign_up(database, name="Ana")
    outcomes = []
    for mail in (ana.mail, f"{ids.encode('m', ids.new())}@example.org"):
        outcomes.append(  # noqa: PERF401 - one after the other
            await town.there.visitor().wish(
                "signUp(name: $name, mail: $mail)",
                "... on SignedUp { card { number } }",
                name=("String!", "Another"),
                mail=("String!", mail),
            )
        )
    assert outcomes[0] == outcomes[1]
    assert outcomes[0]["__typename"] == "SignedUp"


async def test_hostile_30_a_cursor_or_filter_from_elsewhere(town: Town) -> None:
    """INVALID_CURSOR for a place in another's list; nothing for another's stall or category."""
    listed = "query L($after: String, $filter: ListingFilter) { listings(first: 1, after: $after, filter: $filter) { nodes { title } pageInfo { endCursor } } }"
    for program, own in ((town.here.visitor(), "Honey"), (town.there.visitor(), "Velvetmarmalade")):
        assert [node["title"] for node in (await program.ask(listed))["listings"]["nodes"]] == [own]
    abroad = (await town.there.visitor().ask(listed))["listings"]["pageInfo"]["endCursor"]
    refused = await town.here.visitor().answer(listed, after=abroad)
    assert refused["errors"][0]["extensions"]["code"] == "INVALID_CURSOR"
    orders = "query O($after: String) { orders(first: 1, after: $after) { nodes { id } pageInfo { endCursor } } }"
    abroad = (await town.there.by(town.there.coordinator).ask(orders))["orders"]["pageInfo"]["endCursor"]
    refused = await town.here.by(town.here.coordinator).answer(orders, after=abroad)
    assert refused["errors"][0]["extensions"]["code"] == "INVALID_CURSOR"
    for choice in ({"stall": town.foreign_stall.slug}, {"category": "jams"}, {"tag": "velvet"}):
        assert (await town.here.visitor().ask(listed, filter=choice))["listings"]["nodes"] == []


async def test_hostile_31_nothing_is_counted_that_is_not_ours(town: Town) -> None:
    """Totals, facets, counts and suggestions are those of this co-op alone, whatever is searched for."""
    await town.there.worker.drain()
    counted = """query C($search: String) { listings(search: $search) { nodes { title } totalCount mended
      facets { total stalls { value listings } categories { value listings } tags { value } } } }"""
    own = (await town.here.visitor().ask(counted))["listings"]
    assert (own["totalCount"], own["facets"]["total"]) == (1, 1)
    assert [one["value"] for one in own["facets"]["stalls"]] == [town.stall.slug]
    for search in ("Velvetmarmalade", "Velvetmarmalad", "velvet"):
        found = (await town.here.visitor().ask(counted, search=search))["listings"]
        assert (found["nodes"], found["totalCount"] or 0, found["facets"]["total"]) == ([], 0, 0), found
        assert found["mended"] is None, "another's words are not suggested"
    assert (await town.there.visitor().ask(counted, search="Velvetmarmalade"))["listings"]["nodes"], "vacuous"
    desk = await town.here.by(town.here.coordinator).ask(
        "{ orders { totalCount nodes { id } } members { totalCount nodes { name } } }"
    )
    assert [one["id"] for one in desk["orders"]["nodes"]] == [town.order["id"]]
    assert (desk["orders"]["totalCount"] or 1) == 1
    names = {one["name"] for one in desk["members"]["nodes"]}
    assert "Maker Stall Velvetmarmalade" not in names
    stalls = await town.here.visitor().ask("{ stalls { slug listings } categories { slug listings } }")
    assert [one["slug"] for one in stalls["stalls"]] == [town.stall.slug]


@pytest.mark.parametrize(
    "search",
    [
        '" OR tenant != "',
        "' OR '1'='1",
        "honey) OR (velvetmarmalade",
        "cooperative_id != x",
        "Velvet:* | Honey:*",
        "%",
        "_",
        "\\",
        "honey'); DROP TABLE listing; --",
        "!honey & velvet",
        "<-> honey",
    ],
)
async def test_hostile_32_filter_syntax_is_text(town: Town, search: str) -> None:
    """It finds what bears those words, never another co-op's goods, and never breaks the search."""
    answer = await town.here.visitor().answer(
        "query S($s: String!) { listings(search: $s) { nodes { title cooperativeSlug } facets { total } } }", s=search
    )
    assert "errors" not in answer, answer
    assert {one["cooperativeSlug"] for one in answer["data"]["listings"]["nodes"]} <= {town.here.cooperative.slug}


async def test_hostile_34_a_right_taken_away_while_signed_in(town: Town, database: Database) -> None:
    """A keeper shown the door: her very next request, with the same cookie, is denied."""
    helper = await people.member(
        database, town.here.worker_database, town.here.id, name="Helper", classes=("producer",)
    )
    agent = ids.encode("agent", helper.agent_id)
    keeper = town.here.by(town.stall.maker)
    both = {"stall": ("ID!", town.stall.id), "agent": ("ID!", agent)}
    added = await keeper.wish("addStallKeeper(stallId: $stall, agentId: $agent)", "... on KeptStall { id }", **both)
    assert added["__typename"] == "KeptStall", added
    async with client_of(database, town.here.program.door) as client:

        async def sets_stock(on_hand: int) -> str:
            answer = await client.post(
                f"/c/{town.here.cooperative.slug}/graphql",
                json={
                    "query": "mutation S($id: ID!, $n: MinorUnits) { setStock(stockItemId: $id, onHand: $n) { __typename } }",
                    "variables": {"id": town.goods.stock_item, "n": on_hand},
                },
                headers={"cookie": f"__Host-minga={helper.token}", "origin": ORIGIN},
            )
            outcome: str = answer.json()["data"]["setStock"]["__typename"]
            return outcome

        assert await sets_stock(70) == "StockItem"
        gone = await keeper.wish(
            "removeStallKeeper(stallId: $stall, agentId: $agent)", "... on KeptStall { id }", **both
        )
        assert gone["__typename"] == "KeptStall", gone
        assert await sets_stock(71) in ("NotFound", "NotAllowed")
    async with town.here.worker_database.read(Scope(town.here.id)) as work:
        on_hand = await work.value(
            "SELECT on_hand FROM stock_item WHERE cooperative_id = $1 AND id = $2",
            town.here.id,
            ids.decode("stock", town.goods.stock_item),
        )
    assert on_hand == 70


async def test_hostile_35_hanging_up_in_the_middle(
    town: Town, database_urls: Urls, superuser: asyncpg.Connection
) -> None:
    """One connection for everybody: whoever comes after an aborted request is in her own co-op, and nothing stays open."""
    name = "minga hanging up"
    narrow = await Database.connect(database_urls.app, largest=1, application=name)
    try:
        door = Door(Services(narrow, KEYRING, ports=ports()))
        here = Program(door, town.here.visitor().viewer, town.here.cooperative)
        there = Program(door, town.there.visitor().viewer, town.there.cooperative)
        listed = "{ listings { nodes { title } } }"
        aborted = 0
        for number in range(60):
            asked = asyncio.create_task(there.answer(listed))
            for _ in range(number % 12):
                await asyncio.sleep(0)
            if number % 3 == 0:
                await asyncio.sleep(0.0004 * (number % 7))
            aborted += asked.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await asked
            told = (await here.ask(listed))["listings"]["nodes"]
            assert [one["title"] for one in told] == ["Honey"]
        assert aborted >= 20, "vacuous"

        async def fails(work: Work) -> None:
            await work.execute("UPDATE product SET tags = '{broken}' WHERE cooperative_id = $1", town.there.id)
            raise RuntimeError("a bug")

        with pytest.raises(RuntimeError):
            await narrow.run(Scope(town.there.id), Actor(system="test"), fails)
        async with narrow.pool.acquire() as connection:
            left = await connection.fetchval("SELECT current_setting('app.cooperative', true)")
            assert left in (None, ""), left
        states = await superuser.fetch(
            "SELECT state, count(*) FROM pg_stat_activity WHERE application_name = $1 GROUP BY 1", name
        )
        assert "idle in transaction" not in {row["state"] for row in states}
    finally:
        await narrow.close()


async def test_hostile_06_one_order_is_of_one_co_op_and_one_currency(town: Town, admin: asyncpg.Connection) -> None:
    """A basket holds both; no placing takes both, whatever total is offered; a second currency is refused where it enters."""
    buyer = town.here.visitor()
    abroad = replace(town.there.program, viewer=buyer.viewer)
    await fill(buyer, (town.goods, 1))
    await fill(abroad, (town.foreign, 1))
    before = await admin.fetchval(
        "SELECT count(*) FROM sale_order WHERE cooperative_id = ANY($1)", [town.here.id, town.there.id]
    )
    await start(buyer)
    refused = await place(town.here, buyer, 2000)
    assert (refused["__typename"], refused["new"]["minor"]) == ("PriceChanged", 1000)
    dollars = await buyer.wish(
        "placeOrder(key: $key, expectedTotal: $total, contact: $contact, paymentMethod: PICKUP, pickupPointId: $point)",
        "... on PlacedOrder { order { id } }",
        key=("String!", new_key()),
        total=("MoneyInput!", {"minor": 1000, "currency": "USD"}),
        contact=("BuyerInput!", {"name": "B", "mail": "b@example.org"}),
        point=("ID!", town.here.point),
    )
    assert dollars["__typename"] != "PlacedOrder"
    priced = await town.here.by(town.stall.maker).wish(
        "addVariant(productId: $product, variant: $variant)",
        "... on InvalidInput { field rule } ... on KeptProduct { id }",
        product=("ID!", town.goods.product),
        variant=("VariantInput!", {"price": {"minor": 5, "currency": "JPY"}, "options": []}),
    )
    after = await admin.fetchval(
        "SELECT count(*) FROM sale_order WHERE cooperative_id = ANY($1)", [town.here.id, town.there.id]
    )
    assert after == before
    if priced["__typename"] == "KeptProduct":  # Then two currencies can meet in one basket, and are asked about.
        told = json.dumps(await start(buyer))
        assert "MixedCurrencies" in told or "CheckoutStarted" in told
    else:
        assert priced["__typename"] == "InvalidInput", priced
