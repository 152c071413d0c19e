"""Sold across the table: goods, cash and books agree, also for what is told days later, twice, or of goods we did not know of."""

import asyncio
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from minga_platform.kernel import ids
from minga_platform.kernel.database import Database
from minga_testing import people
from minga_testing.producing import name_jar
from minga_testing.reading import reading
from minga_testing.shop import Goods, Shop, Stall, new_key, offer, open_shop, open_stall
from minga_testing.trade import books

pytestmark = pytest.mark.anyio

TOLD = """... on StandSold { orderId total { minor } } ... on OutOfStock { available } ... on PriceChanged { new { minor } }
  ... on NotSoldHere { because } ... on SoldLongAgo { mostDays } ... on InvalidInput { field rule }"""


@pytest.fixture
async def shop(database: Database, worker_database: Database) -> Shop:
    return await open_shop(database, worker_database)


async def sell(shop: Shop, stall: Stall, *lines: tuple[Goods, int], total: int, **more: Any) -> dict[str, Any]:
    return await shop.by(more.get("by", stall.maker)).wish(
        "sellAtStand(key: $key, stallId: $stall, lines: $lines, received: $received, soldAt: $at, pickupPointId: $point, correctsStock: $corrects)",
        TOLD,
        key=("String!", more.get("key") or new_key()),
        stall=("ID!", stall.id),
        lines=(
            "[StandLineInput!]!",
            [{"variantId": one.variant, "quantity": number, "price": more.get("price")} for one, number in lines],
        ),
        received=("MoneyInput!", {"minor": total, "currency": "EUR"}),
        at=("Instant!", more.get("at") or datetime.now(UTC).isoformat()),
        point=("ID", more.get("point", shop.point)),
        corrects=("Boolean!", more.get("corrects", False)),
    )


async def left(shop: Shop, goods: Goods) -> int:
    found = await shop.worker_database_value(
        f"SELECT on_hand FROM stock_item WHERE cooperative_id = $1 AND id = '{ids.decode('stock', goods.stock_item)}'"
    )
    return int(found)


async def test_goods_cash_and_books_move_together_once_however_often_it_is_told(shop: Shop) -> None:
    stall = await open_stall(shop, "Baker")
    bread = await offer(shop, stall, "Bread", price=450, on_hand=10)
    key = new_key()
    at = (datetime.now(UTC) - timedelta(hours=5)).isoformat()
    told = await asyncio.gather(*(sell(shop, stall, (bread, 3), total=1350, key=key, at=at) for _ in range(6)))
    assert {one["__typename"] for one in told} == {"StandSold"}
    assert len({one["orderId"] for one in told}) == 1
    assert await left(shop, bread) == 7
    sums = await books(shop)
    [till] = [amount for (kind, _, _), amount in sums.items() if kind == "cash_till"]
    assert abs(till) == 1350
    assert sums[("receivable", "", "")] == 0
    listed = await shop.by(stall.maker).ask(
        "query ($stall: ID!) { standSales(stallId: $stall) { nodes { orderId goods total { minor } soldBy correctedStock } } }",
        stall=stall.id,
    )
    [one] = listed["standSales"]["nodes"]
    assert (one["goods"], one["total"]["minor"], one["correctedStock"]) == ("Bread", 1350, False)
    seen = await shop.by(stall.maker).ask(
        "query ($id: ID!) { order(id: $id) { state payment { captured { minor } } } }", id=one["orderId"]
    )
    assert seen["order"] is None or seen["order"]["state"] == "COMPLETED"


async def test_whoever_buys_at_the_table_gets_her_receipt_at_once(shop: Shop) -> None:
    """Before any worker looked: the keeper opens it, prints it and takes the PDF; it says "Cash sale". Another stall's keeper may not."""
    stall, other = await open_stall(shop, "Baker"), await open_stall(shop, "Potter")
    bread = await offer(shop, stall, "Bread", price=450, on_hand=10)
    await sell(shop, stall, (bread, 3), total=1350)
    page = f"/c/{shop.cooperative.slug}/stall/{stall.slug}/stand"
    async with reading(shop.program.door, stall.maker.viewer) as browser:
        [receipt] = re.findall(r'href="([^"]*/documents/doc_[^"]*)"', (await browser.get(page)).text)
        told = await browser.get(receipt)
        assert told.status_code == 200
        for text in ("Invoice I-1", "Cash sale", "Bread", "€13.50"):
            assert text in told.text
        assert "No longer kept" not in told.text
        assert (await browser.get(f"{receipt}?as=pdf")).content.startswith(b"%PDF")
    for who, status in ((shop.coordinator, 200), (other.maker, 404)):
        async with reading(shop.program.door, who.viewer) as browser:
            assert (await browser.get(receipt)).status_code == status
    await shop.worker.drain()
    listed = (await shop.by(shop.coordinator).ask("{ tradeDocuments { nodes { name acrossTable partyName } } }"))[
        "tradeDocuments"
    ]
    assert listed["nodes"] == [{"name": "I-1", "acrossTable": True, "partyName": ""}], "told again, it is the same one"


async def test_more_was_on_the_table_than_we_knew_of(shop: Shop) -> None:
    stall = await open_stall(shop, "Grower")
    apples = await offer(shop, stall, "Apples", price=300, on_hand=2)
    key = new_key()
    short = await sell(shop, stall, (apples, 5), total=1500, key=key)
    assert (short["__typename"], short["available"]) == ("OutOfStock", 2)
    assert await left(shop, apples) == 2, "nothing is half done"
    other = await sell(shop, stall, (apples, 5), total=1500, corrects=True)
    assert other["__typename"] == "StandSold"
    assert await left(shop, apples) == 0


async def test_what_is_not_so_is_refused_and_leaves_nothing(shop: Shop) -> None:
    baker, potter = await open_stall(shop, "Baker"), await open_stall(shop, "Potter")
    bread, bowl = await offer(shop, baker, "Bread", price=450), await offer(shop, potter, "Bowl", price=2000)
    wrong = await sell(shop, baker, (bread, 1), total=400)
    assert (wrong["__typename"], wrong["new"]["minor"]) == ("PriceChanged", 450)
    foreign = await sell(shop, baker, (bowl, 1), total=2000)
    assert (foreign["__typename"], foreign["because"]) == ("NotSoldHere", "other_stall")
    late = await sell(shop, baker, (bread, 1), total=450, at=(datetime.now(UTC) - timedelta(days=30)).isoformat())
    assert (late["__typename"], late["mostDays"]) == ("SoldLongAgo", 14)
    ahead = await sell(shop, baker, (bread, 1), total=450, at=(datetime.now(UTC) + timedelta(hours=2)).isoformat())
    assert ahead["__typename"] == "SoldLongAgo"
    no_till = await sell(shop, baker, (bread, 1), total=450, point=None)
    assert no_till["__typename"] == "NoTill"
    stranger = await sell(shop, baker, (bread, 1), total=450, by=potter.maker)
    assert stranger["__typename"] in {"NotAllowed", "NotFound"}
    assert await shop.worker_database_value("SELECT count(*) FROM sale_order WHERE cooperative_id = $1") == 0


async def test_the_price_asked_at_the_table_is_the_price_that_is_split(shop: Shop) -> None:
    stall = await open_stall(shop, "Baker")
    bread = await offer(shop, stall, "Bread", price=450, on_hand=10)
    done = await sell(shop, stall, (bread, 2), total=800, price=400)
    assert done["__typename"] == "StandSold"
    sums = await books(shop)
    assert sums[("receivable", "", "")] == 0


async def test_two_phones_sell_the_last_piece_at_once(shop: Shop) -> None:
    stall = await open_stall(shop, "Potter")
    bowl = await offer(shop, stall, "Bowl", price=2000, on_hand=1)
    told = await asyncio.gather(*(sell(shop, stall, (bowl, 1), total=2000) for _ in range(8)))
    assert sorted(one["__typename"] for one in told) == ["OutOfStock"] * 7 + ["StandSold"]


async def test_a_suspended_stall_sells_nothing_more_and_what_it_sold_before_is_told(shop: Shop) -> None:
    """A telephone without a line tells on Sunday what went on Friday; on Saturday the stall was suspended. Nothing taken off the
    shop's shelf gets past the suspension either."""
    stall = await open_stall(shop, "Jam")
    jam = await offer(shop, stall, "Jam", price=500, on_hand=10)
    now = datetime.now(UTC)
    placed = await shop.by(shop.coordinator).wish(
        'restrictStall(stallId: $stall, kind: SELLING, reason: "Mould", evidence: "Two jars", endsAt: $ends)',
        "",
        stall=("ID!", stall.id),
        ends=("Instant!", (now + timedelta(days=7)).isoformat()),
    )
    assert placed["__typename"] == "RestrictionChanged", placed
    before = await sell(shop, stall, (jam, 2), total=1000, at=(now - timedelta(hours=3)).isoformat())
    assert before["__typename"] == "StandSold", before
    after = (datetime.now(UTC) + timedelta(seconds=1)).isoformat()
    for hidden in (False, True):
        if hidden:
            await shop.by(stall.maker).wish("unpublishProduct(id: $id)", "", id=("ID!", jam.product))
        refused = await sell(shop, stall, (jam, 2), total=1000, at=after)
        assert (refused["__typename"], refused.get("because")) == ("NotSoldHere", "stall_closed")
    assert await left(shop, jam) == 8


async def test_what_may_not_be_sold_is_not_sold_because_it_left_the_shop(shop: Shop) -> None:
    """Taken down, and in a jar whose deposit has no legal basis any more: the first is no hindrance at the table, the second is."""
    stall = await open_stall(shop, "Dairy")
    jar = await name_jar(shop)
    milk = await offer(shop, stall, "Milk", price=200, containerId=jar)
    officer = await people.member(
        shop.program.door.services.database, shop.worker_database, shop.id, name="Olga", offices=("officer",)
    )
    await shop.by(officer).wish("endLegalBasis(feature: DEPOSITS)", "")
    await shop.by(stall.maker).wish("unpublishProduct(id: $id)", "", id=("ID!", milk.product))
    refused = await sell(shop, stall, (milk, 1), total=250)
    assert (refused["__typename"], refused.get("because")) == ("NotSoldHere", "no_legal_basis")
